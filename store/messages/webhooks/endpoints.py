"""Receivers of webhooks: added, changed, switched off; their secrets made and replaced."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from rules.errors import BadInput, NotFound
from rules.webhooks.addresses import Network, check_url
from rules.webhooks.events import check_events
from rules.webhooks.signature import SECRET_BYTES, secret_of
from store.models import WebhookEndpoint

MOST = 20  # receivers: each event is told to each of them
OLD_SECRET_FOR = timedelta(days=1)  # that a receiver has to learn the new one


@dataclass(frozen=True)
class Wanted:
    """What somebody says of a receiver."""

    url: str
    events: Sequence[str] = ()  # none: all
    whole: bool = False  # with the ticket as the API shows it
    about: str | None = None


def add(
    session: Session, wanted: Wanted, networks: Collection[Network], now: datetime
) -> WebhookEndpoint:
    """A new receiver, told of what happens from now on; raises BadInput."""
    if len(every(session)) >= MOST:
        raise BadInput(f"expected {MOST} receivers at most: remove one", "webhook_most", most=MOST)
    row = WebhookEndpoint(secret=_new_secret(), created_at=now, noted_until=now)
    _write(row, wanted, networks)
    session.add(row)
    session.flush()
    return row


def change(
    session: Session, endpoint_id: int, wanted: Wanted, networks: Collection[Network]
) -> WebhookEndpoint:
    """Another address or other events; raises NotFound and BadInput."""
    row = find(session, endpoint_id)
    _write(row, wanted, networks)
    return row


def switch(session: Session, endpoint_id: int, *, on: bool, now: datetime) -> WebhookEndpoint:
    """Tell it no more, or again; of what happened meanwhile it is not told."""
    row = find(session, endpoint_id)
    if on and row.disabled_at is not None:
        row.disabled_at, row.noted_until, row.rests_until = None, now, None
    elif not on:
        row.disabled_at = row.disabled_at or now
    return row


def rotate(session: Session, endpoint_id: int, now: datetime) -> WebhookEndpoint:
    """A new secret; the one before signs as well for a day."""
    row = find(session, endpoint_id)
    row.old_secret, row.old_until = row.secret, now + OLD_SECRET_FOR
    row.secret = _new_secret()
    return row


def remove(session: Session, endpoint_id: int) -> None:
    """Forget it, and what became of its messages; raises NotFound."""
    session.delete(find(session, endpoint_id))
    session.flush()


def find(session: Session, endpoint_id: int) -> WebhookEndpoint:
    """The receiver; raises NotFound."""
    row = session.get(WebhookEndpoint, endpoint_id)
    if row is None:
        raise NotFound(f"there is no receiver {endpoint_id}")
    return row


def every(session: Session) -> list[WebhookEndpoint]:
    """All of them, in the order in which they were added."""
    return list(session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id)))


def secrets_of(row: WebhookEndpoint, now: datetime) -> list[str]:
    """By which a message is signed."""
    old = row.old_secret if row.old_until is not None and now < row.old_until else None
    return [row.secret, *filter(None, [old])]


def _write(row: WebhookEndpoint, wanted: Wanted, networks: Collection[Network]) -> None:
    row.url = check_url(wanted.url, networks)
    row.events = check_events(wanted.events)
    row.whole, row.about = wanted.whole, wanted.about or None


def _new_secret() -> str:
    return secret_of(secrets.token_bytes(SECRET_BYTES))


def is_awake(now: datetime) -> ColumnElement[bool]:
    """Whether a receiver is sent anything: it is switched on, and does not rest after failing."""
    rested = or_(WebhookEndpoint.rests_until.is_(None), WebhookEndpoint.rests_until <= now)
    return WebhookEndpoint.disabled_at.is_(None) & rested
