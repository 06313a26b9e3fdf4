"""What stands between a customer and the technicians when their turn may begin."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.callbacks import Waiting, ordered
from desk.hours import Hours
from desk.promise.pace import Pace
from desk.promise.working_time import after, between
from desk.wall_clock import day_of

_SATURDAY = 5
_SOON = timedelta(hours=2)  # of work: how far the callers of the moment are taken to go on


@dataclass(frozen=True)
class Ahead:
    """Who is rung before a customer; seconds are of work, counted from `start`."""

    start: datetime  # the first instant at which the customer may be rung, in UTC
    in_hand: tuple[float, ...]  # for how long each call under way has lasted, in seconds
    waiting: int  # may be rung at once, and come first
    later: tuple[float, ...] = ()  # when those may be rung who then come first
    overtaking: float = 0.0  # more urgent callers expected until the start
    overtaking_rate: float = 0.0  # and in each second from then on


def ahead_of(
    entry: Waiting,
    queue: Iterable[Waiting],
    in_hand: Iterable[timedelta],
    pace: Pace,
    hours: Hours,
    now: datetime,
) -> Ahead:
    """Who comes before an entry by the rule of `callbacks.ordered`.

    On Saturday and Sunday only subscribers are rung, so that nobody else can stand before one.
    """
    start = after(max(now, entry.due_at), timedelta(), hours, j_system=entry.j_system)
    first = _before(entry, _rung_from(start, entry, queue, hours), hours)
    more_urgent = pace.more_urgent(entry.urgency)
    soon = pace.callers(start, start + _SOON) / _SOON.total_seconds()
    return Ahead(
        start=start,
        in_hand=tuple(spent.total_seconds() for spent in in_hand) if start <= now else (),
        waiting=sum(other.due_at <= start for other in first),
        later=tuple(_seconds_to(other, start, hours) for other in first if other.due_at > start),
        overtaking=more_urgent * pace.callers(now, start),
        overtaking_rate=more_urgent * soon,
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


def _before(entry: Waiting, others: list[Waiting], hours: Hours) -> list[Waiting]:
    """Those who come first once all of them may be rung."""
    all_due = max(one.due_at for one in (entry, *others))
    placed = ordered((entry, *others), all_due, hours.timezone)
    own = next(one.place for one in placed if one.entry is entry)
    return [one.entry for one in placed if one.place < own]


def _seconds_to(other: Waiting, start: datetime, hours: Hours) -> float:
    return between(start, other.due_at, hours, j_system=other.j_system).total_seconds()
