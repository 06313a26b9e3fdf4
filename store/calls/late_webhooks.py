"""Facts that come after the rows they belong to, since webhooks come in any order."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database.statements import NO_LEASE, changed
from store.models import Call, Callback, Recording
from store.models.states import RecordingState
from store.tickets.rows import locked, number_to_ring, opened_by

# What still stands for a message of the caller's.
COUNTS = frozenset(set(RecordingState) - {RecordingState.ABSENT, RecordingState.SUPERSEDED})


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


def bring_back(session: Session, call_sid: str, now: datetime) -> bool:
    """Let the newest message count again that the caller replaced by one that holds nothing."""
    statement = select(Recording).where(Recording.call_sid == call_sid)
    newest_first = statement.order_by(Recording.announced_at.desc(), Recording.sid.desc())
    left = list(session.scalars(newest_first, execution_options={"populate_existing": True}))
    replaced = [row for row in left if row.state == RecordingState.SUPERSEDED]
    if not replaced or any(row.state in COUNTS for row in left):
        return False
    row = replaced[0]
    state = RecordingState.STORED if row.path else RecordingState.ANNOUNCED
    changed(session, Recording.sid, Recording.sid == row.sid, state=state, next_at=now, **NO_LEASE)
    return True
