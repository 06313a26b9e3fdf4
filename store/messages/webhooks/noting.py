"""What there is to tell, found in the tickets' history: whatever door it came through, it stands there.

Nothing is written by whoever does it: a caller's webhook has no receivers to think of.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from rules.webhooks.events import TYPES, EventType
from store.database.statements import insert_once
from store.messages.webhooks import endpoints
from store.models import Ticket, TicketHistory, WebhookDelivery, WebhookEndpoint, WebhookMessage
from store.models.states import WebhookState
from store.tickets.rows import is_rehearsed

# An entry may be committed after later ones: so far back is looked again.
OVERLAP = timedelta(minutes=10)
AT_ONCE = 500


def note(session: Session, now: datetime) -> int:
    """Write a message for each thing that happened and was not told; how many."""
    told = [row for row in endpoints.every(session) if row.disabled_at is None]
    if not told:
        return 0
    since = min(row.noted_until for row in told) - OVERLAP
    written = exists().where(WebhookMessage.history_id == TicketHistory.id)
    ours = exists().where(Ticket.id == TicketHistory.ticket_id, is_rehearsed())
    happened = session.scalars(
        select(TicketHistory)
        .where(TicketHistory.at > since, TicketHistory.event.in_(TYPES), ~written, ~ours)
        .order_by(TicketHistory.at, TicketHistory.id)
        .limit(AT_ONCE)
    ).all()
    for row in happened:
        _write(session, TYPES[row.event], told, row.at, now, row.id)
    if happened:
        for one in told:
            one.noted_until = max(one.noted_until, happened[-1].at)
    return len(happened)


def ask_for_test(session: Session, endpoint_id: int, now: datetime) -> WebhookDelivery:
    """A message that says nothing but that it arrives; raises NotFound."""
    row = endpoints.find(session, endpoint_id)
    return _write(session, EventType.TEST, [row], now, now, None)[0]


def _write(
    session: Session,
    kind: EventType,
    told: list[WebhookEndpoint],
    at: datetime,
    now: datetime,
    history_id: int | None,
) -> list[WebhookDelivery]:
    message = insert_once(
        session,
        WebhookMessage,
        uid=f"msg_{secrets.token_hex(16)}",
        type=kind,
        history_id=history_id,
        at=at,
        created_at=now,
    )
    if message is None:  # another process was quicker
        return []
    return [
        _delivery(session, message.id, endpoint.id, now)
        for endpoint in told
        if _wants(endpoint, kind, at)
    ]


def _wants(endpoint: WebhookEndpoint, kind: EventType, at: datetime) -> bool:
    if kind is EventType.TEST:
        return True
    is_new_to_it = at >= endpoint.created_at
    return is_new_to_it and (not endpoint.events or kind.value in endpoint.events)


def _delivery(
    session: Session, message_id: int, endpoint_id: int, now: datetime
) -> WebhookDelivery:
    row = WebhookDelivery(
        endpoint_id=endpoint_id,
        message_id=message_id,
        state=WebhookState.WAITING,
        attempts=0,
        next_at=now,
    )
    session.add(row)
    session.flush()
    return row
