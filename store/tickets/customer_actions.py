"""Customer actions on their own request: change, cancel, agree, through its signed link alone."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.callback import State as CallbackState
from rules.phone_numbers import masked
from rules.tickets.ticket import LIVE, State
from store.database.statements import changed
from store.models import Callback, Ticket, TicketHistory
from store.tickets import lifecycle, promise_facts
from store.tickets.rows import locked, number_to_ring

CUSTOMER = "cliente"  # the actor of what the customer did
NO_HOUR = {"agreed_at": None, "agreed_on": None}
ERASED = "erased"  # the event of the history, and why an outbox row is not sent


def change_number(session: Session, ticket_id: int, number: str, now: datetime) -> bool:
    """Ring another number (E.164) from now on; False for a request that is over.

    It was typed and read again: it counts as set by a person, and no slip is looked for in it.
    """
    row = locked(session, ticket_id)
    if row is None or row.state not in LIVE:
        return False
    row.callback_number = number
    row.by_hand = sorted({*(row.by_hand or ()), "callback_number"})
    row.updated_at = now
    changed(session, Callback.id, Callback.ticket_id == ticket_id, number=number_to_ring(row))
    _tell(session, ticket_id, "number_changed", masked(number), now)
    return True


def call_from(
    session: Session, ticket_id: int, at: datetime, words: str, now: datetime, *, by: str = CUSTOMER
) -> Ticket | None:
    """Ring no sooner than the instant; None once a technician has the callback in hand, or had it.

    `words` tell technicians the time. A promise that ends before it, or was made for a later time
    that was chosen before, is one no longer: the ticket may be promised anew. Once we rang it stays
    as it was, kept or broken, and the time chosen is what counts.
    """
    row = locked(session, ticket_id)
    if row is None or row.state not in LIVE:
        return None
    waiting = (Callback.ticket_id == ticket_id, Callback.state == CallbackState.WAITING)
    before = session.scalar(select(Callback.next_at).where(*waiting))
    known = promise_facts.of_ticket(session, ticket_id)
    was_rung = known.first_rung_at is not None
    is_hour = at > now or (was_rung and known.agreed_at is not None)  # and not only "soon"
    agreed = {"agreed_at": at, "agreed_on": now} if is_hour else NO_HOUR
    if before is None or not changed(session, Callback.id, *waiting, next_at=at, **agreed):
        return None
    if row.promised_at is not None and not was_rung and (row.promised_at < at or at < before):
        if row.promised_at <= now:
            promise_facts.set_aside(session, row, now)  # it was broken, and stays so
        row.promised_at = row.promise_warned_at = None
    row.updated_at = now
    lifecycle.add(session, ticket_id, actor=by, event="time_chosen", note=words, now=now)
    return row


def cancel(session: Session, ticket_id: int, now: datetime) -> None:
    """The customer needs us no longer; raises MoveRefused for a request that is over."""
    lifecycle.move(session, ticket_id, State.CANCELLED, actor=CUSTOMER, now=now)


def note_answer(session: Session, ticket_id: int, answer: str, now: datetime) -> None:
    """Tell technicians what the customer answered to the price."""
    _tell(session, ticket_id, f"price_{answer}", None, now)


def close(session: Session, ticket: Ticket, now: datetime, *, by: str = CUSTOMER) -> None:
    """End the ticket; one that the customer cancelled is at its end already."""
    if ticket.state not in {State.CLOSED, State.CANCELLED}:
        lifecycle.move(session, ticket.id, State.CLOSED, actor=by, now=now)


def is_erased(session: Session, ticket_id: int) -> bool:
    """Whether what we held was deleted: by the customer, by us, or by age."""
    erased = (TicketHistory.ticket_id == ticket_id, TicketHistory.event == ERASED)
    return session.scalar(select(TicketHistory.id).where(*erased).limit(1)) is not None


def _tell(session: Session, ticket_id: int, event: str, note: str | None, now: datetime) -> None:
    lifecycle.add(session, ticket_id, actor=CUSTOMER, event=event, note=note, now=now)
