"""Confirmed numbers: which telephones may get a message that opens the request's own page."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from rules.callbacks import customer_number
from rules.callbacks.outcomes import SPOKE
from store.customers import identity
from store.models import Attempt, Callback, CustomerPhone, Ticket


def is_confirmed(session: Session, ticket: Ticket, number: str) -> bool:
    """Whether more than a machine's ear says that the ticket's customer is at the number (E.164)."""
    by_hand = "callback_number" in (ticket.by_hand or ())
    return customer_number.is_confirmed(
        number,
        caller=ticket.caller_number,
        told_by_hand=ticket.callback_number if by_hand else None,
        confirmed=ticket.confirmed_number,
        on_record=_any(session, _on_record(ticket, number)),
        was_spoken_with=_any(session, _spoken_with(ticket, number)),
    )


def _on_record(ticket: Ticket, number: str) -> ColumnElement[bool]:
    return exists().where(
        Ticket.id == ticket.id,
        identity.is_shown(),
        CustomerPhone.customer_id == Ticket.customer_id,
        CustomerPhone.number == number,
    )


def _spoken_with(ticket: Ticket, number: str) -> ColumnElement[bool]:
    return exists().where(
        Callback.ticket_id == ticket.id,
        Attempt.callback_id == Callback.id,
        Attempt.customer_number == number,
        Attempt.outcome.in_(SPOKE),
    )


def _any(session: Session, there_is: ColumnElement[bool]) -> bool:
    return bool(session.scalar(select(there_is)))
