"""Weeks and calendars written to the rota in one go, and taken back: each shift with what it was before.

Taking back puts each shift as it was, unless somebody altered it since, or another stands there now:
that one stays, and is named.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules import rota
from rules.errors import BadInput, MoveRefused, NotFound
from rules.rota import Kind, Placed, Plan
from store.models import RotaChange, Shift, Swap, User
from store.staff import rota as shifts
from store.staff.rota import Kept

TAKEN_BACK_FOR = timedelta(days=7)
_DONE = "expected a change that can still be taken back, found one that was or is too old"


def placed(found: Iterable[Kept]) -> list[Placed]:
    """The shifts as the rules of weeks ask for them."""
    return [Placed(one.id, one.shift, one.calendar) for one in found]


def digest(found: Iterable[Kept]) -> str:
    """What tells whether the shifts are still the same ones at the same times."""
    told = sorted(
        f"{one.id} {one.shift.who} {one.shift.kind} {one.shift.start.timestamp()} "
        f"{one.shift.end.timestamp()} {one.shift.place} {one.calendar}"
        for one in found
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def write(
    session: Session, plan: Plan, *, monday: date, weeks: int, by: str, now: datetime
) -> RotaChange:
    """Write the plan; raises NotFound and BadInput as adding a shift does."""
    done: list[dict[str, Any]] = []
    for shift_id, left in plan.cut.items():
        done += _cut(session, shift_id, left)
    session.flush()
    for shift in plan.added:
        row = session.get_one(Shift, shifts.add(session, shift).id)
        done.append({"id": row.id, "before": None, "after": facts(row)})
    change = RotaChange(at=now, by=by, monday=monday, weeks=weeks, body=done)
    session.add(change)
    session.flush()
    return change


def counts(change: RotaChange) -> tuple[int, int, int]:
    """How many shifts it added, altered and took away."""
    known = [(bool(one["before"]), bool(one["after"])) for one in change.body]
    return known.count((False, True)), known.count((True, True)), known.count((True, False))


def newest(session: Session, now: datetime, limit: int = 5) -> list[RotaChange]:
    """What can still be taken back, the newest first."""
    statement = (
        select(RotaChange)
        .where(RotaChange.at > now - TAKEN_BACK_FOR, RotaChange.undone_at.is_(None))
        .order_by(RotaChange.at.desc(), RotaChange.id.desc())
    )
    return list(session.scalars(statement.limit(limit)))


def take_back(session: Session, change_id: int, *, now: datetime) -> tuple[RotaChange, list[Kept]]:
    """Put every shift as it was; the shifts that stay as they are now, since they were altered since.

    Raises NotFound, and MoveRefused for a change that was taken back, or is too old.
    """
    wanted = select(RotaChange).where(RotaChange.id == change_id).with_for_update()
    change = session.scalars(wanted, execution_options={"populate_existing": True}).first()
    if change is None:
        raise NotFound(f"there is no change {change_id} of the rota")
    if change.undone_at is not None or change.at <= now - TAKEN_BACK_FOR:
        raise MoveRefused(_DONE)
    change.undone_at = now
    left: list[Kept] = []
    going = []
    for one in change.body:
        row = session.get(Shift, one["id"])
        if one["after"] and (row is None or not _is(row, one["after"])):
            left += [shifts.look(session, row.id)] if row else []
        else:
            going.append(one)
    # What cannot go back stands on, and may be in another's way.
    while blocked := [(one, there) for one in going if (there := _in_the_way(session, one, going))]:
        for one, there in blocked:
            going.remove(one)
            left += [kept for kept in there if kept not in left]
    _put_back(session, going)
    return change, left


def _cut(session: Session, shift_id: int, left: Sequence[rota.Shift]) -> list[dict[str, Any]]:
    """What is left of a shift: the first piece keeps its number, and with it whose it was."""
    row = session.get(Shift, shift_id)
    if row is None:
        raise NotFound(f"there is no shift {shift_id}")
    before = facts(row)
    if not left:
        told = {"id": row.id, "before": before, "after": None, "swaps": swaps(session, row.id)}
        session.delete(row)
        return [told]
    row.start_at, row.end_at = left[0].start, left[0].end
    done: list[dict[str, Any]] = [{"id": row.id, "before": before, "after": facts(row)}]
    for piece in left[1:]:
        other = Shift(user_id=row.user_id, kind=row.kind, place=row.place)
        other.start_at, other.end_at = piece.start, piece.end
        session.add(other)
        session.flush()
        done.append({"id": other.id, "before": None, "after": facts(other)})
    return done


def _in_the_way(
    session: Session, one: dict[str, Any], going: Iterable[dict[str, Any]]
) -> list[Kept]:
    """What stands where the shift was, beside whatever goes itself."""
    before = one["before"]
    if before is None:
        return []
    moving = {other["id"] for other in going if other["after"]}
    who = session.get_one(User, before["user"]).name
    start, end = (datetime.fromisoformat(before[name]) for name in ("start", "end"))
    shift = rota.Shift(who, Kind(before["kind"]), start, end, before["place"])
    try:
        shifts.check(session, shift, moving)
    except BadInput:
        there = shifts.between(session, start, end, who)
        return [kept for kept in there if kept.shift.kind is shift.kind and kept.id not in moving]
    return []


def _put_back(session: Session, going: Iterable[dict[str, Any]]) -> None:
    """First what was added goes and events' names are free, so that what was there has room."""
    rows = {one["id"]: session.get_one(Shift, one["id"]) for one in going if one["after"]}
    for one in going:
        if one["before"] is None:
            session.delete(rows[one["id"]])
        elif one["after"] and "uid" in one["before"]:
            rows[one["id"]].uid = None
    session.flush()
    for one in going:
        if one["before"] is not None:
            row = rows.get(one["id"]) or _again(session, one["id"])
            _stand(session, row, one["before"], one.get("swaps", []))


def _again(session: Session, shift_id: int) -> Shift:
    """The shift under its own number, by which an earlier change knows it, unless another has that now."""
    return Shift(id=shift_id) if session.get(Shift, shift_id) is None else Shift()


def _stand(
    session: Session, row: Shift, before: dict[str, Any], given: Iterable[dict[str, Any]]
) -> None:
    row.kind, row.place = Kind(before["kind"]), before["place"]
    row.start_at, row.end_at = (datetime.fromisoformat(before[name]) for name in ("start", "end"))
    row.user_id = before["user"]
    if "uid" in before:
        row.calendar = before["calendar"]
        row.uid = before["uid"] if _is_free(session, row.calendar, before["uid"]) else None
    session.add(row)
    session.flush()
    for one in given:
        at = datetime.fromisoformat(one["at"])
        swap = Swap(shift_id=row.id, from_user_id=one["from"], to_user_id=one["to"], at=at)
        swap.by = one["by"]
        session.add(swap)


def _is(row: Shift, told: dict[str, Any]) -> bool:
    """Whether the shift is still as it was told; weeks that were written earlier tell no calendar."""
    now = facts(row)
    return all(now[name] == value for name, value in told.items())


def _is_free(session: Session, calendar: str | None, uid: str | None) -> bool:
    of = select(Shift.id).where(Shift.calendar == calendar, Shift.uid == uid)
    return session.scalar(of) is None


def facts(row: Shift) -> dict[str, Any]:
    """The shift as a change keeps it."""
    return {
        "user": row.user_id,
        "kind": Kind(row.kind).value,
        "start": row.start_at.isoformat(),
        "end": row.end_at.isoformat(),
        "place": row.place,
        "calendar": row.calendar,
        "uid": row.uid,
    }


def swaps(session: Session, shift_id: int) -> list[dict[str, Any]]:
    """The shift's swaps as a change keeps them."""
    rows = session.scalars(select(Swap).where(Swap.shift_id == shift_id).order_by(Swap.id))
    return [
        {"from": one.from_user_id, "to": one.to_user_id, "by": one.by, "at": one.at.isoformat()}
        for one in rows
    ]
