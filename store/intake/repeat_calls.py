"""Repeat calls in the ledger: open requests of a number, and the calls that belong to them."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from rules.callbacks.callback import State
from rules.callbacks.outcomes import SPOKE
from rules.tickets.repeat_calls import OpenRequest, RepeatCall, joins, may_cancel
from rules.tickets.ticket import LIVE, SERVICE, Kind
from rules.tickets.ticket import State as TicketState
from store.callbacks import attempts
from store.customers import directory, identity, shared_numbers
from store.database.statements import NO_LEASE, changed
from store.models import Addition, Attempt, Call, Callback, Ticket
from store.tickets import lifecycle

LONGEST_ID = 9  # digits


def open_requests(session: Session, number: str) -> list[OpenRequest]:
    """The requests of this number (E.164) that are still to be dealt with."""
    return _live(session, Ticket.caller_number == number)


def known_by(session: Session, keyed: str) -> list[OpenRequest]:
    """The requests that the digits prove to be the caller's, where no number shows whose they are.

    The digits are a customer's code, of what is certainly that customer's, or a request's number.
    """
    customer = directory.by_code(session, keyed)
    if customer is None:
        return _named(session, keyed)
    theirs = _live(session, Ticket.customer_id == customer.id)
    known = identity.of_tickets(session, [one.ticket_id for one in theirs])
    return [one for one in theirs if known[one.ticket_id].identity.is_sure]


def named(session: Session, ticket_id: str) -> OpenRequest | None:
    """The request with this id, as long as it is still to be dealt with."""
    return next(iter(_named(session, ticket_id)), None)


def _named(session: Session, digits: str) -> list[OpenRequest]:
    is_id = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_ID
    return _live(session, Ticket.id == int(digits)) if is_id else []


def _live(session: Session, which: ColumnElement[bool]) -> list[OpenRequest]:
    added = (Addition.ticket_id == Ticket.id) & (Addition.what == "added")
    later = select(func.max(Addition.at)).where(added).scalar_subquery()
    statement = (
        select(
            *(Ticket.id, Ticket.created_at, Ticket.customer_id, Ticket.language),
            *(Callback.attempts, later),
        )
        .join(Callback, Callback.ticket_id == Ticket.id)
        .where(which, Ticket.state.in_(LIVE))
    )
    return [
        OpenRequest(
            ticket_id=ticket_id,
            asked_at=max(created_at, added_at or created_at),
            customer_id=customer_id,
            missed=attempts > 0,
            language=language,
        )
        for ticket_id, created_at, customer_id, language, attempts, added_at in session.execute(
            statement
        )
    ]


def known_of(session: Session, call: Call) -> RepeatCall:
    """What is known of the caller, as the rule wants it."""
    number = call.from_number
    shared = number is not None and shared_numbers.is_shared(session, number)
    return RepeatCall(
        customer_id=call.customer_id, shared=shared, about=call.about, forwarded=call.forwarded
    )


def caller_of(
    session: Session, number: str, customer_id: int | None, *, forwarded: bool
) -> RepeatCall:
    """What is known of whoever calls from the number (E.164), before anything is asked."""
    customers = len(directory.by_number(session, number))
    return RepeatCall(
        customer_id=customer_id,
        shared=shared_numbers.is_shared(session, number),
        forwarded=forwarded,
        confirmed=customers > 0 or _was_spoken_with(session, number),
    )


def _was_spoken_with(session: Session, number: str) -> bool:
    spoke = (Attempt.customer_number == number, Attempt.outcome.in_(SPOKE))
    return session.scalar(select(Attempt.id).where(*spoke).limit(1)) is not None


def join(session: Session, call: Call, kind: Kind, now: datetime) -> Ticket | None:
    """The ticket that stands and that this call belongs to, with a note of it; None for its own.

    Its number must be held. A hidden one joins what the caller proved to be theirs, and no other.

    Decided anew as more of the call arrives: a message may want a ticket of its own where a call
    without one only asked how things stand.
    """
    kept = session.get(Addition, call.sid)
    if kept is not None and (kept.what == "added" or kind is not Kind.MESSAGE):
        return session.get(Ticket, kept.ticket_id)
    found = joins(
        _requests_of(session, call),
        known_of(session, call),
        has_message=kind is Kind.MESSAGE,
        now=call.started_at,
    )
    if found is None:
        if kept is not None:
            session.delete(kept)
        return None
    _add(session, call, found, "added" if kind is Kind.MESSAGE else "asked", now)
    return session.get(Ticket, found.ticket_id, populate_existing=True)


def _requests_of(session: Session, call: Call) -> list[OpenRequest]:
    if call.from_number is not None:
        return open_requests(session, call.from_number)
    return _named(session, call.about or "")


def cancel(session: Session, call: Call, ticket_id: int, now: datetime) -> None:
    """Withdraw a request that stands, as its caller asked; one that is finished stays as it is."""
    ticket = session.get(Ticket, ticket_id, populate_existing=True)
    if ticket is None or ticket.state not in LIVE:
        return
    if call.from_number not in {None, ticket.caller_number}:  # who shows none has proven it
        return
    own = OpenRequest(ticket_id, ticket.created_at, ticket.customer_id)
    if not may_cancel(own, known_of(session, call)):
        return
    session.merge(Addition(call_sid=call.sid, ticket_id=ticket_id, what="cancelled", at=now))
    lifecycle.move(
        session, ticket_id, TicketState.CANCELLED, actor="caller", now=now, note=call.sid
    )


def hold_number(session: Session, number: str) -> None:
    """Let two calls of one number be filed one after the other; SQLite writes one by one anyway."""
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:number, 0))")
        session.execute(lock, {"number": number})


def _add(session: Session, call: Call, found: OpenRequest, what: str, now: datetime) -> None:
    session.merge(Addition(call_sid=call.sid, ticket_id=found.ticket_id, what=what, at=now))
    event = "added_to" if what == "added" else "asked_again"
    lifecycle.add(session, found.ticket_id, actor=SERVICE, event=event, note=call.sid, now=now)
    if what == "added":
        lifecycle.become_message(session, found.ticket_id, now)
    if found.missed:
        _put_ahead(session, found.ticket_id, now)


def _put_ahead(session: Session, ticket_id: int, now: datetime) -> None:
    """The customer called back after we had missed them: they are next, and whoever tried knows."""
    callback = session.scalars(select(Callback).where(Callback.ticket_id == ticket_id)).one()
    waiting = (Callback.id == callback.id, Callback.state == State.WAITING)
    if not changed(session, Callback.id, *waiting, rang_back_at=now, next_at=now, **NO_LEASE):
        return  # somebody has it in hand and sees the note
    tried = attempts.of_callback(session, callback.id)
    who = tried[-1].technician if tried else None
    lifecycle.add(session, ticket_id, actor=SERVICE, event="rang_back", note=who, now=now)
