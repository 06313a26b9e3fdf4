"""Counts of promises: those made since an instant, and the callbacks that are late now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.callbacks.promise_state import is_warned, late_since
from rules.promise.kept import Made
from rules.tickets.ticket import State as TicketState
from store.callbacks import queue as callbacks
from store.customers import account_managers
from store.models import Attempt, Callback, EarlierPromise, Ticket
from store.tickets import promise_facts


def made(session: Session, since: datetime) -> list[Made]:
    """The technicians' promises since then that no customer cancelled, also those in whose place
    another was made, each with the first attempt to keep it.
    """
    first = (
        select(func.min(Attempt.started_at))
        .join(Callback, Callback.id == Attempt.callback_id)
        .where(Callback.ticket_id == Ticket.id, promise_facts.rang())
        .scalar_subquery()
    )
    theirs = (Ticket.state != TicketState.CANCELLED, account_managers.technicians_answer())
    newest = select(Ticket.promised_at, first).where(*theirs, Ticket.promised_at >= since)
    before = (
        select(EarlierPromise.promised_at, first)
        .join(Ticket, Ticket.id == EarlierPromise.ticket_id)
        .where(*theirs, EarlierPromise.promised_at >= since)
    )
    return [
        Made(at, called)
        for statement in (newest, before)
        for at, called in session.execute(statement)
        if at is not None
    ]


@dataclass(frozen=True)
class Owed:
    """How many callbacks still to be made are late, and of how many technicians were warned."""

    late: int
    warned: int


def owed(session: Session, now: datetime) -> Owed:
    """Both, as lists and pages show them."""
    may_be = (Ticket.promised_at <= now) | (Callback.agreed_at <= now)
    looked_at = may_be | Ticket.promise_warned_at.is_not(None)
    technicians = account_managers.technicians_answer()
    found = promise_facts.found(session, callbacks.is_live(), technicians, looked_at).values()
    late = sum(late_since(one, now) is not None for one in found)
    return Owed(late, sum(map(is_warned, found)))
