"""Requests whose customer was rung, as their waits are counted; and what waits at an instant."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.priority import urgency_of
from rules.callbacks.promise_state import late_since
from rules.promise.waits import Answered
from rules.tickets.ticket import URGENCIES
from store.callbacks import queue as callbacks
from store.customers import account_managers
from store.models import Attempt, Callback, Ticket
from store.tickets import promise_facts


@dataclass(frozen=True)
class Waiting:
    """The customers of one urgency that nobody has in hand."""

    urgency: str
    due: int  # may be rung now
    later: int
    late: int  # of them all, those to whom we owe a call


def answered(session: Session, since: datetime, now: datetime) -> list[Answered]:
    """The technicians' requests that were taken in charge since then, each with who rang it first."""
    statement = (
        select(
            *(Attempt.callback_id, Attempt.technician, Attempt.started_at, Attempt.seconds),
            *(Ticket.channel, Ticket.category, Ticket.in_charge_at, Ticket.promised_at),
            Callback.j_system,
        )
        .join(Callback, Callback.id == Attempt.callback_id)
        .join(Ticket, Ticket.id == Callback.ticket_id)
        .where(
            *(Attempt.started_at >= since, Attempt.started_at <= now, promise_facts.rang()),
            *(Ticket.in_charge_at >= since, account_managers.technicians_answer()),
        )
        .order_by(Attempt.started_at, Attempt.id)
    )
    first: dict[int, Answered] = {}
    for row in session.execute(statement):
        if row.callback_id not in first:
            first[row.callback_id] = Answered(
                technician=row.technician,
                channel=row.channel.value,
                category=row.category,
                in_charge_at=row.in_charge_at,
                rung_at=row.started_at,
                talked_s=row.seconds,
                promised_at=row.promised_at,
                j_system=row.j_system,
            )
    return list(first.values())


def waiting(session: Session, now: datetime) -> list[Waiting]:
    """What waits now by urgency, the most pressing first; those without anybody are left out."""
    queue = callbacks.queue(session, now)
    found = []
    for urgency in URGENCIES:
        those = [one for one in queue if urgency_of(one) == urgency]
        if those:
            due = sum(one.due_at <= now for one in those)
            late = sum(late_since(one, now) is not None for one in those)
            found.append(Waiting(urgency, due, len(those) - due, late))
    return found
