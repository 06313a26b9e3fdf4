"""Voice notes: sound that a customer recorded in the page of their request, or a technician beside the
outcome of a callback, and the words in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from store.database.statements import changed
from store.models import Attachment

SOUND = "audio/wav"
MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=15)


@dataclass(frozen=True)
class Note:
    """One that is to be read: its attachment, and where it lies within their folder."""

    id: int
    path: str
    attempt: int


def is_due(session: Session, now: datetime) -> bool:
    """Whether one waits to be read."""
    return session.scalar(select(Attachment.id).where(*_unread(now)).limit(1)) is not None


def claim(session: Session, now: datetime) -> Note | None:
    """The next one, for as long as reading may take; left to people after some attempts."""
    # A technician who dictated one sits before it.
    first = (Attachment.dictated_by.is_(None), Attachment.id)
    oldest = select(Attachment).where(*_unread(now)).order_by(*first).limit(1)
    row = session.scalar(oldest)
    if row is None:
        return None
    mine = (Attachment.id == row.id, Attachment.read_attempts == row.read_attempts)
    note = Note(row.id, str(row.path), row.read_attempts + 1)
    taken = {"read_attempts": note.attempt, "read_next_at": now + LEASE}
    return note if changed(session, Attachment.id, *mine, **taken) else None


def keep(session: Session, note: Note, words: str | None, now: datetime) -> bool:
    """Write what is said in it; False where somebody else has it by now, or it was erased."""
    mine = (
        Attachment.id == note.id,
        Attachment.read_attempts == note.attempt,
        Attachment.path.is_not(None),
    )
    return bool(changed(session, Attachment.id, *mine, words=words, read_at=now))


def _unread(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Attachment.media_type == SOUND,
        Attachment.read_at.is_(None) & Attachment.path.is_not(None),
        Attachment.read_attempts < MOST_ATTEMPTS,
        or_(Attachment.read_next_at.is_(None), Attachment.read_next_at <= now),
    )
