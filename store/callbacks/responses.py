"""Response times in the ledger: which are about to end, which have, and how many were kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.promise import Made
from rules.promise.response_time import ResponseTimes
from rules.tickets.ticket import SERVICE, State
from store.callbacks import queue as callbacks
from store.customers import account_managers
from store.models import Attempt, Callback, Ticket
from store.tickets import lifecycle, promise_facts


@dataclass(frozen=True)
class Open:
    """How many whom nobody rang yet are late, and of how many technicians were warned."""

    late: int
    warned: int


def at_risk(session: Session, now: datetime, agreed: ResponseTimes) -> list[Ticket]:
    """The tickets whose response time is about to end, and of which nobody was warned."""
    return [
        ticket
        for ticket in _unrung(session)
        if ticket.response_warned_at is None
        and (due := agreed.due(ticket.cover, ticket.urgency, ticket.in_charge_at)) is not None
        and agreed.is_near(ticket.cover, due, now)
    ]


def warn(session: Session, ticket: Ticket, now: datetime) -> None:
    """Note that the response time is about to end; once."""
    ticket.response_warned_at = now
    lifecycle.add(session, ticket.id, actor=SERVICE, event="response_at_risk", now=now)


def open_now(session: Session, now: datetime, agreed: ResponseTimes) -> Open:
    """Both, for whoever watches."""
    if not agreed.agreed:
        return Open(0, 0)
    rows = _unrung(session)
    late = [
        due
        for ticket in rows
        if (due := agreed.due(ticket.cover, ticket.urgency, ticket.in_charge_at)) is not None
        and due <= now
    ]
    return Open(len(late), sum(ticket.response_warned_at is not None for ticket in rows))


def made(session: Session, since: datetime, agreed: ResponseTimes) -> list[Made]:
    """The response times of requests since then that no customer cancelled, as promises are told."""
    if not agreed.agreed:
        return []
    first = (
        select(func.min(Attempt.started_at))
        .join(Callback, Callback.id == Attempt.callback_id)
        .where(Callback.ticket_id == Ticket.id, promise_facts.rang())
        .scalar_subquery()
    )
    statement = select(Ticket.cover, Ticket.urgency, Ticket.in_charge_at, first).where(
        *(Ticket.in_charge_at >= since, Ticket.state != State.CANCELLED),
        account_managers.technicians_answer(),
    )
    return [
        Made(due, rung)
        for cover, urgency, at, rung in session.execute(statement)
        if (due := agreed.due(cover, urgency, at)) is not None
    ]


def _unrung(session: Session) -> list[Ticket]:
    statement = (
        select(Ticket)
        .join(Callback, Callback.ticket_id == Ticket.id)
        .where(
            *(callbacks.is_live(), ~promise_facts.was_rung()),
            account_managers.technicians_answer(),
        )
        .order_by(Ticket.id)
    )
    return list(session.scalars(statement))
