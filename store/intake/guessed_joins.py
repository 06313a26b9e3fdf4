"""Guessed joins: a call that was put together with a request by its number alone, and speaks of another.

Within a quarter of an hour a second message of one number is about the same problem, unless the
caller says otherwise; where its text names another firm, person or number it becomes a request of
its own, and what it had told of the first one is taken back.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.hours.schedule import Hours, explain
from rules.tickets.repeat_calls import ANOTHER, Said, tells_another
from rules.tickets.ticket import LIVE, SERVICE, Kind, number_of
from store.calls import call_log, voicemail
from store.database.statements import changed
from store.intake.filing import open_own
from store.models import Addition, Call, Callback, Ticket
from store.tickets import coverage_facts, lifecycle, rows

Draft = Mapping[str, Any]


def part(session: Session, ticket: Ticket, hours: Hours) -> list[Ticket]:
    """Give the calls that speak of another matter a ticket of their own; those tickets."""
    session.flush()
    if ticket.state not in LIVE or ticket.call_sid is None:
        return []
    stands = _said_of(ticket)
    guessed = [
        (call, addition.draft)
        for addition, call in session.execute(
            select(Addition, Call)
            .join(Call, Call.sid == Addition.call_sid)
            .where(Addition.ticket_id == ticket.id, Addition.what == "added", Call.about.is_(None))
            .order_by(Addition.at, Addition.call_sid)
        )
        if isinstance(addition.draft, dict) and tells_another(_said(addition.draft), stands)
    ]
    return [_part(session, ticket, call, draft, hours) for call, draft in guessed]


def _said_of(ticket: Ticket) -> Said:
    """What the request says of itself: what a person set, and what its own message told."""
    told: dict[str, Any] = dict(ticket.draft) if isinstance(ticket.draft, dict) else {}
    return _said(
        told
        | {name: getattr(ticket, name) for name in ticket.by_hand or () if name in lifecycle.FACTS}
    )


def _said(draft: Draft) -> Said:
    return Said(
        code=draft.get("customer_code"),
        company=draft.get("company"),
        name=draft.get("caller_name"),
        number=draft.get("callback_number"),
    )


def _part(session: Session, ticket: Ticket, call: Call, draft: Draft, hours: Hours) -> Ticket:
    now = max(ticket.updated_at, call.started_at)
    session.delete(session.get_one(Addition, call.sid))
    session.flush()
    call_log.set_about(session, call.sid, ANOTHER)
    session.refresh(call)
    _take_back(session, ticket, draft)
    # Not filed anew: whoever files holds the number before the request, and here it is held.
    own = open_own(session, call, Kind.MESSAGE, explain(call.started_at, hours), now)
    lifecycle.fill(session, own, draft, now, only_adds=False)
    for row, event, other in ((ticket, "parted", own), (own, "parted_from", ticket)):
        note = number_of(other.id)
        lifecycle.add(session, row.id, actor=SERVICE, event=event, note=note, now=now)
    return own


def _take_back(session: Session, ticket: Ticket, draft: Draft) -> None:
    """Forget what stands on the request by the text of the other call alone."""
    own: Draft = ticket.draft if isinstance(ticket.draft, dict) else {}
    fixed = {*(ticket.by_hand or ()), *rows.keyed(session, ticket)}
    call = session.get_one(Call, ticket.call_sid)
    for name, nothing in lifecycle.FACTS.items():
        if name not in fixed and getattr(ticket, name) == draft.get(name) != own.get(name, nothing):
            setattr(ticket, name, own.get(name, nothing))
    if call.j_system_claimed and "urgency" not in fixed:
        ticket.urgency = "blocking"  # the key said so, whatever the text says
    if ticket.customer_code is None and "customer_code" not in fixed:
        ticket.customer_id = call.customer_id
    coverage_facts.propose(ticket, own.get("coverage", ()))
    if ticket.kind is Kind.MESSAGE and not voicemail.has_message(session, call.sid):
        ticket.kind = Kind.MISSED
    values = {"number": lifecycle.number_to_ring(ticket), "urgency": ticket.urgency}
    changed(session, Callback.id, Callback.ticket_id == ticket.id, kind=ticket.kind, **values)
