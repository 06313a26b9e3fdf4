"""Audit log: who did what to users and shifts, written here, and to tickets, read here for the page.

What is done to a ticket is written by `store.tickets.rows.add`, in the transaction of the change.

Never a secret: that a password or a token was made, and not which.
"""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.tickets.ticket import SERVICE
from store.models import StaffLog, TicketHistory, User
from store.staff.rota import Kept

Entry = TypeVar("Entry", StaffLog, TicketHistory)


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


def installation(name: str, code: str) -> str:
    """How an installation is named here: with its customer's code, and as long as there is room."""
    return f"{name[:30]} ({code})"[:60]


def newest_of_staff(
    session: Session, *, actor: str | None = None, before: int | None = None, limit: int
) -> list[StaffLog]:
    """What was done about people and shifts, the newest first; `before` is the last page's last id."""
    return _newest(session, StaffLog, actor, before, limit)


def newest_of_tickets(
    session: Session, *, actor: str | None = None, before: int | None = None, limit: int
) -> list[TicketHistory]:
    """What was done about tickets, the newest first; `before` is the last page's last id."""
    return _newest(session, TicketHistory, actor, before, limit)


def staff_actors(session: Session) -> list[str]:
    """Whoever did anything about people: users, and commands."""
    return list(session.scalars(select(StaffLog.actor).distinct().order_by(StaffLog.actor)))


def ticket_actors(session: Session) -> list[str]:
    """Who may have done something about tickets: ourselves, and every user."""
    return [SERVICE, *session.scalars(select(User.name).order_by(User.name))]


def _newest(
    session: Session, table: type[Entry], actor: str | None, before: int | None, limit: int
) -> list[Entry]:
    statement = select(table).order_by(table.id.desc()).limit(limit)
    if actor is not None:
        statement = statement.where(table.actor == actor)
    if before is not None:
        statement = statement.where(table.id < before)
    return list(session.scalars(statement))
