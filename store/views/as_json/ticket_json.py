"""A ticket as other programs read it: the contract's keys, and a few more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from rules.callbacks.customer_number import check_shown
from rules.callbacks.promise_state import Promised, agreed_hour, call_due_at
from rules.deliveries import Message
from rules.entitlement import Rule, Terms, account_manager, facts
from rules.promise.response_time import ResponseTimes
from rules.tickets.identity import cover_is_sure
from rules.tickets.ticket import number_of
from rules.transcript import not_understood
from store.billing.coverage import facts_of
from store.calls.voicemail import Voicemail
from store.customers.identity import Known
from store.models import Addition, Attachment, Callback, Ticket
from store.tickets import coverage_facts, owners, rows, weekend
from store.views.heard_facts import unclear_facts
from store.views.ticket_related import Around


@dataclass(frozen=True)
class Configured:
    """What of a ticket hangs on the configuration."""

    terms: Terms
    responses: ResponseTimes | None = None  # how soon customers are rung, where that was agreed


def as_json(
    session: Session, ticket: Ticket, configured: Configured | None = None
) -> dict[str, Any]:
    """The ticket with its customer, recording, transcript and callback; instants in UTC.

    By what is `configured`, the facts that coverage hangs on are those that the record tells as
    well, and the response time stands beside the promise.
    """
    return many_json(session, [ticket], configured)[0]


def many_json(
    session: Session, tickets: Sequence[Ticket], configured: Configured | None = None
) -> list[dict[str, Any]]:
    """The same for many, in as many statements as for one; pieces of hardware are looked up."""
    around = Around.of(session, tickets)
    return [
        _one(ticket, around) | _by_configuration(session, ticket, around, configured)
        for ticket in tickets
    ]


def _by_configuration(
    session: Session, ticket: Ticket, around: Around, configured: Configured | None
) -> dict[str, Any]:
    if configured is None:
        return {}
    known = facts_of(session, ticket, around.known[ticket.id].customer, configured.terms)
    promised, agreed, due = around.promises.get(ticket.id), configured.responses, None
    technicians = not account_manager.answers(ticket.category, ticket.cover)
    if promised is not None and agreed is not None and technicians:
        due = agreed.due_unless_rung(
            ticket.cover, ticket.urgency, ticket.in_charge_at, promised.first_rung_at
        )
    return {
        "coverage_facts": facts.written(known),
        "response_due_at": due.isoformat() if due else None,
    }


def _one(ticket: Ticket, around: Around) -> dict[str, Any]:
    message = around.message(ticket)
    return {
        "id": ticket.id,
        "number": number_of(ticket.id),
        "status": ticket.state.value,
        "kind": ticket.kind.value,
        "channel": ticket.channel.value,
        "origin": ticket.origin,
        "merged_into": ticket.merged_into,
        "quarantined_at": ticket.quarantined_at and ticket.quarantined_at.isoformat(),
        "call_sid": ticket.call_sid,
        "customer": _customer(around.known[ticket.id]),
        "customer_certainty": around.known[ticket.id].identity.certainty.value,
        "caller_number": ticket.caller_number,
        "callback_number": ticket.callback_number,
        "confirmed_number": ticket.confirmed_number,
        "number_check": check_shown(
            ticket.number_check,
            ring=rows.number_to_ring(ticket),
            caller=ticket.caller_number,
            is_spoken=ticket.call_sid is not None,
            is_by_hand=_is_by_hand(ticket),
        ),
        "caller_name": ticket.caller_name,
        "company": ticket.company,
        "product": ticket.product,
        "customer_code": ticket.customer_code,
        "wants": ticket.wants,
        "language": ticket.language,
        "category": ticket.category,
        "urgency": ticket.urgency,
        "subject": ticket.subject,
        "unclear": unclear_facts(ticket, around.transcript_of_first_call(ticket)),
        "cover": ticket.cover,
        "cover_certain": cover_is_sure(
            ticket.cover,
            around.known[ticket.id].identity.certainty,
            by_person="cover" in (ticket.by_hand or ()),
        ),
        "cover_rule": ticket.cover_rule,
        "cover_why": ticket.cover_why,
        "cover_sentence": _sentence(ticket.cover_rule),
        "weekend": _weekend(ticket),
        "coverage_facts": facts.written(coverage_facts.known(ticket)),
        "message": ticket.message,
        "attachments": [_attachment(one) for one in around.files.get(ticket.id, ())],
        "software_version": ticket.software_version,
        "last_error": ticket.last_error,
        "transcript": message.text if message else None,
        "transcription": _transcription(message),
        "recording": _recording_json(message),
        "agreements": [
            {
                "answer": row.answer,
                "words": row.words,
                "total": f"{row.total:.2f}" if row.total is not None else None,
                "at": row.at.isoformat(),
            }
            for row in around.agreed(ticket)
        ],
        "later_calls": [_addition(row, around) for row in around.additions.get(ticket.id, ())],
        "owner": _owner(ticket, around.callbacks.get(ticket.id)),
        "messages": [_sent(one) for one in around.messages.get(ticket.id, ())],
        "callback": _callback(around.callbacks.get(ticket.id)),
        "created_at": ticket.created_at.isoformat(),
        "updated_at": ticket.updated_at.isoformat(),
        "in_charge_at": ticket.in_charge_at.isoformat(),
        "promised_at": ticket.promised_at.isoformat() if ticket.promised_at else None,
        **agreed_json(around.promises.get(ticket.id)),
    }


def _owner(ticket: Ticket, callback: Callback | None) -> dict[str, Any]:
    """Whose it is; since when, until when it was put off, and whether nobody works on it."""
    owner = owners.of(ticket, callback)
    told = owner.waits_for_work
    return {
        "whose": owner.whose.value,
        "name": owner.name,
        "since": ticket.owned_since.isoformat() if told and ticket.owned_since else None,
        "back_at": ticket.back_at.isoformat() if told and ticket.back_at else None,
        "idle": told and ticket.idle_told_at is not None,
    }


def _sent(message: Message) -> dict[str, Any]:
    """One message to the customer: how far it came, and why not; nothing of its words."""
    return {
        "id": message.id,
        "about": message.about,
        "kind": message.kind,
        "to": message.to,
        "delivery": message.delivery.value,
        "reason": message.reason,
        "at": message.at.isoformat(),
        "needs_person": message.needs_person,
    }


def agreed_json(promised: Promised | None) -> dict[str, Any]:
    """The hour that was agreed on, and by when we owe a call; None where nobody is to be rung."""
    agreed, due = (agreed_hour(promised), call_due_at(promised)) if promised else (None, None)
    return {
        "agreed_at": agreed.isoformat() if agreed else None,
        "call_due_at": due.isoformat() if due else None,
    }


def _weekend(ticket: Ticket) -> dict[str, str | None] | None:
    """Whether help is given at the week-end, and by which sentence; None where nobody asked."""
    gate = weekend.gate_of(ticket)
    if gate is None:
        return None
    reason = gate.reason.value if gate.reason else None
    return {"gate": gate.answer.value, "reason": reason, "sentence": gate.rule.quote}


def _sentence(rule: str | None) -> str | None:
    """The sentence of the published terms."""
    return next((known.quote for known in Rule if known.value == rule), None)


def _attachment(file: Attachment) -> dict[str, Any]:
    """A file that the customer sent; its bytes are at /tickets/{id}/attachments/{id}."""
    return {
        "id": file.id,
        "name": file.name,
        "media_type": file.media_type,
        "bytes": file.bytes,
        "words": file.words,
        "created_at": file.created_at.isoformat(),
    }


def _customer(known: Known) -> dict[str, Any] | None:
    """Who asks for help; where that is a guess, it says so."""
    customer, sure = known.customer, known.identity.is_sure
    if customer is None:
        return None
    return {"id": customer.id, "code": customer.code, "name": customer.name, "sure": sure}


def _addition(addition: Addition, around: Around) -> dict[str, Any]:
    """A later call about the ticket, with what was said in it."""
    message = around.message_of_call(addition.call_sid)
    return {
        "call_sid": addition.call_sid,
        "at": addition.at.isoformat(),
        "what": addition.what,
        "recording": _recording_json(message),
        "transcript": message.text if message else None,
    }


def _recording_json(message: Voicemail | None) -> dict[str, Any] | None:
    if message is None:
        return None
    recording = message.recording
    return {
        "sid": recording.sid,
        "state": recording.state.value,
        "duration_s": recording.duration_s,
        "error": recording.last_error,
    }


def _transcription(message: Voicemail | None) -> dict[str, Any] | None:
    transcript = message.transcript if message else None
    if message is None or transcript is None:
        return None
    return {
        "language": transcript.language,
        "confidence": transcript.confidence,
        "no_speech": transcript.no_speech,
        "flagged": transcript.flagged or [],
        "not_understood": [
            {"from_s": start, "to_s": end}
            for start, end in not_understood.seconds(transcript.words or ())
            if not_understood.MARK in (message.text or "")
        ],
        "model": transcript.model,
    }


def _callback(callback: Callback | None) -> dict[str, Any] | None:
    if callback is None:
        return None
    return {
        "id": callback.id,
        "status": callback.state.value,
        "number": callback.number,
        "attempts": callback.attempts,
        "claimed_by": callback.claimed_by,
    }


def _is_by_hand(ticket: Ticket) -> bool:
    """Whether a person has set the number since, so that what a caller said of it is over."""
    return "callback_number" in (ticket.by_hand or ())
