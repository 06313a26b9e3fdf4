"""Calendars read into the rota, with what each shift was before, so that a reading can be taken back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.wall_clock import day_of
from store.models import RotaChange, Shift, Swap
from store.staff import audit_log
from store.staff.calendars import Brought, Import, bring
from store.staff.rota_weeks import facts, swaps

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Read:
    """What a calendar's reading did, and each shift that it altered as `RotaChange.body` keeps it."""

    done: Import
    name: str  # under which it is kept
    altered: tuple[dict[str, Any], ...]


def take_in(
    session: Session,
    name: str,
    found: Collection[Brought],
    span: tuple[datetime, datetime],
    unread: Collection[str] = (),
) -> Read:
    """The calendar's shifts brought in as `bring` does; nothing is kept for taking back yet."""
    start, end = span
    uids = {one.uid for one in found}
    touched = select(Shift).where(
        or_((Shift.end_at > start) & (Shift.start_at < end), Shift.uid.is_not(None))
    )
    before = {
        row.id: facts(row)
        for row in session.scalars(touched)
        if (row.end_at > start and row.start_at < end) or row.uid in uids
    }
    swapped = set(session.scalars(select(Swap.shift_id).distinct())) & before.keys()
    given = {shift_id: swaps(session, shift_id) for shift_id in swapped}
    done = bring(session, name, found, start, end, unread)
    session.flush()
    rows = [row for row in session.scalars(touched) if row.id in before or row.uid in uids]
    over = (session.get(Shift, shift_id) for shift_id in before)  # whose event has left them
    after = {row.id: facts(row) for row in (*rows, *over) if row is not None}
    altered = [
        {"id": shift_id, "before": before.get(shift_id), "after": after.get(shift_id)}
        | ({"swaps": given[shift_id]} if shift_id in given and shift_id not in after else {})
        for shift_id in sorted(before.keys() | after.keys())
        if before.get(shift_id) != after.get(shift_id)
    ]
    return Read(done, done.kept_as or name, tuple(altered))


def keep(
    session: Session, read: Read, *, by: str, now: datetime, timezone: str
) -> RotaChange | None:
    """Note what was read in the audit log, and keep what it was before; None where nothing changed."""
    done = read.done
    note = f"{read.name}: {done.added} + {done.changed} - {done.removed}"
    audit_log.add(session, "calendar", by=by, now=now, note=note[:200])
    if not read.altered:
        return None
    days = [day_of(at, timezone) for at in _starts(read.altered)]
    monday = min(days) - timedelta(days=min(days).weekday())
    weeks = (max(days) - monday) // _WEEK + 1
    change = RotaChange(at=now, by=by, monday=monday, weeks=weeks, calendar=read.name)
    change.body = list(read.altered)
    session.add(change)
    session.flush()
    return change


def _starts(altered: Sequence[dict[str, Any]]) -> list[datetime]:
    told = [one[which] for one in altered for which in ("before", "after") if one[which]]
    return [datetime.fromisoformat(one["start"]) for one in told]
