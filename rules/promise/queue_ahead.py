"""The queue ahead: what stands between a customer and the technicians."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.callbacks.callback import Waiting
from rules.callbacks.priority import before
from rules.hours.schedule import Hours
from rules.hours.working_time import after, between, open_spans
from rules.promise.arrival_rate import ArrivalRate
from rules.wall_clock import day_of

_SATURDAY = 5
_HOUR = timedelta(hours=1)
_HORIZON = timedelta(hours=14)  # of work: two days, beyond which nobody is foreseen


@dataclass(frozen=True)
class Stretch:
    """Callers expected to overtake; a closed time is a stretch that lasts no working time."""

    at: float
    lasts: float
    callers: float


@dataclass(frozen=True)
class Ahead:
    """Who is rung before a customer; seconds are of work, counted from `start`."""

    start: datetime  # the first instant at which the customer may be rung, in UTC
    in_hand: tuple[float, ...]  # for how long each call under way has lasted, in seconds
    waiting: int  # may be rung at once, and come first
    later: tuple[float, ...] = ()  # when those may be rung who then come first
    overtaking: tuple[Stretch, ...] = ()  # the more urgent who are still to call


def ahead_of(
    entry: Waiting,
    queue: Iterable[Waiting],
    in_hand: Iterable[timedelta],
    pace: ArrivalRate,
    hours: Hours,
    now: datetime,
) -> Ahead:
    """Who comes before an entry by the rule of `rules.callbacks.priority`.

    On Saturday and Sunday only subscribers are rung, so that nobody else can stand before one.
    """
    start = after(max(now, entry.due_at), timedelta(), hours, j_system=entry.j_system)
    first = before(entry, _rung_from(start, entry, queue, hours), start, hours)
    return Ahead(
        start=start,
        in_hand=tuple(spent.total_seconds() for spent in in_hand) if start <= now else (),
        waiting=sum(other.due_at <= start for other in first),
        later=tuple(_seconds_to(other, start, hours) for other in first if other.due_at > start),
        overtaking=_overtaking(entry, start, pace, hours, now),
    )


def _rung_from(
    start: datetime, entry: Waiting, queue: Iterable[Waiting], hours: Hours
) -> list[Waiting]:
    subscribers_only = day_of(start, hours.timezone).weekday() >= _SATURDAY
    return [
        other
        for other in queue
        if other.id != entry.id and (other.j_system or not subscribers_only)
    ]


def _seconds_to(other: Waiting, start: datetime, hours: Hours) -> float:
    return between(start, other.due_at, hours, j_system=other.j_system).total_seconds()


def _overtaking(
    entry: Waiting, start: datetime, pace: ArrivalRate, hours: Hours, now: datetime
) -> tuple[Stretch, ...]:
    share = pace.more_urgent(entry.urgency)
    if not share:
        return ()
    return tuple(
        Stretch(at.total_seconds(), lasts.total_seconds(), share * pace.callers(begins, ends))
        for at, lasts, begins, ends in _stretches(entry, start, hours, now)
    )


def _stretches(
    entry: Waiting, start: datetime, hours: Hours, now: datetime
) -> Iterator[tuple[timedelta, timedelta, datetime, datetime]]:
    """Each closed time and each open hour: worked before, working time, beginning and end."""
    worked, seen = timedelta(), now
    for opens, closes in open_spans(start, hours, j_system=entry.j_system):
        yield worked, timedelta(), seen, opens
        seen = opens
        while seen < closes:
            lasts = min(_HOUR, closes - seen)
            yield worked, lasts, seen, seen + lasts
            worked, seen = worked + lasts, seen + lasts
        if worked >= _HORIZON:
            return
