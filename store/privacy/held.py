"""What is held about somebody, as a document: for the page of one's own request, and for commands."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.promise_state import agreed_hour
from store.billing import agreements
from store.calls import call_log, voicemail
from store.calls.voicemail import Voicemail
from store.models import (
    Agreement,
    Attempt,
    Call,
    Callback,
    Customer,
    CustomerPhone,
    Outbox,
    Ticket,
    WorkEntry,
)
from store.privacy.people import Found
from store.tickets import attachments, dictated_notes, lifecycle, promise_facts

_WRITTEN = (
    *("company", "caller_name", "caller_number", "callback_number", "confirmed_number"),
    *("email", "customer_code", "number_check", "remote_code"),
    *("subject", "message", "product", "software_version", "last_error", "category", "urgency"),
    *("cover", "language"),
)
_REGISTERED = ("code", "name", "email", "software", "software_version", "notes")
File = tuple[str, str]  # its name in the copy, and its path in the folder


def request(session: Session, ticket: Ticket) -> dict[str, Any]:
    """What the customer told us and what became of it; nothing that only a code or number hints."""
    calls = voicemail.of_ticket(session, ticket)
    message = voicemail.that_counts_of_several(calls)
    agreed = agreed_hour(promise_facts.of_ticket(session, ticket.id))
    return {
        "number": ticket.id,
        "channel": ticket.channel.value,
        "status": ticket.state.value,
        **{name: getattr(ticket, name) for name in _WRITTEN},
        "created_at": ticket.created_at.isoformat(),
        "in_charge_at": ticket.in_charge_at.isoformat(),
        "promised_at": _instant(ticket.promised_at),
        "agreed_at": _instant(agreed),
        "weekend_gate": ticket.weekend_gate,
        "history": [
            {"at": row.at.isoformat(), "event": row.event, "to": row.to_state}
            for row in lifecycle.history(session, ticket.id)
        ],
        "attachments": [
            {
                **{"name": row.name, "type": row.media_type, "bytes": row.bytes},
                **{"sha256": row.sha256, "words": row.words},
            }
            for row in attachments.of_ticket(session, ticket.id)
        ],
        "agreements": [_agreement(row) for row in agreements.of_ticket(session, ticket)],
        "transcript": message.text if message else None,
        "transcripts": [one.text for left in calls for one in left if one.text],
        "calls": _calls(session, voicemail.calls_of(session, [ticket])[ticket.id]),
        "sent": [_sent(row) for row in _rows(session, Outbox, Outbox.ticket_id == ticket.id)],
    }


def of_somebody(session: Session, found: Found) -> dict[str, Any]:
    """All that we hold of them: their requests whole, calls without one, and the record."""
    return {
        "requests": [_whole(session, ticket) for ticket in found.tickets],
        "calls": _calls(session, [call.sid for call in found.calls]),
        "customers": [_customer(session, row) for row in found.customers],
    }


def files(session: Session, tickets: Iterable[Ticket]) -> tuple[list[File], list[File]]:
    """Attachments, and recordings, of the requests: all, also what the customer replaced."""
    sent, spoken = [], []
    for ticket in tickets:
        for row in attachments.of_ticket(session, ticket.id):
            sent.append((f"allegati/{row.id}-{row.name}", row.path or ""))
        spoken += _sounds([one for left in voicemail.of_ticket(session, ticket) for one in left])
    return sent, spoken


def dictated(session: Session, tickets: Iterable[Ticket]) -> list[File]:
    """What technicians said about the requests for one another."""
    notes = [row for ticket in tickets for row in dictated_notes.of_ticket(session, ticket.id)]
    return [(f"dettati/{row.id}-{row.name}", row.path or "") for row in notes]


def sounds(session: Session, calls: Iterable[Call]) -> list[File]:
    """The recordings of calls that opened no request."""
    found = voicemail.by_call(session, [call.sid for call in calls])
    return _sounds([one for left in found.values() for one in left])


def _sounds(left: Iterable[Voicemail]) -> list[File]:
    rows = [one.recording for one in left if one.recording.path]
    return [
        (f"registrazioni/{row.sid}{Path(row.path or '').suffix}", row.path or "") for row in rows
    ]


def _whole(session: Session, ticket: Ticket) -> dict[str, Any]:
    """With what we wrote for one another, too."""
    of_callback = Attempt.callback_id.in_(
        select(Callback.id).where(Callback.ticket_id == ticket.id)
    )
    return {
        **request(session, ticket),
        "understood": ticket.draft,
        "weekend_reason": ticket.weekend_reason,
        "coverage_facts": ticket.coverage_facts,
        "cover_why": ticket.cover_why,
        "history": [
            {
                "at": row.at.isoformat(),
                "by": row.actor,
                "event": row.event,
                "to": row.to_state,
                "note": row.note,
            }
            for row in lifecycle.history(session, ticket.id)
        ],
        "dictated": [
            {"at": row.created_at.isoformat(), "by": row.dictated_by, "words": row.words}
            for row in dictated_notes.of_ticket(session, ticket.id)
        ],
        "attempts": [
            {
                "at": row.started_at.isoformat(),
                "number": row.customer_number,
                "outcome": row.outcome,
                "note": row.note,
            }
            for row in _rows(session, Attempt, of_callback)
        ],
        "work": [
            {"at": row.started_at.isoformat(), "minutes": row.minutes, "note": row.note}
            for row in _rows(session, WorkEntry, WorkEntry.ticket_id == ticket.id)
        ],
    }


def _calls(session: Session, sids: Sequence[str]) -> list[dict[str, Any]]:
    left = voicemail.by_call(session, sids)
    rows = {row.sid: row for row in _rows(session, Call, Call.sid.in_(sids))}
    return [_call(session, rows[sid], left.get(sid, [])) for sid in sids if sid in rows]


def _call(session: Session, call: Call, left: Iterable[Voicemail]) -> dict[str, Any]:
    return {
        "sid": call.sid,
        "number": call.from_number,
        "line": call.line,
        "customer_code": call.customer_code,
        "j_system_claimed": call.j_system_claimed,
        "weekend_gate": call.weekend_gate,
        "at": call.started_at.isoformat(),
        "seconds": call.duration_s,
        "keys": [
            {"at": turn.at.isoformat(), "step": turn.step, "keys": turn.digits}
            for turn in call_log.turns(session, call.sid)
            if turn.digits
        ],
        "recordings": [
            {
                "sid": one.recording.sid,
                "state": one.recording.state.value,
                "at": one.recording.announced_at.isoformat(),
                "seconds": one.recording.duration_s,
                "transcript": one.transcript.text if one.transcript else None,
                "corrected": one.transcript.corrected if one.transcript else None,
            }
            for one in left
        ],
    }


def _agreement(row: Agreement) -> dict[str, Any]:
    return {"at": row.at.isoformat(), "answer": row.answer, "words": row.words}


def _sent(row: Outbox) -> dict[str, Any]:
    told = {"kind": row.kind.value, "to": row.to, "body": row.body}
    return {**told, "at": row.created_at.isoformat()}


def _customer(session: Session, customer: Customer) -> dict[str, Any]:
    numbers = select(CustomerPhone.number).where(CustomerPhone.customer_id == customer.id)
    registered = {name: getattr(customer, name) for name in _REGISTERED}
    return {**registered, "phones": sorted(session.scalars(numbers))}


def _rows(session: Session, table: Any, where: Any) -> list[Any]:
    key = list(table.__table__.primary_key)
    return list(session.scalars(select(table).where(where).order_by(*key)))


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
