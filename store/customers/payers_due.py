"""Requests of which who pays is to be decided anew: what their customer has of us was altered.

Marked in the transaction of what alters it, by whatever door; the clock decides.
"""

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm import Session

from rules.tickets.ticket import LIVE
from store.models import Ticket


def mark(session: Session, customer_ids: Collection[int]) -> None:
    """Those that live and are of one of the customers, or of nobody for certain."""
    if not customer_ids:
        return
    theirs = Ticket.customer_id.in_(customer_ids) | Ticket.customer_id.is_(None)
    session.execute(
        update(Ticket)
        .where(Ticket.state.in_(LIVE), Ticket.cover.is_not(None), theirs)
        .values(payer_due=True)
    )
