"""Whom a number, an address or a request stands for: the requests and calls that tell of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from rules.email_addresses import spellings
from rules.tickets.ticket import LIVE
from store.calls import call_log
from store.models import (
    Addition,
    Attempt,
    Call,
    Callback,
    Customer,
    CustomerPhone,
    Outbox,
    Ticket,
    TicketHistory,
)
from store.models.states import OutboxKind
from store.tickets import customer_actions


@dataclass(frozen=True)
class Asked:
    """By what somebody is known: a number (E.164), an e-mail address, one request alone."""

    number: str | None = None
    email: str | None = None
    ticket_id: int | None = None


@dataclass(frozen=True)
class Found:
    """What there is of somebody."""

    tickets: list[Ticket]
    calls: list[Call]  # that opened no request and are about none
    customers: list[Customer]  # whose registered number or address it is


def find(session: Session, asked: Asked) -> Found:
    """The requests of whoever rang, wrote, is to be rung or was told there; oldest first."""
    wanted = [Ticket.id == asked.ticket_id] if asked.ticket_id is not None else []
    if asked.number is not None:
        wanted += _by_number(asked.number)
    if asked.email is not None:
        wanted += _by_email(asked.email)
    tickets = list(session.scalars(select(Ticket).where(or_(*wanted)).order_by(Ticket.id)))
    return Found(tickets, _lone_calls(session, asked.number), _customers(session, asked))


def over_since(session: Session, before: datetime, most: int) -> list[int]:
    """The requests that have been over since before the instant and still tell of people."""
    is_erased = (
        select(TicketHistory.id)
        .where(TicketHistory.ticket_id == Ticket.id)
        .where(TicketHistory.event == customer_actions.ERASED)
        .exists()
    )
    over = (Ticket.state.not_in(LIVE), Ticket.updated_at < before, ~is_erased)
    return list(session.scalars(select(Ticket.id).where(*over).order_by(Ticket.id).limit(most)))


def _by_number(number: str) -> list[ColumnElement[bool]]:
    called = select(Call.sid).where(Call.from_number == number)
    rung = select(Callback.ticket_id).where(Callback.number == number)
    tried = select(Callback.ticket_id).join(Attempt, Attempt.callback_id == Callback.id)
    return [
        Ticket.caller_number == number,
        Ticket.callback_number == number,
        Ticket.confirmed_number == number,
        Ticket.call_sid.in_(called),
        Ticket.id.in_(select(Addition.ticket_id).where(Addition.call_sid.in_(called))),
        Ticket.id.in_(rung),
        Ticket.id.in_(tried.where(Attempt.customer_number == number)),
        Ticket.id.in_(_told(OutboxKind.SMS).where(Outbox.to == number)),
    ]


def _by_email(email: str) -> list[ColumnElement[bool]]:
    written = spellings(email)
    told = _told(OutboxKind.EMAIL).where(func.lower(Outbox.to).in_(written))
    return [func.lower(Ticket.email).in_(written), Ticket.id.in_(told)]


def _told(kind: OutboxKind) -> Select[int | None]:
    return select(Outbox.ticket_id).where(Outbox.kind == kind, Outbox.ticket_id.is_not(None))


def _lone_calls(session: Session, number: str | None) -> list[Call]:
    if number is None:
        return []
    statement = select(Call).where(
        Call.from_number == number,
        Call.direction != call_log.STAFF,
        Call.sid.not_in(select(Ticket.call_sid).where(Ticket.call_sid.is_not(None))),
        Call.sid.not_in(select(Addition.call_sid)),
    )
    return list(session.scalars(statement.order_by(Call.started_at)))


def _customers(session: Session, asked: Asked) -> list[Customer]:
    known: Iterable[ColumnElement[bool]] = (
        *([_has_number(asked.number)] if asked.number else []),
        *([func.lower(Customer.email).in_(spellings(asked.email))] if asked.email else []),
    )
    wanted = list(known)
    if not wanted:
        return []
    return list(session.scalars(select(Customer).where(or_(*wanted)).order_by(Customer.code)))


def _has_number(number: str) -> ColumnElement[bool]:
    return Customer.id.in_(select(CustomerPhone.customer_id).where(CustomerPhone.number == number))
