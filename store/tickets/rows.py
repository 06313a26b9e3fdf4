"""Ticket rows, looked up, and their history (the audit log of a ticket), which `add` writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from rules.callbacks import customer_number
from rules.callbacks.customer_number import NumberCheck
from rules.calls.rehearsal import REHEARSAL
from rules.tickets.ticket import SERVICE, State
from store.customers import identity
from store.database.statements import changed
from store.models import Addition, Call, Ticket, TicketHistory


def find(session: Session, wanted: int | str) -> Ticket | None:
    """The ticket with this id, or with this number as people write it."""
    digits = str(wanted).strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        return None
    return session.get(Ticket, int(digits))


def find_shown(session: Session, ticket_id: int, customer_id: int) -> Ticket | None:
    """The ticket, where the customer's own programs may read it."""
    shown = (Ticket.id == ticket_id, identity.shown_to(customer_id))
    return session.scalar(select(Ticket).where(*shown))


def of_call(session: Session, call_sid: str) -> Ticket | None:
    """The ticket that the call opened, or that it was about."""
    return session.scalar(select(Ticket).where(is_of(call_sid)))


def opened_by(session: Session, call_sid: str) -> Ticket | None:
    """The ticket that the call opened."""
    return session.scalar(select(Ticket).where(Ticket.call_sid == call_sid))


def is_of(call_sid: str) -> ColumnElement[bool]:
    joined = select(Addition.ticket_id).where(Addition.call_sid == call_sid)
    return (Ticket.call_sid == call_sid) | Ticket.id.in_(joined)


def list_(
    session: Session,
    *,
    status: State | None = None,
    call_sid: str | None = None,
    shown_to: int | None = None,
    before: int | None = None,
    limit: int = 100,
    fits: ColumnElement[bool] | None = None,
) -> list[Ticket]:
    """The newest tickets first, of those that fit; `before` is the id at which the page before ended.

    With a customer in `shown_to` those alone that their own programs may read.
    """
    statement = select(Ticket).order_by(Ticket.id.desc()).limit(limit)
    if status is not None:
        statement = statement.where(Ticket.state == status)
    statement = statement.where(~is_rehearsed() if call_sid is None else is_of(call_sid))
    if shown_to is not None:
        statement = statement.where(identity.shown_to(shown_to))
    if before is not None:
        statement = statement.where(Ticket.id < before)
    if fits is not None:
        statement = statement.where(fits)
    return list(session.scalars(statement))


def is_rehearsed() -> ColumnElement[bool]:
    """Whether the ticket is of a call of our own, of which nobody is to hear."""
    call = aliased(Call)
    return exists().where(call.sid == Ticket.call_sid, call.direction == REHEARSAL)


def history(session: Session, ticket_id: int) -> list[TicketHistory]:
    """What happened to the ticket, oldest first."""
    statement = select(TicketHistory).where(TicketHistory.ticket_id == ticket_id)
    return list(session.scalars(statement.order_by(TicketHistory.id)))


def locked(session: Session, ticket_id: int) -> Ticket | None:
    """The row as it is now, held until the transaction ends."""
    return _locked(session, Ticket.id == ticket_id)


def locked_of_call(session: Session, call_sid: str) -> Ticket | None:
    """The same of the ticket that the call is about."""
    return _locked(session, is_of(call_sid))


def number_to_ring(ticket: Ticket) -> str | None:
    """At which number the ticket's customer is rung."""
    is_by_hand = "callback_number" in (ticket.by_hand or ())
    dictated, caller = ticket.callback_number, ticket.caller_number
    return customer_number.number_to_ring(
        dictated,
        caller,
        is_by_hand=is_by_hand,
        confirmed=ticket.confirmed_number,
        is_refused=ticket.number_check == NumberCheck.REFUSED,
    )


def _locked(session: Session, key: ColumnElement[bool]) -> Ticket | None:
    statement = select(Ticket).where(key).with_for_update(key_share=True)
    return session.scalar(statement, execution_options={"populate_existing": True})


def add(
    session: Session,
    ticket_id: int,
    *,
    actor: str,
    event: str,
    now: datetime,
    from_state: State | None = None,
    to_state: State | None = None,
    note: str | None = None,
) -> None:
    """Add a row to the ticket's history."""
    session.add(
        TicketHistory(
            ticket_id=ticket_id,
            at=now,
            actor=actor,
            event=event,
            from_state=from_state,
            to_state=to_state,
            note=note,
        )
    )


def keep_said(session: Session, call_sid: str, found: Mapping[str, Any]) -> None:
    """Keep what triage found in a later call about a ticket."""
    changed(session, Addition.call_sid, Addition.call_sid == call_sid, draft=found)


def note_call(session: Session, call_sid: str, *, event: str, note: str, now: datetime) -> None:
    """Tell whoever reads the call's ticket what happened; without a ticket nobody is told."""
    ticket = of_call(session, call_sid)
    if ticket is not None:
        add(session, ticket.id, actor=SERVICE, event=event, note=note, now=now)


def keyed(session: Session, ticket: Ticket) -> set[str]:
    """What the keypad told for certain: a customer's code, and English, which is chosen by its key."""
    sid = ticket.call_sid
    call = session.get(Call, sid, populate_existing=True) if sid is not None else None
    if call is None:
        return set()
    told = {"customer_code": call.customer_id is not None, "language": call.language == "en"}
    return {name for name, is_told in told.items() if is_told}
