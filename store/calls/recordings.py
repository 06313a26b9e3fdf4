"""Recordings as leased work: announced, downloaded, transcribed; a late worker changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from store.calls import call_log, voicemail
from store.database.statements import (
    NO_LEASE,
    changed,
    due,
    free_at,
    insert_once,
    is_new,
    lease_first,
    may_become,
)
from store.models import Recording, Transcript
from store.models.states import RECORDING_MOVES, RecordingState
from store.tickets import lifecycle

# Not fetched within hours, but perhaps some day.
NOT_FETCHED = (
    (Recording.state == RecordingState.FAILED)
    & Recording.path.is_(None)
    & Recording.gone_at.is_(None)
)
TO_FETCH = (Recording.state == RecordingState.ANNOUNCED) | NOT_FETCHED


@dataclass(frozen=True)
class Claim:
    """A recording that one worker holds until the lease ends; the token proves it."""

    sid: str
    call_sid: str
    token: str
    duration_s: int | None
    path: str | None
    attempts: int  # this one included


def announce(
    session: Session, *, sid: str, call_sid: str, duration_s: int | None, now: datetime
) -> Recording:
    """The recording's row, inserted by whichever delivery comes first, with its work to do."""
    call = call_log.stub(session, call_sid, now)
    recording = insert_once(
        session,
        Recording,
        sid=sid,
        call_sid=call_sid,
        state=RecordingState.ANNOUNCED,
        duration_s=duration_s,
        announced_at=now,
        next_at=now,
    )
    if recording is not None:
        if call.erased_at is not None:  # who was erased is not recorded after all
            deleted(session, sid, now)
        return recording
    if duration_s is not None:
        unsaid = Recording.duration_s.is_(None)
        changed(session, Recording.sid, Recording.sid == sid, unsaid, duration_s=duration_s)
    return session.get_one(Recording, sid)


def absent(session: Session, *, sid: str, call_sid: str, now: datetime) -> Recording:
    """Keep that Twilio has no audio under this SID; audio that is here already stays."""
    announce(session, sid=sid, call_sid=call_sid, duration_s=None, now=now)
    changed(
        session,
        Recording.sid,
        Recording.sid == sid,
        Recording.state.in_(may_become(RECORDING_MOVES, RecordingState.ABSENT)),
        state=RecordingState.ABSENT,
        **NO_LEASE,
    )
    return session.get_one(Recording, sid)


def supersede_others(session: Session, call_sid: str, keep_sid: str) -> int:
    """Put aside what the caller recorded before `keep_sid`; a late repeat spares what is newer."""
    kept_since = select(Recording.announced_at).where(Recording.sid == keep_sid).scalar_subquery()
    return changed(
        session,
        Recording.sid,
        Recording.call_sid == call_sid,
        Recording.sid != keep_sid,
        Recording.announced_at < kept_since,
        Recording.state.in_(may_become(RECORDING_MOVES, RecordingState.SUPERSEDED)),
        state=RecordingState.SUPERSEDED,
        **NO_LEASE,
    )


def find(session: Session, sid: str) -> Recording | None:
    return session.get(Recording, sid)


def of_call(session: Session, call_sid: str) -> list[Recording]:
    """The call's recordings, oldest first."""
    statement = select(Recording).where(Recording.call_sid == call_sid)
    return list(session.scalars(statement.order_by(Recording.announced_at, Recording.sid)))


def transcript_of(session: Session, sid: str) -> Transcript | None:
    return session.scalar(select(Transcript).where(Transcript.recording_sid == sid))


def claim_fetch(
    session: Session, *, now: datetime, lease: timedelta, only: str | None = None
) -> Claim | None:
    """Take the recording that has been due longest, or that one, whose audio is still at Twilio."""
    return _claim(session, TO_FETCH & _due(now, only), now + lease)


def claim_text(
    session: Session, *, now: datetime, lease: timedelta, only: str | None = None
) -> Claim | None:
    """Take the recording that has been due longest, or that one, whose audio nobody has read."""
    stored = Recording.state == RecordingState.STORED
    return _claim(session, stored & _due(now, only), now + lease)


def text_is_due(session: Session, now: datetime) -> bool:
    """Whether there is one to take that nobody has read."""
    stored = Recording.state == RecordingState.STORED
    found = select(Recording.sid).where(stored & _due(now, None)).limit(1)
    return session.scalar(found) is not None


def put_back(session: Session, claim: Claim) -> bool:
    """Give the claim back as if it had never been taken: no attempt, and first in the queue again."""
    values = {"attempts": claim.attempts - 1, **NO_LEASE}
    return changed(session, Recording.sid, *_ours(claim), **values) == 1


def _due(now: datetime, only: str | None) -> ColumnElement[bool]:
    return due(Recording.next_at, now, Recording.sid, only) & free_at(Recording, now)


def _claim(session: Session, ready: ColumnElement[bool], until: datetime) -> Claim | None:
    oldest = select(Recording.sid).where(ready)
    oldest = oldest.order_by(Recording.next_at, Recording.announced_at, Recording.sid)
    row = lease_first(session, Recording.sid, oldest, (ready,), until)
    if row is None:
        return None
    return Claim(row.sid, row.call_sid, row.lease_token, row.duration_s, row.path, row.attempts)


def stored(
    session: Session,
    claim: Claim,
    *,
    path: str,
    bytes: int,
    sha256: str,
    duration_s: int | None,
    now: datetime,
) -> bool:
    """Keep where the audio lies; False when the claim is no longer ours."""
    return _finish(
        session,
        claim,
        RecordingState.STORED,
        path=path,
        bytes=bytes,
        sha256=sha256,
        duration_s=duration_s if duration_s is not None else Recording.duration_s,
        stored_at=now,
        next_at=now,
        attempts=0,
        last_error=None,
    )


def transcribed(
    session: Session,
    claim: Claim,
    *,
    text: str | None,
    language: str | None,
    confidence: float | None,
    no_speech: bool,
    flagged: object,
    words: object,
    model: str,
    now: datetime,
) -> bool:
    """Keep the transcript, in place of an earlier one; False when the claim is no longer ours.

    Where nobody spoke, a message that this one replaced counts again.
    """
    if not _finish(session, claim, RecordingState.TRANSCRIBED, last_error=None):
        return False
    read = {
        "text": text,
        "language": language,
        "confidence": confidence,
        "no_speech": no_speech,
        "flagged": flagged,
        "words": words,
        "model": model,
        "created_at": now,
    }
    if not is_new(session, Transcript, recording_sid=claim.sid, **read):
        changed(session, Transcript.id, Transcript.recording_sid == claim.sid, **read)
    voicemail.bring_back(session, claim.call_sid, now)
    return True


def retry_at(session: Session, claim: Claim, *, at: datetime, error: str) -> bool:
    """Give the claim back, to be tried again at the instant."""
    values = {"next_at": at, "last_error": error, **NO_LEASE}
    return changed(session, Recording.sid, *_ours(claim), **values) == 1


def failed(
    session: Session, claim: Claim, *, error: str, now: datetime, again_at: datetime | None = None
) -> bool:
    """Stop trying, until then if any, and say so on the ticket: Twilio may let people listen to it.

    Where there is no audio, a message that this one replaced counts again.
    """
    values: dict[str, object] = {"last_error": error}
    if again_at is not None:
        values["next_at"] = again_at
    elif claim.path is None:
        values["gone_at"] = now
    if not _finish(session, claim, RecordingState.FAILED, **values):
        return False
    event = "audio_unread" if claim.path else "audio_not_fetched"
    lifecycle.note_call(session, claim.call_sid, event=event, note=error, now=now)
    voicemail.bring_back(session, claim.call_sid, now)
    return True


def lost(session: Session, sid: str, *, error: str, now: datetime) -> bool:
    """Keep that Twilio has lost the audio, which is asked for no more; what is here already stays."""
    not_here = (Recording.sid == sid, Recording.state == RecordingState.ANNOUNCED)
    values = {"state": RecordingState.FAILED, "last_error": error, "gone_at": now, **NO_LEASE}
    if not changed(session, Recording.sid, *not_here, **values):
        return False
    call_sid = session.get_one(Recording, sid).call_sid
    lifecycle.note_call(session, call_sid, event="audio_not_fetched", note=error, now=now)
    voicemail.bring_back(session, call_sid, now)
    return True


def _ours(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (Recording.sid == claim.sid, Recording.lease_token == claim.token)


def _finish(session: Session, claim: Claim, state: RecordingState, **values: object) -> bool:
    """Move on a recording that the claim still holds, and let go of it."""
    before = Recording.state.in_(may_become(RECORDING_MOVES, state))
    values = {"state": state, **values, **NO_LEASE}
    return changed(session, Recording.sid, *_ours(claim), before, **values) == 1


def expired(session: Session, *, before: datetime) -> list[Recording]:
    """Recordings announced before the instant whose audio is still here or at Twilio."""
    statement = select(Recording).where(
        Recording.announced_at < before,
        Recording.state.in_(may_become(RECORDING_MOVES, RecordingState.DELETED)),
    )
    return list(session.scalars(statement.order_by(Recording.announced_at)))


def deleted(session: Session, sid: str, now: datetime) -> bool:
    """Keep that the audio is gone here; `store.privacy.twilio_deletions` sees to Twilio's copy."""
    before = Recording.state.in_(may_become(RECORDING_MOVES, RecordingState.DELETED))
    gone = {"state": RecordingState.DELETED, "path": None}
    values = {**gone, "next_at": now, "attempts": 0, **NO_LEASE}
    return changed(session, Recording.sid, Recording.sid == sid, before, **values) == 1


def is_deleted(session: Session, sid: str) -> bool:
    """Whether its audio was deleted meanwhile, by age or by an erasure."""
    row = session.get(Recording, sid)
    return row is not None and row.state is RecordingState.DELETED


def release_stuck(session: Session, now: datetime) -> int:
    """Forget leases that ended; such recordings could be claimed anyway. How many there were."""
    return changed(session, Recording.sid, Recording.lease_until <= now, **NO_LEASE)
