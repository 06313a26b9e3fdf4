"""Requests that were written instead of spoken: by the form, or by our own program."""

from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from sqlalchemy.orm import Session

from rules.callbacks.callback import State as CallbackState
from rules.tickets.ticket import Channel, Kind, Origin, State
from store.models import Callback, Ticket
from store.tickets import coverage_facts, lifecycle

LONGEST_SUBJECT = 80


@dataclass(frozen=True)
class Request:
    """What a customer wrote, already checked; None where nothing was said."""

    message: str
    channel: Channel
    number: str | None  # to ring, E.164
    caller_name: str | None = None
    company: str | None = None
    email: str | None = None
    customer_id: int | None = None  # only when the sender is known for certain
    customer_code: str | None = None  # as typed
    category: str = "other"
    urgency: str = "normal"
    subject: str | None = None
    product: str | None = None
    software_version: str | None = None
    last_error: str | None = None
    installation_id: int | None = None
    j_system: bool = False  # taken in charge by the week-end hours of subscribers
    language: str = "it"
    origin: Origin | None = None  # how it came to the technician who wrote it


def open_written(
    session: Session, request: Request, *, in_charge_at: datetime, actor: str, now: datetime
) -> Ticket:
    """A new ticket with its callback; whether the same was asked before is the caller's to know."""
    ticket = Ticket(
        kind=Kind.WRITTEN,
        channel=request.channel,
        origin=request.origin,
        state=State.OPEN,
        customer_id=request.customer_id,
        customer_code=request.customer_code,
        caller_number=request.number,
        caller_name=request.caller_name,
        company=request.company,
        email=request.email,
        category=request.category,
        urgency=request.urgency,
        subject=request.subject or _first_words(request.message),
        product=request.product,
        message=request.message,
        software_version=request.software_version,
        last_error=request.last_error,
        installation_id=request.installation_id,
        language=request.language,
        by_hand=[],
        in_charge_at=in_charge_at,
        created_at=now,
        updated_at=now,
    )
    coverage_facts.propose_from(ticket, f"{request.subject or ''}\n{request.message}")
    session.add(ticket)
    session.flush()
    session.add(_callback(ticket, j_system=request.j_system, now=now))
    lifecycle.add(session, ticket.id, actor=actor, event="opened", to_state=State.OPEN, now=now)
    return ticket


def _first_words(message: str) -> str | None:
    """The beginning of what was written, to stand for a subject where none was given."""
    line = next((line.strip() for line in message.splitlines() if line.strip()), "")
    return shorten(line, LONGEST_SUBJECT, placeholder=" …") or None


def _callback(ticket: Ticket, *, j_system: bool, now: datetime) -> Callback:
    return Callback(
        ticket_id=ticket.id,
        state=CallbackState.WAITING,
        number=lifecycle.number_to_ring(ticket),
        urgency=ticket.urgency,
        kind=ticket.kind,
        j_system=j_system,
        in_charge_at=ticket.in_charge_at,
        next_at=now,
        created_at=now,
    )
