"""Quarantine in the ledger: requests of silent callers, put aside and brought back; nothing is deleted."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from rules.callbacks import callback
from rules.calls.quarantine import WITHIN, is_unwanted
from rules.errors import MoveRefused, NotFound
from rules.tickets.ticket import SERVICE, Channel, State
from store.database.statements import NO_LEASE, changed
from store.intake import repeat_calls
from store.models import (
    Addition,
    Attempt,
    Call,
    Callback,
    Recording,
    Ticket,
    TicketHistory,
    Transcript,
)
from store.models.states import RecordingState
from store.tickets import known_faults
from store.tickets.rows import add, locked

SET_ASIDE, BROUGHT_BACK = "quarantined", "unquarantined"


def consider(session: Session, ticket: Ticket, now: datetime) -> bool:
    """Put a request aside of which all that we have is silence, where the rule says so.

    Only one that nobody took, rang, corrected or owns, and whose number we see.
    """
    number = ticket.caller_number
    if number is None or ticket.state is not State.OPEN or not _is_silence_alone(session, ticket):
        return False
    caller = repeat_calls.caller_of(session, number, ticket.customer_id, forwarded=False)
    known = caller.confirmed or ticket.customer_id is not None or _was_brought_back(session, number)
    silent, marked = _silent(session, number, now), is_marked(session, number)
    if not is_unwanted(silent, now, is_known=known, is_marked=marked):
        return False
    return _set_aside(session, ticket.id, by=SERVICE, now=now)


def mark(session: Session, ticket_id: int, *, by: str, now: datetime) -> None:
    """A technician says that the number is a nuisance: this request, and its silent ones to come.

    Raises NotFound; MoveRefused where the request is none of a call's, hides its number, or is over.
    """
    row = session.get(Ticket, ticket_id)
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    if not may_be_marked(row) or not _set_aside(session, ticket_id, by=by, now=now):
        raise MoveRefused("only an open request of a call that shows its number is put aside")


def may_be_marked(ticket: Ticket) -> bool:
    """Whether a technician may: a call's, open, whose number is known."""
    return (
        ticket.channel is Channel.PHONE
        and ticket.state is State.OPEN
        and ticket.caller_number is not None
    )


def bring_back(session: Session, ticket_id: int, *, by: str, now: datetime) -> bool:
    """Into the queue again, and the mark of its number is off; False where it is in no quarantine."""
    row = locked(session, ticket_id)
    if row is None or row.quarantined_at is None:
        return False
    marked = (Ticket.caller_number == row.caller_number, Ticket.quarantined_by != SERVICE)
    if by != SERVICE:  # whoever speaks is heard, and the number stays marked
        changed(session, Ticket.id, *marked, Ticket.id != row.id, quarantined_by=SERVICE)
    was, row.state, row.updated_at = row.state, State.OPEN, now
    row.quarantined_at = None
    if by != SERVICE:
        row.quarantined_by = None
    _callback(session, row.id, callback.State.WAITING, next_at=now)
    known_faults.stands_again(session, row, now)
    states = {"from_state": was, "to_state": State.OPEN}
    add(session, row.id, actor=by, event=BROUGHT_BACK, now=now, **states)
    return True


def heard(session: Session, call_sid: str, now: datetime) -> None:
    """A message of the call came, or its words: out of quarantine, but for what a person put there."""
    row = session.scalar(select(Ticket).where(Ticket.call_sid == call_sid))
    if row is None or row.quarantined_at is None or row.quarantined_by != SERVICE:
        return
    if session.scalar(select(exists().where(Recording.call_sid == call_sid, _may_speak()))):
        bring_back(session, row.id, by=SERVICE, now=now)


def is_marked(session: Session, number: str) -> bool:
    """Whether a technician marked the number (E.164), and nobody took it back."""
    by_person = Ticket.quarantined_by.is_not(None) & (Ticket.quarantined_by != SERVICE)
    return bool(session.scalar(select(exists().where(Ticket.caller_number == number, by_person))))


def count(session: Session) -> int:
    """How many requests are in quarantine."""
    counted = select(func.count()).where(Ticket.quarantined_at.is_not(None))
    return session.scalar(counted) or 0


def _set_aside(session: Session, ticket_id: int, *, by: str, now: datetime) -> bool:
    row = locked(session, ticket_id)
    if row is None or row.state is not State.OPEN:
        return False
    was, row.state, row.updated_at = row.state, State.CANCELLED, now
    row.quarantined_at, row.quarantined_by = now, by
    row.owner = row.owned_since = row.back_at = None
    _callback(session, row.id, callback.State.CANCELLED)
    states = {"from_state": was, "to_state": State.CANCELLED}
    add(session, row.id, actor=by, event=SET_ASIDE, now=now, **states)
    return True


def _callback(session: Session, ticket_id: int, to: callback.State, **more: object) -> None:
    values = {"state": to, "claimed_by": None, **more, **NO_LEASE}
    changed(session, Callback.id, Callback.ticket_id == ticket_id, **values)


def _is_silence_alone(session: Session, ticket: Ticket) -> bool:
    """Nothing was said in any of its calls, written or done about it; nobody has it in hand."""
    if ticket.message or ticket.by_hand or ticket.owner or ticket.call_sid is None:
        return False
    row = session.scalar(select(Callback).where(Callback.ticket_id == ticket.id))
    if row is None or row.state is not callback.State.WAITING:
        return False
    if session.scalar(select(exists().where(Attempt.callback_id == row.id))):
        return False
    added = select(Addition.call_sid).where(Addition.ticket_id == ticket.id)
    calls = {ticket.call_sid, *(sid for sid in session.scalars(added) if sid is not None)}
    return not session.scalar(select(exists().where(Recording.call_sid.in_(calls), _may_speak())))


def _was_brought_back(session: Session, number: str) -> bool:
    """Somebody said that it is no nuisance."""
    told = (TicketHistory.event == BROUGHT_BACK, TicketHistory.actor != SERVICE)
    of = exists().where(TicketHistory.ticket_id == Ticket.id, *told)
    return bool(session.scalar(select(exists().where(Ticket.caller_number == number, of))))


def _silent(session: Session, number: str, now: datetime) -> list[datetime]:
    """When the number's silent calls of late came."""
    spoken = exists().where(Recording.call_sid == Call.sid, _may_speak())
    lately = (Call.from_number == number, Call.started_at >= now - WITHIN)
    calls = select(Call.started_at).where(*lately, Call.direction == "inbound", ~spoken)
    return list(session.scalars(calls))


def _may_speak() -> ColumnElement[bool]:
    """A recording in which somebody spoke, or that nobody has read yet."""
    silent = exists().where(
        Transcript.recording_sid == Recording.sid,
        Transcript.no_speech,
        Transcript.corrected.is_(None),
    )
    return (Recording.state != RecordingState.ABSENT) & ~silent
