"""Whoever the week-end's help is found to be for after they were told a time: they are told a sooner one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.hours.schedule import Hours, explain
from store.callbacks import queue
from store.models import Callback, Ticket, TicketHistory
from store.tickets import promise_facts


def tickets(session: Session, now: datetime, hours: Hours, limit: int = 100) -> list[Ticket]:
    """Tickets that the week-end's help is for by now, and whose promise is for the working day."""
    when = explain(now, hours)
    if not when.weekend_is_sooner:
        return []
    statement = (
        select(Ticket)
        .join(Callback, Callback.ticket_id == Ticket.id)
        .where(
            *(queue.to_be_taken(now), Callback.j_system.is_(True), ~promise_facts.was_rung()),
            Ticket.promised_at >= when.in_charge_standard,
            Ticket.id.in_(
                select(TicketHistory.ticket_id).where(TicketHistory.event == "weekend_gate")
            ),
        )
        .order_by(Ticket.id)
        .limit(limit)
    )
    return list(session.scalars(statement))
