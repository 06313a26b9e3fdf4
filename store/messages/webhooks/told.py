"""Receivers and deliveries as programs and pages read them; a secret only where it is asked for."""

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import TicketHistory, WebhookDelivery, WebhookEndpoint, WebhookMessage
from store.models.states import WebhookState


def endpoint_json(row: WebhookEndpoint) -> dict[str, Any]:
    """The receiver and how it does; instants in UTC."""
    return {
        "id": row.id,
        "url": row.url,
        "about": row.about,
        "events": list(row.events or ()),
        "whole": row.whole,
        "created_at": row.created_at.isoformat(),
        "disabled_at": _written(row.disabled_at),
        "worked_at": _written(row.worked_at),
        "failed_at": _written(row.failed_at),
        "failure": row.failure,
    }


def with_secret(row: WebhookEndpoint) -> dict[str, Any]:
    """The same with the secret by which the receiver knows us."""
    return {**endpoint_json(row), "secret": row.secret}


def deliveries(
    session: Session,
    endpoint_id: int,
    limit: int,
    *,
    state: WebhookState | None = None,
    before: int | None = None,
) -> list[dict[str, Any]]:
    """The newest messages to a receiver first; `before` is the id at which the page before ended."""
    statement = (
        select(WebhookDelivery, WebhookMessage, TicketHistory.ticket_id)
        .join(WebhookMessage, WebhookMessage.id == WebhookDelivery.message_id)
        .outerjoin(TicketHistory, TicketHistory.id == WebhookMessage.history_id)
        .where(WebhookDelivery.endpoint_id == endpoint_id)
        .order_by(WebhookDelivery.id.desc())
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(WebhookDelivery.state == state)
    if before is not None:
        statement = statement.where(WebhookDelivery.id < before)
    return [_one(*row) for row in session.execute(statement)]


def delivery_json(session: Session, row: WebhookDelivery) -> dict[str, Any]:
    """One message to one receiver."""
    message = session.get_one(WebhookMessage, row.message_id)
    entry = session.get(TicketHistory, message.history_id) if message.history_id else None
    return _one(row, message, entry.ticket_id if entry else None)


def host_of(url: str) -> str:
    """The machine: paths and queries may hold secrets of the receiver's."""
    return urlsplit(url).hostname or ""


def _one(row: WebhookDelivery, message: WebhookMessage, ticket_id: int | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "webhook_id": message.uid,
        "type": message.type.value,
        "ticket_id": ticket_id,
        "at": message.at.isoformat(),
        "state": row.state.value,
        "attempts": row.attempts,
        "next_at": row.next_at.isoformat() if row.state is WebhookState.WAITING else None,
        "status": row.status,
        "reason": row.reason,
        "ended_at": _written(row.ended_at),
    }


def _written(at: Any) -> str | None:
    return at.isoformat() if at else None
