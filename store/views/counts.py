"""Counts of what waits: for the menu of the console, asked every few seconds by each browser."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.callbacks.queue import to_be_taken
from store.customers import account_managers
from store.models import Callback, Ticket
from store.tickets import owners


@dataclass(frozen=True)
class Counts:
    """How many customers are to be rung now, how many requests are one's own, how many nobody's."""

    due: int
    mine: int
    nobodys: int


def counts(session: Session, name: str, now: datetime) -> Counts:
    """For the technician of this name."""
    due = (
        select(func.count())
        .select_from(Callback)
        .join(Ticket, Ticket.id == Callback.ticket_id)
        .where(
            *(to_be_taken(now), ~account_managers.answer()),
            *(Callback.in_charge_at <= now, Callback.next_at <= now),
        )
    )
    mine, nobodys = owners.count(session, name)
    return Counts(session.scalar(due) or 0, mine, nobodys)
