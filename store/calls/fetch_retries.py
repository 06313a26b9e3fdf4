"""Fetch retries: recordings that Twilio did not give us within hours, and that are tried each day."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.calls import recordings
from store.calls.recordings import NOT_FETCHED, Claim
from store.database.statements import NO_LEASE, changed
from store.models import Recording
from store.models.states import RecordingState


def put_off(session: Session, claim: Claim, *, at: datetime, error: str, now: datetime) -> bool:
    """Give the claim back until that day, and the first time say so on the ticket."""
    first = recordings.failed(session, claim, error=error, now=now, again_at=at)
    return first or recordings.retry_at(session, claim, at=at, error=error)


def gone(session: Session, claim: Claim, *, error: str, now: datetime) -> bool:
    """Stop trying what could not be fetched for days: Twilio has it no more."""
    ours = (Recording.sid == claim.sid, Recording.lease_token == claim.token)
    return changed(session, Recording.sid, *ours, gone_at=now, last_error=error, **NO_LEASE) == 1


def is_one(row: Recording) -> bool:
    """Whether Twilio did not give us this one, and we may ask again."""
    return row.state is RecordingState.FAILED and row.path is None


def listed(session: Session) -> list[Recording]:
    """All of them, the oldest first."""
    return list(
        session.scalars(select(Recording).where(NOT_FETCHED).order_by(Recording.announced_at))
    )


def count(session: Session) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(Recording).where(NOT_FETCHED)) or 0


def retry(session: Session, sid: str, now: datetime) -> bool:
    """Let a failed recording be tried anew, from where it stopped."""
    for state, has_path in (
        (RecordingState.STORED, Recording.path.is_not(None)),
        (RecordingState.ANNOUNCED, Recording.path.is_(None)),
    ):
        where = (Recording.sid == sid, Recording.state == RecordingState.FAILED, has_path)
        anew = {"state": state, "next_at": now, "attempts": 0, "gone_at": None, **NO_LEASE}
        if changed(session, Recording.sid, *where, **anew):
            return True
    return False


def retry_all(session: Session, now: datetime) -> int:
    """Let each be tried anew, now; how many."""
    return sum(retry(session, one.sid, now) for one in listed(session))
