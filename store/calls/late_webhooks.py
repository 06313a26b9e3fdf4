"""Late webhooks: facts that come after the rows they belong to."""

from datetime import datetime

from sqlalchemy.orm import Session

from store.database.statements import changed
from store.models import Call, Callback, Recording
from store.models.states import RecordingState
from store.tickets.rows import locked, number_to_ring, opened_by


def number_came(session: Session, call: Call) -> None:
    """Give the ticket and the callback of a call that began unseen the number that it came from.

    The message may have been read meanwhile: whom it says to ring is decided anew.
    """
    opened = opened_by(session, call.sid) if call.from_number is not None else None
    row = locked(session, opened.id) if opened is not None else None
    if row is None or row.caller_number is not None:
        return
    row.caller_number = call.from_number
    changed(session, Callback.id, Callback.ticket_id == row.id, number=number_to_ring(row))


def audio_is_ready(session: Session, sid: str, now: datetime) -> None:
    """Let a recording be fetched at once that was asked for too early."""
    waiting = (Recording.state == RecordingState.ANNOUNCED, Recording.next_at > now)
    changed(session, Recording.sid, Recording.sid == sid, *waiting, next_at=now)
