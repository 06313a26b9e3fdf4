"""A callback as other programs read it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.priority import Placed
from store.callbacks import attempts
from store.models import Callback, Ticket
from store.tickets import promise_facts
from store.views.as_json.ticket_json import Configured, agreed_json, many_json


def placed_json(
    session: Session, queue: Sequence[Placed], configured: Configured | None = None
) -> list[dict[str, Any]]:
    """Callbacks in the queue: place, the reason for it, ticket; instants in UTC."""
    ids = [placed.entry.ticket_id for placed in queue]
    found = session.scalars(select(Ticket).where(Ticket.id.in_(ids))).all()
    read = zip(found, many_json(session, found, configured), strict=True)
    by_id = {ticket.id: ticket_json for ticket, ticket_json in read}
    return [_placed(one, by_id[one.entry.ticket_id]) for one in queue]


def _placed(placed: Placed, ticket: dict[str, Any]) -> dict[str, Any]:
    entry = placed.entry
    return {
        "place": placed.place,
        "reason": placed.reason,
        "id": entry.id,
        "number": entry.number,
        "urgency": entry.urgency,
        "kind": entry.kind,
        "j_system": entry.j_system,
        "attempts": entry.attempts,
        "created_at": entry.created_at.isoformat(),
        "in_charge_at": entry.in_charge_at.isoformat(),
        "due_at": entry.due_at.isoformat(),
        **agreed_json(entry),
        "late_since": placed.late_since.isoformat() if placed.late_since else None,
        "ticket": ticket,
    }


def callback_json(session: Session, callback: Callback) -> dict[str, Any]:
    """A callback by itself, in hand or not, with the last attempt to make it."""
    held = callback.lease_until
    live = promise_facts.live_ones(session, [callback.ticket_id])
    attempt = attempts.newest(session, callback.id)
    return {
        "id": callback.id,
        "ticket_id": callback.ticket_id,
        "status": callback.state.value,
        "number": callback.number,
        "urgency": callback.urgency,
        "attempts": callback.attempts,
        "claimed_by": callback.claimed_by,
        "lease_until": held.isoformat() if held else None,
        "handed_to": callback.handed_to,
        "in_charge_at": callback.in_charge_at.isoformat(),
        "next_at": callback.next_at.isoformat(),
        **agreed_json(live.get(callback.ticket_id)),
        "attempt": attempts.as_json(attempt) if attempt is not None else None,
    }
