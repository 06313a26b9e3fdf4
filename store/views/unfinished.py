"""Unfinished work of the service's own: how much of each kind there is, and since when the oldest waits.

What people are to do (callbacks, requests) is no part of it: those have promises, which
`store.views.monitoring` counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from store.callbacks import queue
from store.messages.webhooks.endpoints import is_awake
from store.models import (
    Call,
    Callback,
    Notification,
    Outbox,
    Recording,
    Ticket,
    WebhookDelivery,
    WebhookEndpoint,
)
from store.models.states import NotificationState, OutboxState, RecordingState, WebhookState


class Work(StrEnum):
    FETCH = "fetch"  # a message that is still at Twilio alone
    READ = "read"  # a message without its text
    SEND = "send"  # words to a customer
    NOTIFY = "notify"  # a notice to a technician
    TELL = "tell"  # a webhook to another program


@dataclass(frozen=True)
class Waiting:
    """So much of it, the oldest since then."""

    count: int
    since: datetime | None = None


def unfinished(session: Session, now: datetime) -> Mapping[Work, Waiting]:
    """What could be done by now and is not, by kind."""
    unsent = Outbox.state.in_((OutboxState.WAITING, OutboxState.UNKNOWN)), Outbox.next_at <= now
    untold = Notification.state == NotificationState.WAITING, Notification.next_at <= now
    return {
        Work.FETCH: _of(session, Recording.announced_at, _is(RecordingState.ANNOUNCED)),
        Work.READ: _of(session, _stored_at(), _is(RecordingState.STORED)),
        Work.SEND: _of(session, _due(Outbox), *unsent),
        Work.NOTIFY: _of(session, _due(Notification), *untold),
        Work.TELL: _untold_programs(session, now),
    }


def last_webhook(session: Session) -> datetime | None:
    """When Twilio last told us of a call, by the newest call and the newest recording."""
    found = (
        session.scalar(select(func.max(Call.started_at))),
        session.scalar(select(func.max(Recording.announced_at))),
    )
    return max((at for at in found if at is not None), default=None)


def next_promise(session: Session, now: datetime) -> datetime | None:
    """The next time at which a promise of ours is up."""
    at = func.coalesce(Callback.agreed_at, Ticket.promised_at)
    statement = (
        select(func.min(at))
        .select_from(Callback)
        .join(Ticket, Ticket.id == Callback.ticket_id)
        .where(queue.is_live(), at > now)
    )
    return session.scalar(statement)


def _untold_programs(session: Session, now: datetime) -> Waiting:
    """What is due to receivers that answer: one that fails rests, and is its own owner's care."""
    delivery, endpoint = WebhookDelivery, WebhookEndpoint
    statement = (
        select(func.count(), func.min(delivery.next_at))
        .join(endpoint, endpoint.id == delivery.endpoint_id)
        .where(delivery.state == WebhookState.WAITING, delivery.next_at <= now, is_awake(now))
    )
    count, since = session.execute(statement).one()
    return Waiting(count, since)


def _is(state: RecordingState) -> Any:
    return Recording.state == state


def _stored_at() -> Any:
    return func.coalesce(Recording.stored_at, Recording.announced_at)


def _due(table: type[Outbox] | type[Notification]) -> Any:
    """From when it could have been done: what was put off until the morning is not old by then.

    What failed comes again at an ever later time, and is as old as it is.
    """
    return case((table.attempts > 1, table.created_at), else_=table.next_at)


def _of(session: Session, at: Any, *where: Any) -> Waiting:
    statement = select(func.count(), func.min(at)).where(*where)
    count, since = session.execute(statement).one()
    return Waiting(count, since)
