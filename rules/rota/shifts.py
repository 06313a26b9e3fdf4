"""Shifts: who is on duty, on call or away, and when nobody is.

A shift is one stretch of time; what repeats is many shifts. Its instants are aware, closed at the
start and open at the end. Whoever is away is neither on duty nor on call, whatever else is said.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations, pairwise

from rules.errors import BadInput
from rules.hours.schedule import Hours, calendar
from rules.wall_clock import Span, day_of, merged


class Kind(StrEnum):
    DUTY = "duty"  # at the desk
    ON_CALL = "on_call"  # to be alerted
    ABSENCE = "absence"  # neither, whatever the other shifts say


LONGEST_DAYS = {Kind.DUTY: 60, Kind.ON_CALL: 60, Kind.ABSENCE: 731}  # a leave may take two years


@dataclass(frozen=True)
class Shift:
    """One person's stretch of time; `place` 1 is tried before 2 among those on call."""

    who: str
    kind: Kind
    start: datetime
    end: datetime
    place: int = 1
    given_by: tuple[str, ...] = ()  # whose it was before, the first one first

    def __post_init__(self) -> None:
        for at in (self.start, self.end):
            if at.tzinfo is None:
                raise BadInput(f"expected an instant with its offset, found {at.isoformat()}")
        if self.end <= self.start:
            raise BadInput(f"expected an end after {self.start}, found {self.end}")
        if self.place < 1:
            raise BadInput(f"expected a place from 1 up, found {self.place}")

    def holds(self, at: datetime) -> bool:
        """Whether the instant lies within."""
        return self.start <= at < self.end


def check_length(shift: Shift) -> None:
    """Raises BadInput for a stretch of time that is likelier a wrong year than a shift."""
    most = LONGEST_DAYS[shift.kind]
    if shift.end - shift.start > timedelta(days=most, hours=1):  # the hour of a summer that ends
        rule = f"expected at most {most} days, found {shift.start} to {shift.end}"
        raise BadInput(rule, "shift_long", days=most)


def on_duty(shifts: Iterable[Shift], now: datetime) -> tuple[str, ...]:
    """Who is at the desk, by name."""
    return tuple(sorted(_present(shifts, now, Kind.DUTY)))


def on_call(shifts: Iterable[Shift], now: datetime) -> tuple[str, ...]:
    """Who is on call, in the order in which they are tried."""
    present = _present(shifts, now, Kind.ON_CALL)
    return tuple(sorted(present, key=lambda who: (present[who], who)))


def working(shifts: Iterable[Shift], now: datetime) -> int | None:
    """How many are on duty or on call; None where no rota says anything of the instant."""
    known = [one for one in shifts if one.holds(now)]
    if all(one.kind is Kind.ABSENCE for one in known):
        return None
    return len({*on_duty(known, now), *on_call(known, now)})


def _present(shifts: Iterable[Shift], now: datetime, kind: Kind) -> dict[str, int]:
    """Who has a shift of that kind and is not away, each with their first place."""
    known = [one for one in shifts if one.holds(now)]
    away = {one.who for one in known if one.kind is Kind.ABSENCE}
    places: dict[str, int] = {}
    for one in known:
        if one.kind is kind and one.who not in away:
            places[one.who] = min(one.place, places.get(one.who, one.place))
    return places


def given_to(shift: Shift, who: str) -> Shift:
    """The shift as another's, with whose it was; raises BadInput for an absence or for its own."""
    if shift.kind is Kind.ABSENCE:
        rule = "expected a shift, found an absence, which nobody can take over"
        raise BadInput(rule, "shift_absence")
    if shift.who == who:
        rule = f"expected somebody else, found {who}, whose shift it is"
        raise BadInput(rule, "shift_own", who=who)
    return replace(shift, who=who, given_by=(*shift.given_by, shift.who))


def may_give(shift: Shift, who: str, *, is_supervisor: bool) -> bool:
    """Whether somebody may give the shift away: whose it is, or a supervisor."""
    return is_supervisor or shift.who == who


def overlaps(shifts: Iterable[Shift]) -> list[tuple[Shift, Shift]]:
    """Pairs of one person's that cannot both hold: the same kind twice, or a shift when away."""
    of_one = sorted(shifts, key=lambda one: (one.who, one.start, one.end, one.kind, one.place))
    return [
        (one, other)
        for one, other in combinations(of_one, 2)
        if one.who == other.who and one.start < other.end and other.start < one.end
        if one.kind is other.kind or Kind.ABSENCE in (one.kind, other.kind)
    ]


def gaps(shifts: Iterable[Shift], spans: Iterable[Span]) -> tuple[Span, ...]:
    """The stretches of the spans in which nobody is on call; spans are in order and apart."""
    known = list(shifts)
    changes = {at for one in known for at in (one.start, one.end)}
    empty: list[Span] = []
    for start, end in spans:
        cuts = [start, *sorted(at for at in changes if start < at < end), end]
        empty += [(first, last) for first, last in pairwise(cuts) if not on_call(known, first)]
    return merged(empty)


def uncovered_hours(
    shifts: Iterable[Shift], hours: Hours, first: datetime, last: datetime
) -> tuple[Span, ...]:
    """The week-end opening hours between two instants in which nobody is on call."""
    days = calendar(day_of(first, hours.timezone), day_of(last, hours.timezone), hours)
    spans = [
        (max(begin, first), min(end, last))
        for day in days
        if day.flow == "weekend"
        for begin, end in day.spans
        if begin < last and end > first
    ]
    return gaps(shifts, spans)
