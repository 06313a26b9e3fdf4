"""Weeks of the rota in words: what stands in each half-day, what clashes there, and what would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from rules import rota
from rules.hours.schedule import holiday_on
from rules.rota import Half, Kind, Placed, Plan, Shift
from rules.rota.weeks import Clash, Filled
from store.staff.rota import Kept
from web.console import words
from web.console.rota.shift_form import KINDS
from web.console.rota.weeks_form import field_name, name_of
from web.console.services import Services


@dataclass(frozen=True)
class Shown:
    """One person's half: its field, what it is filled with, and what is said beside it."""

    who: str
    name: str
    value: str
    notes: tuple[str, ...]  # what calendars brought, and stretches that do not fill the half
    clashes: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One half of a day, with a cell for each person."""

    title: str
    hours: str
    cells: list[Shown]
    is_uncovered: bool


@dataclass(frozen=True)
class Day:
    """One day with its halves; none where the desk is closed, for the reason."""

    date: date
    rows: list[Row]
    closed: str


@dataclass(frozen=True)
class Changed:
    """One person's half as it is and as it would be."""

    who: str
    half: Half
    before: str
    after: str
    clashes: tuple[str, ...]


def days(
    placed: Sequence[Placed],
    people: Sequence[str],
    halves: Sequence[Half],
    monday: date,
    services: Services,
    filled: Filled,
    typed: Mapping[str, str],
) -> list[Day]:
    """The week; a cell shows what was `typed`, or is `filled`, and else what stands."""
    shown = []
    for day in (monday + timedelta(days=number) for number in range(7)):
        own = [half for half in halves if half.day == day]
        rows = [_row(placed, people, half, len(own), services.zone, filled, typed) for half in own]
        holiday = holiday_on(day, services.hours)
        shown.append(Day(day, rows, "" if rows else f"chiuso{f': {holiday}' if holiday else ''}"))
    return shown


def as_it_was(placed: Sequence[Placed], people: Sequence[str], halves: Sequence[Half]) -> Filled:
    """Another week's halves as this one's filling, whoever brought them; absences are not copied."""
    found = {}
    for half in halves:
        for who in people:
            stood = rota.standing(placed, who, half)
            kinds = {one.shift.kind for one in (*stood.own, *stood.brought)}
            found[who, *half.place] = frozenset(kinds - {Kind.ABSENCE})
    return found


def changes(
    placed: Sequence[Placed], plan: Plan, people: Sequence[str], halves: Sequence[Half]
) -> list[tuple[date, list[Changed]]]:
    """What would change, by day."""
    before, after = [one.shift for one in placed], plan.after(placed)
    by_day: dict[date, list[Changed]] = {}
    for half in halves:
        was, will = _there(before, half), _there(after, half)
        for who in people:
            old, new = (_kinds(one, who) for one in (was, will))
            if old != new:
                clash = _clashes(rota.clash(will, who, half), who)
                changed = Changed(who, half, _said(old), _said(new), clash)
                by_day.setdefault(half.day, []).append(changed)
    return list(by_day.items())


def shift(kept: Kept, zone: ZoneInfo) -> str:
    """One shift: "anna, reperibile, dal 28/11/2026 09:15 al 28/11/2026 12:45"."""
    one = kept.shift
    first, last = (at.astimezone(zone) for at in (one.start, one.end))
    span = f"dal {first:%d/%m/%Y %H:%M} al {last:%d/%m/%Y %H:%M}"
    return f"{one.who}, {KINDS[one.kind].lower()}, {span}"


def title(half: Half, of: int) -> str:
    """What the half is called among so many of its day."""
    return "Orario" if of == 1 else "Mattina" if half.index == 0 else "Pomeriggio"


def _row(
    placed: Sequence[Placed],
    people: Sequence[str],
    half: Half,
    of: int,
    zone: ZoneInfo,
    filled: Filled,
    typed: Mapping[str, str],
) -> Row:
    start, end = (at.astimezone(zone) for at in half.span)
    shifts = _there([one.shift for one in placed], half)
    here = [one for one in placed if one.shift in shifts]
    cells = [_cell(here, shifts, who, half, zone, filled, typed) for who in people]
    hours = f"{start:%H:%M}–{end:%H:%M}"
    uncovered = rota.is_uncovered([one for one in shifts if one.who in people], half)
    return Row(title(half, of), hours, cells, uncovered)


def _cell(
    here: Sequence[Placed],
    shifts: Sequence[Shift],
    who: str,
    half: Half,
    zone: ZoneInfo,
    filled: Filled,
    typed: Mapping[str, str],
) -> Shown:
    cell = (who, *half.place)
    stands = rota.standing(here, who, half)
    name = field_name(cell)
    value = typed.get(name, name_of(filled.get(cell, stands.filling)))
    notes = (
        *(_brought(one, half, zone) for one in stands.brought),
        *(_span(one.shift, zone) for one in stands.own if _is_partial(one.shift, half)),
    )
    clashes = _clashes(rota.clash(shifts, who, half), who)
    return Shown(who, name, value, notes, clashes)


def _clashes(found: Clash, who: str) -> tuple[str, ...]:
    told = []
    if found.away:
        told.append(f"è assente, e l'assenza vince: non conta come {_said(found.away)}")
    if found.beside:
        others = [one for one in found.beside if one != who]
        first = (
            "squilla per primo" if found.beside[0] == who else f"squilla prima {found.beside[0]}"
        )
        told.append(f"reperibile insieme a {', '.join(others)}: {first}")
    return tuple(told)


def _brought(one: Placed, half: Half, zone: ZoneInfo) -> str:
    hours = f" {_hours(one.shift, zone)}" if _is_partial(one.shift, half) else ""
    return f"{KINDS[one.shift.kind]}{hours} dal calendario «{one.calendar}»: si cambia lì"


def _span(one: Shift, zone: ZoneInfo) -> str:
    return f"{KINDS[one.kind].lower()} {_hours(one, zone)}"


def _hours(one: Shift, zone: ZoneInfo) -> str:
    first, last = (at.astimezone(zone) for at in (one.start, one.end))
    if first.date() == last.date():
        return f"{first:%H:%M}–{last:%H:%M}"
    return f"{first:%d/%m %H:%M}–{last:%d/%m %H:%M}"


def _is_partial(one: Shift, half: Half) -> bool:
    return one.start > half.span[0] or one.end < half.span[1]


def _there(shifts: Iterable[Shift], half: Half) -> list[Shift]:
    return [one for one in shifts if one.start < half.span[1] and one.end > half.span[0]]


def _kinds(shifts: Iterable[Shift], who: str) -> frozenset[Kind]:
    return frozenset(one.kind for one in shifts if one.who == who)


def _said(kinds: frozenset[Kind]) -> str:
    if Kind.ABSENCE in kinds:
        return "assente"
    return " e ".join(KINDS[kind].lower() for kind in Kind if kind in kinds) or "niente"


def when(half: Half, zone: ZoneInfo) -> str:
    """The half as a list names it: "lun 23/11, 09:15–12:45"."""
    start, end = (at.astimezone(zone) for at in half.span)
    return f"{words.weekday(half.day)} {half.day:%d/%m}, {start:%H:%M}–{end:%H:%M}"
