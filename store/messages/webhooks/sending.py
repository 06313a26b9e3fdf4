"""Messages to receivers as leased work: claimed, sent, tried again, replayed.

Whoever dies while sending leaves a row whose lease ends: it is sent again under the same id, by which
its receiver knows it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from rules.errors import MoveRefused, NotFound
from rules.webhooks import retries
from rules.webhooks.events import EventType
from store.database.statements import NO_LEASE, changed, free_at, lease_first
from store.messages.webhooks import endpoints
from store.models import WebhookDelivery, WebhookEndpoint, WebhookMessage
from store.models.states import WebhookState

KEPT = timedelta(days=30)
GONE = "the receiver says that it is gone for good (410)"


@dataclass(frozen=True)
class Claim:
    """A message that one process sends; the token proves it."""

    id: int
    token: str
    endpoint_id: int
    url: str
    whole: bool
    secrets: tuple[str, ...]
    uid: str
    type: EventType
    history_id: int | None
    at: datetime
    attempts: int  # this one included


def claim(session: Session, now: datetime, lease: timedelta) -> Claim | None:
    """Take what has been due longest, of receivers that do not rest."""
    due = (
        WebhookDelivery.state == WebhookState.WAITING,
        WebhookDelivery.next_at <= now,
        free_at(WebhookDelivery, now),
    )
    oldest = (
        select(WebhookDelivery.id)
        .join(WebhookEndpoint, WebhookEndpoint.id == WebhookDelivery.endpoint_id)
        .where(*due, endpoints.is_awake(now))
        .order_by(WebhookDelivery.next_at, WebhookDelivery.id)
    )
    row = lease_first(session, WebhookDelivery.id, oldest, due, now + lease)
    if row is None:
        return None
    endpoint = session.get_one(WebhookEndpoint, row.endpoint_id)
    message = session.get_one(WebhookMessage, row.message_id)
    return Claim(
        row.id,
        row.lease_token,
        endpoint.id,
        endpoint.url,
        endpoint.whole,
        tuple(endpoints.secrets_of(endpoint, now)),
        message.uid,
        message.type,
        message.history_id,
        message.at,
        row.attempts,
    )


def sent(session: Session, claim: Claim, *, status: int, now: datetime) -> None:
    """The receiver took it."""
    if _ends(session, claim, state=WebhookState.SENT, status=status, reason=None, ended_at=now):
        _worked = {"worked_at": now, "failed_at": None, "failure": None, "rests_until": None}
        _endpoint(session, claim, **_worked)


def failed(
    session: Session,
    claim: Claim,
    *,
    reason: str,
    status: int | None = None,
    asked: float | None = None,
    for_good: bool = False,
    now: datetime,
) -> bool:
    """It was not taken: to be tried again, or given up; whether it was given up."""
    at = None if for_good else retries.next_try(claim.attempts, now, asked)
    told = {"status": status, "reason": reason[:200]}
    over = {"state": WebhookState.FAILED, "ended_at": now}
    if not _ends(session, claim, **told, **(over if at is None else {"next_at": at})):
        return False
    rests = retries.rests_until(now, at) if at is not None else now
    _endpoint(session, claim, failed_at=now, failure=reason[:200], rests_until=rests)
    return at is None


def is_gone(session: Session, claim: Claim, now: datetime) -> None:
    """The receiver wants nothing any more: it is switched off."""
    failed(session, claim, reason=GONE, status=410, for_good=True, now=now)
    endpoints.switch(session, claim.endpoint_id, on=False, now=now)


def replay(session: Session, delivery_id: int, now: datetime) -> WebhookDelivery:
    """Send it once more, whatever became of it; raises NotFound, and MoveRefused while it waits."""
    row = session.get(WebhookDelivery, delivery_id)
    if row is None:
        raise NotFound(f"there is no delivery {delivery_id}")
    over = (WebhookState.SENT, WebhookState.FAILED)
    ended = (WebhookDelivery.id == delivery_id, WebhookDelivery.state.in_(over))
    if not _again(session, now, *ended):
        raise MoveRefused("it waits to be sent already")
    session.refresh(row)
    return row


def replay_failed(session: Session, endpoint_id: int, now: datetime) -> int:
    """Send all once more that failed; how many."""
    endpoints.find(session, endpoint_id)
    of_it = WebhookDelivery.endpoint_id == endpoint_id
    return _again(session, now, of_it, WebhookDelivery.state == WebhookState.FAILED)


def prune(session: Session, now: datetime) -> None:
    """Forget what was told long ago."""
    session.execute(delete(WebhookMessage).where(WebhookMessage.created_at <= now - KEPT))


def _again(session: Session, now: datetime, *which: ColumnElement[bool]) -> int:
    fresh = {"state": WebhookState.WAITING, "next_at": now, "attempts": 0, "ended_at": None}
    return changed(session, WebhookDelivery.id, *which, **fresh)


def _ends(session: Session, claim: Claim, **values: object) -> bool:
    ours = (WebhookDelivery.id == claim.id, WebhookDelivery.lease_token == claim.token)
    return changed(session, WebhookDelivery.id, *ours, **NO_LEASE, **values) == 1


def _endpoint(session: Session, claim: Claim, **values: object) -> None:
    changed(session, WebhookEndpoint.id, WebhookEndpoint.id == claim.endpoint_id, **values)
