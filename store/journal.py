"""What happened to every ticket, in one list: who did what, and when."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import TicketHistory, User
from store.ticket_rows import DESK


def newest(
    session: Session, *, actor: str | None = None, before: int | None = None, limit: int
) -> list[TicketHistory]:
    """The newest first; `before` is the id at which the page before ended."""
    statement = select(TicketHistory).order_by(TicketHistory.id.desc()).limit(limit)
    if actor is not None:
        statement = statement.where(TicketHistory.actor == actor)
    if before is not None:
        statement = statement.where(TicketHistory.id < before)
    return list(session.scalars(statement))


def actors(session: Session) -> list[str]:
    """Who may have done something: ourselves, and every user."""
    return [DESK, *session.scalars(select(User.name).order_by(User.name))]
