"""The outbox: SMS and e-mails to send, written in the transaction of the fact that causes them.

An unsure send is never repeated blindly: a claim that ends without an answer becomes `unknown`,
and is looked up before anything is sent again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules import deliveries
from rules.tickets.ticket import LIVE
from store.database.statements import NO_LEASE, changed, due, free_at, is_new, lease_first
from store.messages import pending_updates
from store.models import Outbox, Ticket
from store.models.states import OutboxKind, OutboxState
from store.tickets import customer_actions


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
    handed_over: bool  # by us, and not by a ledger before this one
    ticket_id: int | None
    created_at: datetime


def put(
    session: Session,
    *,
    kind: OutboxKind,
    to: str,
    body: object,
    key: str,
    now: datetime,
    at: datetime | None = None,
    ticket_id: int | None = None,
    perhaps_sent: bool = False,
) -> bool:
    """Write something to send, now or at the instant, once per key; False when it was there.

    What was perhaps sent is looked up first.
    """
    return is_new(
        session,
        Outbox,
        kind=kind,
        to=to,
        body=body,
        key=key,
        state=OutboxState.UNKNOWN if perhaps_sent else OutboxState.WAITING,
        next_at=at or now,
        created_at=now,
        ticket_id=ticket_id,
    )


def claim(
    session: Session,
    *,
    now: datetime,
    lease: timedelta,
    kinds: Collection[OutboxKind] = tuple(OutboxKind),
    only: int | None = None,
) -> Claim | None:
    """Take what has been due longest, or that one, to send it or, being `unsure`, to look it up."""
    # A waiting row whose lease ended may have been sent: release_stuck() makes it unknown.
    never_tried = (Outbox.state == OutboxState.WAITING) & Outbox.lease_token.is_(None)
    unsure = (Outbox.state == OutboxState.UNKNOWN) & free_at(Outbox, now)
    ready = (never_tried | unsure) & due(Outbox.next_at, now, Outbox.id, only)
    ready &= Outbox.kind.in_(kinds)
    oldest = select(Outbox.id).where(ready).order_by(Outbox.next_at, Outbox.id)
    row = lease_first(session, Outbox.id, oldest, (ready,), now + lease)
    if row is None:
        return None
    looked_up = row.state is OutboxState.UNKNOWN
    return Claim(
        id=row.id,
        token=row.lease_token,
        kind=row.kind,
        to=row.to,
        body=row.body,
        key=row.key,
        attempts=row.attempts,
        unsure=looked_up,
        handed_over=row.handed_at is not None,
        ticket_id=row.ticket_id,
        created_at=row.created_at,
    )


def handing_over(session: Session, claim: Claim, now: datetime) -> bool:
    """Note that from now on it may have been sent; False where it is no longer ours to send."""
    ours = (Outbox.id == claim.id, Outbox.lease_token == claim.token, Outbox.lease_until > now)
    return changed(session, Outbox.id, *ours, handed_at=now) == 1


def sent(session: Session, claim: Claim, *, provider_sid: str, now: datetime) -> bool:
    """The provider has it, under this SID."""
    told = {"provider_sid": provider_sid, "sent_at": now, "last_error": None}
    return _end(session, claim, OutboxState.SENT, **told)


def unknown(session: Session, claim: Claim, *, at: datetime, error: str) -> bool:
    """Handed over without an answer: to be looked up at the instant."""
    return _end(session, claim, OutboxState.UNKNOWN, next_at=at, last_error=error)


def retry_at(session: Session, claim: Claim, *, at: datetime, error: str) -> bool:
    """Surely not sent: to be sent at the instant."""
    return _end(session, claim, OutboxState.WAITING, next_at=at, last_error=error, handed_at=None)


def pointless(session: Session, claim: Claim) -> str | None:
    """Why the message is not to be sent any more; None while it serves its purpose."""
    if not claim.to or not claim.body:
        return customer_actions.ERASED
    if claim.ticket_id is None:
        return None
    if customer_actions.is_erased(session, claim.ticket_id):
        return customer_actions.ERASED
    ticket = session.get(Ticket, claim.ticket_id)
    until = claim.body.get("until")  # by when we call, say
    if ticket is None or (until is not None and ticket.state not in LIVE):
        return deliveries.OVER
    named = datetime.fromisoformat(until) if until else None
    moot = pending_updates.is_moot(session, ticket, claim.key, named)
    return deliveries.NO_LONGER_SO if moot else None


def failed(session: Session, claim: Claim, *, error: str) -> bool:
    """Refused for good."""
    blank: dict[str, Any] = {"to": "", "body": None} if error == customer_actions.ERASED else {}
    return _end(session, claim, OutboxState.FAILED, last_error=error, **blank)


def are_taken(session: Session, provider_sids: Collection[str]) -> set[str]:
    """Those of the SIDs that stand for something that we know to be sent."""
    return set(
        filter(
            None,
            session.scalars(
                select(Outbox.provider_sid).where(Outbox.provider_sid.in_(provider_sids))
            ),
        )
    )


def were_sent_by_us(session: Session, provider_sids: Collection[str]) -> set[str]:
    """Those of the SIDs that this ledger handed over itself, and did not find at the provider."""
    known = (Outbox.provider_sid.in_(provider_sids), Outbox.handed_at.is_not(None))
    return set(filter(None, session.scalars(select(Outbox.provider_sid).where(*known))))


def _end(session: Session, claim: Claim, state: OutboxState, **values: object) -> bool:
    ours = (Outbox.id == claim.id, Outbox.lease_token == claim.token)
    if claim.ticket_id is not None and customer_actions.is_erased(session, claim.ticket_id):
        values |= {"to": "", "body": None}  # erased while it was being handed over
    return changed(session, Outbox.id, *ours, state=state, **values, **NO_LEASE) == 1


def release_stuck(session: Session, now: datetime) -> int:
    """What a dead sender was handing over may have been sent, and becomes unknown; the rest waits.

    How many there were.
    """
    ended = (Outbox.state == OutboxState.WAITING, Outbox.lease_until <= now)
    begun = Outbox.handed_at.is_not(None)
    perhaps = {"state": OutboxState.UNKNOWN, "next_at": now, **NO_LEASE}
    return changed(session, Outbox.id, *ended, begun, **perhaps) + changed(
        session, Outbox.id, *ended, ~begun, next_at=now, **NO_LEASE
    )
