"""What is to be sent, written with the fact that causes it.

An unsure send is never repeated blindly: a claim that ends without an answer becomes `unknown`,
and is looked up before anything is sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.models import Outbox
from store.statements import NO_LEASE, changed, free_at, is_new, new_token
from store.states import OutboxKind, OutboxState


@dataclass(frozen=True)
class Claim:
    id: int
    token: str
    kind: OutboxKind
    to: str
    body: Any
    key: str
    attempts: int  # this one included
    unsure: bool  # it may have been sent: look it up first


def put(
    session: Session, *, kind: OutboxKind, to: str, body: object, key: str, now: datetime
) -> bool:
    """Write something to send, once per key; False when it was there already."""
    return is_new(
        session,
        Outbox,
        kind=kind,
        to=to,
        body=body,
        key=key,
        state=OutboxState.WAITING,
        next_at=now,
        created_at=now,
    )


def claim(session: Session, *, now: datetime, lease: timedelta) -> Claim | None:
    """Take what has been due longest, whether to send or, being `unsure`, to look up."""
    # A waiting row whose lease ended may have been sent: release_stuck() makes it unknown.
    never_tried = (Outbox.state == OutboxState.WAITING) & Outbox.lease_token.is_(None)
    unsure = (Outbox.state == OutboxState.UNKNOWN) & free_at(Outbox, now)
    due = (never_tried | unsure) & (Outbox.next_at <= now)
    oldest = (
        select(Outbox.id)
        .where(due)
        .order_by(Outbox.next_at, Outbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    token = new_token()
    statement = (
        update(Outbox)
        .where(Outbox.id == oldest, due)
        .values(lease_until=now + lease, lease_token=token, attempts=Outbox.attempts + 1)
        .returning(Outbox)
        .execution_options(populate_existing=True)
    )
    row = session.scalars(statement).one_or_none()
    if row is None:
        return None
    looked_up = row.state is OutboxState.UNKNOWN
    return Claim(row.id, token, row.kind, row.to, row.body, row.key, row.attempts, looked_up)


def sent(session: Session, claim: Claim, *, provider_sid: str) -> bool:
    """The provider has it, under this SID."""
    return _end(session, claim, OutboxState.SENT, provider_sid=provider_sid, last_error=None)


def unknown(session: Session, claim: Claim, *, at: datetime, error: str) -> bool:
    """Handed over without an answer: to be looked up at the instant."""
    return _end(session, claim, OutboxState.UNKNOWN, next_at=at, last_error=error)


def again(session: Session, claim: Claim, *, at: datetime, error: str) -> bool:
    """Surely not sent: to be sent at the instant."""
    return _end(session, claim, OutboxState.WAITING, next_at=at, last_error=error)


def failed(session: Session, claim: Claim, *, error: str) -> bool:
    """Refused for good."""
    return _end(session, claim, OutboxState.FAILED, last_error=error)


def _end(session: Session, claim: Claim, state: OutboxState, **values: object) -> bool:
    ours = (Outbox.id == claim.id, Outbox.lease_token == claim.token)
    return changed(session, Outbox.id, *ours, state=state, **values, **NO_LEASE) == 1


def release_stuck(session: Session, now: datetime) -> int:
    """What a dead sender held may have been sent: it becomes unknown. How many there were."""
    ended = (Outbox.state == OutboxState.WAITING, Outbox.lease_until <= now)
    values = {"state": OutboxState.UNKNOWN, "next_at": now, **NO_LEASE}
    return changed(session, Outbox.id, *ended, **values)
