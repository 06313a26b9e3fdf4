"""A ticket as other programs read it: the contract's keys, and a few more."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.entitlement import Rule
from desk.tickets import number_of
from store import agreements, people
from store.models import Addition, Callback, Recording, Ticket, Transcript
from store.states import RecordingState


def as_json(session: Session, ticket: Ticket) -> dict[str, Any]:
    """The ticket with its customer, recording, transcript and callback; instants in UTC."""
    recording = _recording(session, ticket)
    transcript = _transcript(session, recording)
    return {
        "id": ticket.id,
        "number": number_of(ticket.id),
        "status": ticket.state.value,
        "kind": ticket.kind.value,
        "channel": ticket.channel.value,
        "call_sid": ticket.call_sid,
        "customer": _customer(session, ticket),
        "caller_number": ticket.caller_number,
        "callback_number": ticket.callback_number,
        "caller_name": ticket.caller_name,
        "company": ticket.company,
        "product": ticket.product,
        "customer_code": ticket.customer_code,
        "wants": ticket.wants,
        "language": ticket.language,
        "category": ticket.category,
        "urgency": ticket.urgency,
        "subject": ticket.subject,
        "unclear": _unclear(ticket),
        "cover": ticket.cover,
        "cover_rule": ticket.cover_rule,
        "cover_sentence": _sentence(ticket.cover_rule),
        "message": ticket.message,
        "software_version": ticket.software_version,
        "last_error": ticket.last_error,
        "transcript": _text(transcript),
        "transcription": _transcription(transcript),
        "recording": _recording_json(recording),
        "agreements": [
            {
                "answer": row.answer,
                "words": row.words,
                "total": f"{row.total:.2f}" if row.total is not None else None,
                "at": row.at.isoformat(),
            }
            for row in agreements.of_ticket(session, ticket)
        ],
        "later_calls": [_addition(session, row) for row in _additions(session, ticket)],
        "callback": _callback(session, ticket),
        "created_at": ticket.created_at.isoformat(),
        "updated_at": ticket.updated_at.isoformat(),
        "in_charge_at": ticket.in_charge_at.isoformat(),
        "promised_at": ticket.promised_at.isoformat() if ticket.promised_at else None,
    }


def _unclear(ticket: Ticket) -> list[dict[str, str]]:
    """What the message said and nobody could make out, in its words, until a person writes it."""
    draft, by_hand = ticket.draft or {}, ticket.by_hand or ()
    return [
        {"field": one["field"], "text": one["text"]}
        for one in draft.get("evidence", ())
        if draft.get(one["field"]) is None and one["field"] not in by_hand
    ]


def _sentence(rule: str | None) -> str | None:
    """The sentence of the published terms."""
    return next((known.quote for known in Rule if known.value == rule), None)


def _customer(session: Session, ticket: Ticket) -> dict[str, Any] | None:
    """Who asks for help; known only by the number called from, it is a guess and says so."""
    customer, sure = people.of_ticket(session, ticket)
    if customer is None:
        return None
    return {"id": customer.id, "code": customer.code, "name": customer.name, "sure": sure}


def _recording(session: Session, ticket: Ticket) -> Recording | None:
    """The first call's recording that counts; where it left none, that of a later call."""
    for call_sid in [ticket.call_sid, *(row.call_sid for row in _additions(session, ticket))]:
        recording = _of_call(session, call_sid) if call_sid is not None else None
        if recording is not None and recording.state is not RecordingState.ABSENT:
            return recording
    return _of_call(session, ticket.call_sid) if ticket.call_sid is not None else None


def _additions(session: Session, ticket: Ticket) -> list[Addition]:
    statement = select(Addition).where(Addition.ticket_id == ticket.id)
    return list(session.scalars(statement.order_by(Addition.at, Addition.call_sid)))


def _addition(session: Session, addition: Addition) -> dict[str, Any]:
    """A later call about the ticket, with what was said in it."""
    recording = _of_call(session, addition.call_sid)
    transcript = _transcript(session, recording)
    return {
        "call_sid": addition.call_sid,
        "at": addition.at.isoformat(),
        "what": addition.what,
        "recording": _recording_json(recording),
        "transcript": _text(transcript),
    }


def _text(transcript: Transcript | None) -> str | None:
    """As a person corrected it, else as it was recognised."""
    return (transcript.corrected or transcript.text) if transcript else None


def _of_call(session: Session, call_sid: str) -> Recording | None:
    """The recording that counts: the newest that the caller did not replace."""
    statement = (
        select(Recording)
        .where(Recording.call_sid == call_sid, Recording.state != RecordingState.SUPERSEDED)
        .order_by(Recording.announced_at.desc(), Recording.sid.desc())
        .limit(1)
    )
    return session.scalar(statement)


def _transcript(session: Session, recording: Recording | None) -> Transcript | None:
    if recording is None:
        return None
    return session.scalar(select(Transcript).where(Transcript.recording_sid == recording.sid))


def _recording_json(recording: Recording | None) -> dict[str, Any] | None:
    if recording is None:
        return None
    return {
        "sid": recording.sid,
        "state": recording.state.value,
        "duration_s": recording.duration_s,
        "error": recording.last_error,
    }


def _transcription(transcript: Transcript | None) -> dict[str, Any] | None:
    if transcript is None:
        return None
    return {
        "language": transcript.language,
        "confidence": transcript.confidence,
        "no_speech": transcript.no_speech,
        "flagged": transcript.flagged or [],
        "model": transcript.model,
    }


def _callback(session: Session, ticket: Ticket) -> dict[str, Any] | None:
    callback = session.scalar(select(Callback).where(Callback.ticket_id == ticket.id))
    if callback is None:
        return None
    return {
        "id": callback.id,
        "status": callback.state.value,
        "number": callback.number,
        "attempts": callback.attempts,
        "claimed_by": callback.claimed_by,
    }
