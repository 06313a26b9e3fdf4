"""Customers of whose requests who pays is to be decided anew: what they have of us was altered.

Noted in the transaction of what alters it, by whatever door, in a row that nobody else holds; the
clock decides. What it decides is that of live requests of theirs, or of nobody for certain.
"""

from collections.abc import Collection

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from rules.tickets.ticket import LIVE
from store.models import PayerDue, Ticket


def mark(session: Session, customer_ids: Collection[int]) -> None:
    """What each of the customers has was altered."""
    rows = [{"customer_id": one} for one in sorted(set(customer_ids))]
    if rows:
        session.execute(insert(PayerDue), rows)


def marked(session: Session, limit: int = 1000) -> list[PayerDue]:
    """The marks that wait, the oldest first."""
    return list(session.scalars(select(PayerDue).order_by(PayerDue.id).limit(limit)))


def tickets(session: Session, customer_ids: Collection[int]) -> list[int]:
    """The requests that are to be decided anew, by their id."""
    theirs = Ticket.customer_id.in_(set(customer_ids)) | Ticket.customer_id.is_(None)
    live = (Ticket.state.in_(LIVE), Ticket.cover.is_not(None))
    return list(session.scalars(select(Ticket.id).where(*live, theirs).order_by(Ticket.id)))


def done(session: Session, mark_ids: Collection[int]) -> None:
    """The marks were seen to; what came meanwhile stays."""
    session.execute(delete(PayerDue).where(PayerDue.id.in_(mark_ids)))
