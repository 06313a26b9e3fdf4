"""Calendars in the ledger: what a file brings, known again by its events' UIDs.

A file takes the place of what it brought before and of nothing else. Whether it is the same file is
told by what is in it and not by its name: everybody's calendar is called "Calendario", and a second
download "turni (2).ics".
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules import rota
from rules.errors import BadInput, NotFound
from rules.rota import Kind
from store.models import Shift, User
from store.staff.rota import active, givers

_LONGEST_NAME = 80
_DAY = re.compile(r"/\d{8}T\d{4}$")
_OTHER = re.compile(r" #\d+$")


@dataclass(frozen=True)
class Brought:
    """A shift as a calendar has it; `uid` is the event's, with its day where it repeats."""

    uid: str
    shift: rota.Shift

    @property
    def event(self) -> str:
        """The event's own UID."""
        return _DAY.sub("", self.uid)


@dataclass(frozen=True)
class Refused:
    """A shift that could not be taken in, and why."""

    uid: str
    start: str
    error: str


@dataclass(frozen=True)
class Import:
    """How many shifts a calendar added, changed, left as they were, and took away."""

    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    kept_as: str | None = None  # the name, where another calendar of the file's name stands here
    refused: tuple[Refused, ...] = ()


_Slot = tuple[int, Kind, datetime, datetime]


@dataclass(frozen=True)
class _Plan:
    """What is to become of one shift of the file."""

    brought: Brought
    row: Shift | None  # that it is already
    user: User
    is_here: bool = False  # somebody wrote just that shift here

    @property
    def slot(self) -> _Slot:
        shift = self.brought.shift
        return self.user.id, shift.kind, shift.start, shift.end


def bring(
    session: Session,
    name: str,
    found: Iterable[Brought],
    start: datetime,
    end: datetime,
    unread: Collection[str] = (),
) -> Import:
    """Make the calendar's shifts of the span those that were found; swaps made here stand.

    Shifts of unknown users, and those that cannot hold beside another, are refused one by one.
    What the file could not tell (`unread`, events by their UID) stays as it was.
    """
    told = {one.uid: one for one in found}
    coming = list(
        session.scalars(
            select(Shift).where(Shift.end_at > start, Shift.start_at < end).order_by(Shift.id)
        )
    )
    events = {one.event for one in told.values()} | set(unread)
    plans, refused = _planned(session, told, coming, events)
    calendar = _calendar(name, coming, events, {plan.slot for plan in plans})
    taken = {id(plan.row) for plan in plans if plan.row is not None}
    gone = [
        row
        for row in coming
        if row.calendar == calendar and row.uid and row.uid not in told
        if _event(row) not in unread and id(row) not in taken
    ]
    beside = [row for row in coming if id(row) not in taken and row not in gone]
    plans, clashing = _holding(plans, beside)
    for row in gone:
        session.delete(row)
    _free(session, calendar, {plan.brought.uid for plan in plans}, coming)
    session.flush()
    done = [_written(session, calendar, plan) for plan in plans]
    session.flush()
    added, changed, same = (done.count(what) for what in ("added", "changed", "same"))
    kept_as = calendar if calendar != name else None
    return Import(added, changed, same, len(gone), kept_as, (*refused, *clashing))


def _planned(
    session: Session, told: dict[str, Brought], coming: Sequence[Shift], events: set[str]
) -> tuple[list[_Plan], list[Refused]]:
    """Each shift of the file with its row: by its UID, else the same stretch of an event now gone."""
    by_uid = {row.uid: row for row in coming if row.uid}
    swapped = givers(session, [row.id for row in coming])
    plans, refused = [], []
    for one in sorted(told.values(), key=lambda one: (one.shift.start, one.uid)):
        row = by_uid.get(one.uid)
        try:
            kept = row is not None and row.id in swapped
            user = (
                session.get_one(User, row.user_id)
                if row and kept
                else active(session, one.shift.who)
            )
        except (NotFound, BadInput) as error:
            refused.append(_refused(one, str(error)))
            continue
        plans.append(_Plan(one, row, user))
    adopted = {_slot(row): row for row in coming if row.uid and _event(row) not in events}
    return [
        plan if plan.row else replace(plan, row=adopted.pop(plan.slot, None)) for plan in plans
    ], refused


def _calendar(
    name: str,
    coming: Sequence[Shift],
    events: Collection[str],
    slots: Collection[_Slot],
) -> str:
    """Under which name the file's shifts are kept: another of the same name, whose they are not."""
    shared: dict[str, int] = defaultdict(int)
    for row in coming:
        if row.calendar is not None and _OTHER.sub("", row.calendar) == name:
            shared[row.calendar] += _event(row) in events or _slot(row) in slots
    if any(shared.values()):
        return max(shared, key=lambda one: shared[one])
    free = (f"{name[: _LONGEST_NAME - 6]} #{number}" for number in range(2, 1000))
    return name if name not in shared else next(one for one in free if one not in shared)


def _holding(plans: list[_Plan], beside: list[Shift]) -> tuple[list[_Plan], list[Refused]]:
    """The shifts that can hold beside one another and the others; the rest is refused.

    What was refused stands as it did, and may be in another's way.
    """
    refused: list[Refused] = []
    while True:
        busy: dict[tuple[int, Kind], list[tuple[datetime, datetime]]] = defaultdict(list)
        for row in beside:
            busy[row.user_id, Kind(row.kind)].append((row.start_at, row.end_at))
        holding: list[_Plan] = []
        back: list[Shift] = []
        for plan in plans:
            user_id, kind, start, end = plan.slot
            times = busy[user_id, kind]
            same = plan.row is None and (start, end) in times and _made_here(plan, beside)
            clash = next((one for one in times if one[0] < end and start < one[1]), None)
            if clash and not same:
                refused.append(_refused(plan.brought, _twice(plan, clash)))
                back += [plan.row] if plan.row else []
                continue
            times.append((start, end))
            holding.append(replace(plan, is_here=same))
        if not back:
            return holding, refused
        plans, beside = holding, [*beside, *back]


def _made_here(plan: _Plan, beside: Iterable[Shift]) -> bool:
    return any(_slot(row) == plan.slot for row in beside)


def _twice(plan: _Plan, other: tuple[datetime, datetime]) -> str:
    start, end = (at.isoformat() for at in other)
    return f"{plan.user.name} has two shifts of one kind at a time: another from {start} to {end}"


def _free(session: Session, calendar: str, uids: Collection[str], coming: Sequence[Shift]) -> None:
    """An event that was moved from the past leaves there what was: only its UID goes along."""
    known = {row.id for row in coming}
    over = select(Shift).where(Shift.calendar == calendar, Shift.uid.is_not(None))
    for row in session.scalars(over):
        if row.uid in uids and row.id not in known:
            row.uid = None


def _written(session: Session, calendar: str, plan: _Plan) -> str:
    if plan.is_here:
        return "same"
    shift, row = plan.brought.shift, plan.row
    is_new = row is None
    row = row or Shift()
    before = (row.user_id, row.kind, row.start_at, row.end_at, row.place)
    row.calendar, row.uid, row.user_id = calendar, plan.brought.uid, plan.user.id
    row.kind, row.start_at, row.end_at = shift.kind, shift.start, shift.end
    row.place = shift.place
    session.add(row)
    after = (row.user_id, row.kind, row.start_at, row.end_at, row.place)
    return "added" if is_new else "same" if after == before else "changed"


def _slot(row: Shift) -> _Slot:
    return row.user_id, Kind(row.kind), row.start_at, row.end_at


def _event(row: Shift) -> str:
    return _DAY.sub("", row.uid or "")


def _refused(one: Brought, error: str) -> Refused:
    return Refused(one.event, one.shift.start.isoformat(), error)
