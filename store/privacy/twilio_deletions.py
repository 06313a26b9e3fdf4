"""Deletions owed at Twilio: its copies of recordings that we have deleted."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.database.statements import NO_LEASE, changed, free_at, new_token
from store.models import Recording
from store.models.states import RecordingState


def claim(session: Session, *, now: datetime, lease: timedelta) -> tuple[str, str, int] | None:
    """The recording that has been due longest: SID, token, how many times it was tried with this."""
    due = (
        (Recording.state == RecordingState.DELETED)
        & Recording.removed_at.is_(None)
        & (Recording.next_at <= now)
        & free_at(Recording, now)
    )
    oldest = (
        select(Recording.sid)
        .where(due)
        .order_by(Recording.next_at, Recording.sid)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    token = new_token()
    statement = (
        update(Recording)
        .where(Recording.sid == oldest, due)
        .values(lease_until=now + lease, lease_token=token, attempts=Recording.attempts + 1)
        .returning(Recording.sid, Recording.attempts)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(statement).one_or_none()
    return (row.sid, token, row.attempts) if row is not None else None


def done(session: Session, sid: str, token: str, now: datetime) -> bool:
    """Twilio has it no more."""
    return _finish(session, sid, token, removed_at=now, last_error=None)


def retry_at(session: Session, sid: str, token: str, *, at: datetime, error: str) -> bool:
    """Try again at the instant."""
    return _finish(session, sid, token, next_at=at, last_error=error)


def _finish(session: Session, sid: str, token: str, **values: object) -> bool:
    ours = (Recording.sid == sid, Recording.lease_token == token)
    return changed(session, Recording.sid, *ours, **values, **NO_LEASE) == 1
