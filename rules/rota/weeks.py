"""Whole weeks of the rota, filled by half-days: what stands, what another filling alters, what clashes.

A half is one stretch of opening hours. Filling it in another way cuts shifts that were made here and reach
into it, and leaves alone what a calendar brought: that is altered where it came from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from rules.hours.schedule import Flow, Hours, calendar
from rules.rota.shifts import Kind, Shift, gaps, on_call
from rules.wall_clock import Span

MOST_WEEKS = 26  # that are filled at once
Filling = frozenset[Kind]
# What one person can do in a half; who is away does nothing else.
FILLINGS: Mapping[str, Filling] = {
    "": frozenset(),
    "duty": frozenset({Kind.DUTY}),
    "on_call": frozenset({Kind.ON_CALL}),
    "both": frozenset({Kind.DUTY, Kind.ON_CALL}),
    "absence": frozenset({Kind.ABSENCE}),
}


class Pattern(StrEnum):
    """How the first week goes on in those after it; absences are of their week alone."""

    SAME = "same"  # every week alike
    ALTERNATE = "alternate"  # every second week, those between stay as they are
    ROTATE = "rotate"  # whoever is on call changes each week, in the order of the people


@dataclass(frozen=True)
class Half:
    """One stretch of opening hours: the first or a later one of its day."""

    day: date
    index: int
    span: Span
    flow: Flow

    @property
    def place(self) -> tuple[int, int]:
        """Where in the week it lies: the day from 0, Monday, and the stretch of that day from 0."""
        return self.day.weekday(), self.index


Cell = tuple[str, int, int]  # who, and the place of the half in a week
Filled = Mapping[Cell, Filling]


class Wanted(NamedTuple):
    """How one person's half is to be filled."""

    who: str
    half: Half
    filling: Filling
    spares_absence: bool = False  # whoever is away stays so: in weeks that follow a pattern


@dataclass(frozen=True)
class Placed:
    """A shift of the ledger by its number, and the calendar that brought it."""

    id: int
    shift: Shift
    calendar: str | None = None


@dataclass(frozen=True)
class Standing:
    """What is in one person's half: what was made here, and what calendars brought."""

    own: tuple[Placed, ...]
    brought: tuple[Placed, ...]

    @property
    def filling(self) -> Filling:
        """What was made here, as it counts: an absence wins."""
        kinds = frozenset(one.shift.kind for one in self.own)
        return FILLINGS["absence"] if Kind.ABSENCE in kinds else kinds

    @property
    def is_away(self) -> bool:
        return any(one.shift.kind is Kind.ABSENCE for one in (*self.own, *self.brought))


@dataclass(frozen=True)
class Plan:
    """What is to be written: what is left of each shift that is cut, by its number, and new ones."""

    cut: Mapping[int, tuple[Shift, ...]]
    added: tuple[Shift, ...]

    def __bool__(self) -> bool:
        return bool(self.cut or self.added)

    def after(self, placed: Iterable[Placed]) -> list[Shift]:
        """The shifts as they are once it is written."""
        left = [
            shift for one in placed for shift in self.cut.get(one.id, (one.shift,))
        ]  # what is not cut stays whole
        return [*left, *self.added]


@dataclass(frozen=True)
class Clash:
    """What somebody should look at in one person's half; it may be meant so."""

    away: Filling  # what they would do if they were not away
    beside: tuple[str, ...]  # all who are on call then, in the order in which they are rung

    def __bool__(self) -> bool:
        return bool(self.away or self.beside)


def halves(monday: date, hours: Hours, weeks: int = 1) -> list[Half]:
    """The stretches of opening hours from a Monday on; closed days have none."""
    days = calendar(monday, monday + timedelta(days=7 * weeks - 1), hours)
    return [
        Half(day.date, index, span, day.flow)
        for day in days
        for index, span in enumerate(day.spans)
    ]


def standing(placed: Iterable[Placed], who: str, half: Half) -> Standing:
    """What reaches into one person's half."""
    there = [one for one in placed if one.shift.who == who and _reaches(one.shift, half.span)]
    own = tuple(one for one in there if one.calendar is None)
    return Standing(own, tuple(one for one in there if one.calendar is not None))


def repeated(filled: Filled, people: Sequence[str], pattern: Pattern, week: int) -> Filled:
    """How the week so many after the first is filled; a cell it does not name stays as it is."""
    if week == 0:
        return filled
    if pattern is Pattern.ALTERNATE and week % 2:
        return {}
    steady = {cell: kinds for cell, kinds in filled.items() if Kind.ABSENCE not in kinds}
    if pattern is not Pattern.ROTATE:
        return steady
    return {cell: _rotated(filled, people, cell, week) for cell in steady}


def plan(placed: Sequence[Placed], wanted: Iterable[Wanted]) -> Plan:
    """What filling the halves so alters."""
    cut: dict[int, tuple[Shift, ...]] = {}
    new: list[tuple[str, Kind, Half]] = []
    by_person = _by_person(placed)
    for who, half, filling, spares_absence in wanted:
        found = standing(by_person[who], who, half)
        if found.filling == filling or (spares_absence and found.is_away):
            continue
        for one in found.own:
            if one.shift.kind not in filling:
                left = cut.get(one.id, (one.shift,))
                cut[one.id] = tuple(piece for shift in left for piece in without(shift, half.span))
        here = {one.shift.kind for one in (*found.own, *found.brought)}
        new += [(who, kind, half) for kind in sorted(filling - here)]
    return _with_places(placed, Plan(cut, ()), new)


def without(shift: Shift, span: Span) -> tuple[Shift, ...]:
    """What is left of the shift outside the span."""
    start, end = span
    pieces = ((shift.start, min(shift.end, start)), (max(shift.start, end), shift.end))
    return tuple(replace(shift, start=a, end=b) for a, b in pieces if a < b)


def clash(shifts: Iterable[Shift], who: str, half: Half) -> Clash:
    """What clashes in one person's half, of these shifts."""
    there = [one for one in shifts if _reaches(one, half.span)]
    kinds = {one.kind for one in there if one.who == who}
    away = frozenset(kinds - {Kind.ABSENCE}) if Kind.ABSENCE in kinds else frozenset()
    rung = _on_call_together(there, who, half.span)
    return Clash(away, rung)


def is_uncovered(shifts: Iterable[Shift], half: Half) -> bool:
    """Whether at the week-end nobody is on call for a part of the half."""
    there = [one for one in shifts if _reaches(one, half.span)]
    return half.flow is Flow.WEEKEND and bool(gaps(there, [half.span]))


def _reaches(shift: Shift, span: Span) -> bool:
    return shift.start < span[1] and shift.end > span[0]


def _by_person(placed: Iterable[Placed]) -> dict[str, list[Placed]]:
    found: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        found[one.shift.who].append(one)
    return found


def _rotated(filled: Filled, people: Sequence[str], cell: Cell, week: int) -> Filling:
    who, day, index = cell
    before = people[(people.index(who) - week) % len(people)]
    on_duty = filled[cell] & FILLINGS["duty"]
    return on_duty | (filled.get((before, day, index), FILLINGS[""]) & FILLINGS["on_call"])


def _with_places(
    placed: Sequence[Placed], cuts: Plan, new: Iterable[tuple[str, Kind, Half]]
) -> Plan:
    """The plan with the new shifts: whoever comes on call is rung after those who are it then."""
    stands = [one for one in cuts.after(placed) if one.kind is Kind.ON_CALL]
    added: list[Shift] = []
    for who, kind, half in new:
        beside = {one.place for one in stands if _reaches(one, half.span)}
        free = next(place for place in range(1, len(beside) + 2) if place not in beside)
        added.append(Shift(who, kind, *half.span, free if kind is Kind.ON_CALL else 1))
        stands += [added[-1]] if kind is Kind.ON_CALL else []
    return Plan(cuts.cut, tuple(added))


def _on_call_together(there: Sequence[Shift], who: str, span: Span) -> tuple[str, ...]:
    """All on call at the first instant of the span at which this one is not alone; () for never."""
    cuts = sorted({span[0], *(one.start for one in there if one.start > span[0])})
    for at in cuts:
        rung = on_call(there, at)
        if who in rung and len(rung) > 1:
            return rung
    return ()
