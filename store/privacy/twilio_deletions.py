"""Deletions owed at Twilio: its copies of recordings that we have deleted, and of erased texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from rules.calls.recording import EMPTY
from store.database.statements import NO_LEASE, changed, free_at, lease_first
from store.models import Call, Outbox, Recording
from store.models.states import OutboxKind, OutboxState, RecordingState


class Kind(StrEnum):
    """What Twilio keeps."""

    RECORDING = "recording"
    MESSAGE = "message"


@dataclass(frozen=True)
class Claim:
    """One deletion that a worker holds until the lease ends."""

    kind: Kind
    sid: str
    token: str
    attempts: int  # with this one


_ERASED = select(Call.sid).where(Call.erased_at.is_not(None))
_TABLES: Mapping[Kind, tuple[type[Recording | Outbox], InstrumentedAttribute[Any]]] = {
    Kind.RECORDING: (Recording, Recording.sid),
    Kind.MESSAGE: (Outbox, Outbox.provider_sid),
}
_OWED: Mapping[Kind, ColumnElement[bool]] = {
    Kind.RECORDING: (Recording.state == RecordingState.DELETED)
    | (Recording.state.in_(EMPTY) & Recording.call_sid.in_(_ERASED)),
    Kind.MESSAGE: (Outbox.kind == OutboxKind.SMS)
    & (Outbox.state == OutboxState.SENT)
    & (Outbox.to == "")  # erased
    & Outbox.provider_sid.is_not(None),
}


def claim(session: Session, *, now: datetime, lease: timedelta) -> Claim | None:
    """What has been due longest, recordings first."""
    return next(filter(None, (_claim(session, kind, now, lease) for kind in Kind)), None)


def _claim(session: Session, kind: Kind, now: datetime, lease: timedelta) -> Claim | None:
    table, sid = _TABLES[kind]
    due = _OWED[kind] & table.removed_at.is_(None) & (table.next_at <= now) & free_at(table, now)
    oldest = select(sid).where(due).order_by(table.next_at, sid)
    row = lease_first(session, sid, oldest, (due,), now + lease)
    if row is None:
        return None
    return Claim(kind, getattr(row, sid.key), row.lease_token, row.attempts)


def done(session: Session, claim: Claim, now: datetime) -> bool:
    """Twilio has it no more."""
    return _finish(session, claim, removed_at=now, last_error=None)


def retry_at(session: Session, claim: Claim, *, at: datetime, error: str) -> bool:
    """Try again at the instant."""
    return _finish(session, claim, next_at=at, last_error=error)


def _finish(session: Session, claim: Claim, **values: object) -> bool:
    table, sid = _TABLES[claim.kind]
    ours = (sid == claim.sid, table.lease_token == claim.token)
    return changed(session, sid, *ours, **values, **NO_LEASE) == 1
