"""What was done about people and their shifts: written beside the change, in its transaction.

Never a secret: that a password or a token was made, and not which.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import StaffLog
from store.rota import Kept


def add(
    session: Session,
    event: str,
    *,
    by: str,
    now: datetime,
    who: str | None = None,
    note: str | None = None,
) -> None:
    """Note that somebody did something about the user `who`."""
    session.add(StaffLog(at=now, actor=by, event=event, who=who, note=note))


def add_shift(session: Session, event: str, kept: Kept, *, by: str, now: datetime) -> None:
    """The same of a shift, with the instants that it runs from and to, and who gave it away."""
    shift = kept.shift
    note = f"{shift.kind.value} {shift.start.isoformat()} {shift.end.isoformat()}"
    if event == "shift_given" and shift.given_by:
        note += f" {shift.given_by[-1]}"
    add(session, event, by=by, now=now, who=shift.who, note=note)


def newest(
    session: Session, *, actor: str | None = None, before: int | None = None, limit: int
) -> list[StaffLog]:
    """The newest first; `before` is the id at which the page before ended."""
    statement = select(StaffLog).order_by(StaffLog.id.desc()).limit(limit)
    if actor is not None:
        statement = statement.where(StaffLog.actor == actor)
    if before is not None:
        statement = statement.where(StaffLog.id < before)
    return list(session.scalars(statement))


def actors(session: Session) -> list[str]:
    """Whoever did any of it: users, and commands."""
    return list(session.scalars(select(StaffLog.actor).distinct().order_by(StaffLog.actor)))
