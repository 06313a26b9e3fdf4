"""Tickets: opened once per call, enriched, moved. Each change of state writes its history row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks import callback
from rules.errors import BadInput, NotFound
from rules.tickets.ticket import LIVE, SERVICE, URGENCIES, Channel, Kind, State, check_move
from store.customers import directory
from store.database.statements import NO_LEASE, changed, insert_once, is_new, may_become
from store.models import Call, Callback, Ticket
from store.tickets import coverage_facts, known_faults
from store.tickets.rows import (
    add,
    find,
    find_shown,
    history,
    keep_said,
    keyed,
    list_,
    locked,
    locked_of_call,
    note_call,
    number_to_ring,
    of_call,
    opened_by,
)

if TYPE_CHECKING:  # its libraries take long to load, and the web process never needs them
    from rules.triage import TicketDraft

__all__ = [
    "add",
    "become_message",
    "correct",
    "enrich",
    "enrich_of_call",
    "find",
    "find_shown",
    "history",
    "list_",
    "move",
    "note_call",
    "number_to_ring",
    "of_call",
    "open_for_call",
    "opened_by",
]


def open_for_call(
    session: Session,
    call: Call,
    *,
    kind: Kind,
    in_charge_at: datetime,
    now: datetime,
    j_system: bool | None = None,
) -> Ticket:
    """The call's one ticket, with its callback; a missed call becomes a message when one comes.

    `j_system` says whether the customer is rung at the week-end as well; by itself, who claims so.
    """
    # Looked for first: a number that an insertion in vain has taken is never given again.
    ticket = opened_by(session, call.sid)
    if ticket is not None:
        _message_came(session, ticket, kind, now)
        return ticket
    ticket = insert_once(
        session,
        Ticket,
        call_sid=call.sid,
        kind=kind,
        channel=Channel.PHONE,
        state=State.OPEN,
        customer_id=call.customer_id,
        customer_code=call.customer_code,
        caller_number=call.from_number,
        # The key says "I cannot reach or use the program": that is what blocking means.
        urgency="blocking" if call.j_system_claimed else "normal",
        language=call.language,
        by_hand=[],
        in_charge_at=in_charge_at,
        created_at=now,
        updated_at=now,
    )
    if ticket is None:
        ticket = session.scalars(select(Ticket).where(Ticket.call_sid == call.sid)).one()
        _message_came(session, ticket, kind, now)
        return ticket
    helped = call.j_system_claimed if j_system is None else j_system
    _enqueue(session, ticket, j_system=helped, now=now)
    add(session, ticket.id, actor=SERVICE, event="opened", to_state=State.OPEN, now=now)
    return ticket


def _enqueue(session: Session, ticket: Ticket, *, j_system: bool, now: datetime) -> None:
    is_new(
        session,
        Callback,
        ticket_id=ticket.id,
        state=callback.State.WAITING,
        number=number_to_ring(ticket),
        urgency=ticket.urgency,
        kind=ticket.kind,
        j_system=j_system,
        in_charge_at=ticket.in_charge_at,
        next_at=now,
        created_at=now,
    )


def _message_came(session: Session, ticket: Ticket, kind: Kind, now: datetime) -> None:
    if kind is Kind.MESSAGE and become_message(session, ticket.id, now):
        add(session, ticket.id, actor=SERVICE, event="message_came", now=now)


def become_message(session: Session, ticket_id: int, now: datetime) -> bool:
    """Let a missed call and its callback be a message from now on; False when they were already."""
    known_faults.speaks(session, ticket_id, now)
    missed = (Ticket.id == ticket_id, Ticket.kind == Kind.MISSED)
    if not changed(session, Ticket.id, *missed, kind=Kind.MESSAGE, updated_at=now):
        return False
    changed(session, Callback.id, Callback.ticket_id == ticket_id, kind=Kind.MESSAGE)
    return True


# What triage may write, and the value by which it says that it found nothing.
FACTS: dict[str, str | None] = {
    "subject": None,
    "category": "other",
    "urgency": "normal",
    "callback_number": None,
    "customer_code": None,
    "caller_name": None,
    "company": None,
    "product": None,
    "language": None,
    "wants": None,
}


def enrich(session: Session, ticket_id: int, draft: TicketDraft, now: datetime) -> Ticket | None:
    """Add what triage found in what the ticket was opened with; None for no ticket.

    What the text does not say changes nothing, and neither is touched what a person set.
    """
    return _enrich(session, locked(session, ticket_id), draft, now, only_adds=False)


def enrich_of_call(
    session: Session, call_sid: str, draft: TicketDraft, now: datetime, *, counts: bool = True
) -> Ticket | None:
    """Add what triage found in a recording of the call's to the ticket that it is about.

    A later call about a ticket that stands fills its gaps, and may be more urgent; so does a
    recording that is not the one that `counts` of its call.
    """
    row = locked_of_call(session, call_sid)
    only_adds = row is not None and (not counts or call_sid != row.call_sid)
    if counts:
        keep_said(session, call_sid, draft.as_json())
    return _enrich(session, row, draft, now, only_adds=only_adds)


def _enrich(
    session: Session, row: Ticket | None, draft: TicketDraft, now: datetime, *, only_adds: bool
) -> Ticket | None:
    if row is None:
        return None
    fill(session, row, draft.as_json(), now, only_adds=only_adds)
    add(session, row.id, actor=SERVICE, event="enriched", note=row.subject, now=now)
    return row


def fill(
    session: Session, row: Ticket, found: Mapping[str, Any], now: datetime, *, only_adds: bool
) -> None:
    """Write a draft's JSON, of the message or of what only adds to it, without a word of history."""
    fixed = {*(row.by_hand or ()), *keyed(session, row)}
    if row.draft is not None and only_adds:
        fixed |= _said_before(row, found)
    for name, nothing in FACTS.items():
        if found.get(name) not in {None, nothing} and name not in fixed:
            setattr(row, name, found[name])
    coverage_facts.propose(row, found.get("coverage", ()), only_adds=only_adds)
    _find_customer(session, row)
    if row.draft is None or not only_adds:
        row.draft = found
    row.updated_at = now
    _callback_follows(session, row)


def _said_before(row: Ticket, found: Mapping[str, Any]) -> set[str]:
    said = {name for name, nothing in FACTS.items() if getattr(row, name) not in {None, nothing}}
    more_urgent = URGENCIES.index(found["urgency"]) < URGENCIES.index(row.urgency)
    return said - {"urgency"} if more_urgent else said


def correct(
    session: Session,
    ticket_id: int,
    facts: Mapping[str, object],
    *,
    actor: str,
    now: datetime,
    why: str | None = None,
) -> None:
    """Write what a person knows better; from then on no machine touches it.

    `why` is of who pays, in the person's words.
    """
    unknown = facts.keys() - FACTS.keys() - {"cover", "promised_at"}
    if unknown:
        raise BadInput(f"a ticket has no {', '.join(sorted(unknown))} to correct")
    row = locked(session, ticket_id)
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    for name, value in facts.items():
        setattr(row, name, value)
    row.by_hand = sorted({*(row.by_hand or ()), *facts})
    if "cover" in facts:
        row.cover_rule = None  # a person said so, and no sentence of the terms
        row.cover_why = why
    if "category" in facts:
        coverage_facts.category_was_told(row)
    if "customer_code" in facts:  # one that a customer typed is a hint, and stays one
        _find_customer(session, row)
    row.updated_at = now
    _callback_follows(session, row)
    add(session, row.id, actor=actor, event="corrected", note=", ".join(sorted(facts)), now=now)
    if "cover" in facts and why:
        add(session, row.id, actor=actor, event="payer_said", note=why, now=now)


def _find_customer(session: Session, ticket: Ticket) -> None:
    customer = directory.by_code(session, ticket.customer_code) if ticket.customer_code else None
    if customer is not None:
        ticket.customer_id = customer.id


def is_blocking(session: Session, ticket: Ticket) -> None:
    """The caller said by key that the program cannot be reached or used."""
    ticket.urgency = "blocking"
    _callback_follows(session, ticket)


def _callback_follows(session: Session, ticket: Ticket) -> None:
    values = {"number": number_to_ring(ticket), "urgency": ticket.urgency}
    changed(session, Callback.id, Callback.ticket_id == ticket.id, **values)


def move(
    session: Session,
    ticket_id: int,
    to: State,
    *,
    actor: str,
    now: datetime,
    note: str | None = None,
) -> Ticket:
    """Move a ticket, and its callback with it; a move to where it is changes nothing."""
    row = locked(session, ticket_id)
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    if row.state == to:
        return row
    check_move(row.state, to)
    was, row.state, row.updated_at = row.state, to, now
    states = {"from_state": was, "to_state": to}
    add(session, row.id, actor=actor, event="moved", note=note, now=now, **states)
    if (was in LIVE) is not (to in LIVE):
        row.owner = row.owned_since = row.back_at = row.idle_told_at = None
    if was in LIVE and to not in LIVE:
        row.remote_code = row.remote_code_at = None
        _set_callback(session, row.id, callback.State.CANCELLED)
    if was not in LIVE and to in LIVE:
        _set_callback(session, row.id, callback.State.WAITING, next_at=now, attempts=0, **_FREE)
    return row


_FREE = {"agreed_at": None, "agreed_on": None}  # the hour was of the request as it was


def _set_callback(
    session: Session, ticket_id: int, state: callback.State, **values: object
) -> None:
    movable = Callback.state.in_(may_become(callback.MOVES, state))
    values = {"state": state, "claimed_by": None, **values, **NO_LEASE}
    changed(session, Callback.id, Callback.ticket_id == ticket_id, movable, **values)
