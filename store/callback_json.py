"""A callback as other programs read it."""

from typing import Any

from sqlalchemy.orm import Session

from desk.order import Placed
from store import attempts, tickets
from store.models import Callback, Ticket


def placed_json(session: Session, placed: Placed) -> dict[str, Any]:
    """A callback in the queue: its place, the reason for it, its ticket; instants in UTC."""
    entry = placed.entry
    ticket = session.get_one(Ticket, entry.ticket_id)
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
        "ticket": tickets.as_json(session, ticket),
    }


def callback_json(session: Session, callback: Callback) -> dict[str, Any]:
    """A callback by itself, in hand or not, with the last attempt to make it."""
    held = callback.lease_until
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
        "attempt": attempts.as_json(attempt) if attempt is not None else None,
    }
