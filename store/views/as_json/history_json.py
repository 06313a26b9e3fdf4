"""History of a ticket as other programs read it."""

from typing import Any

from store.models import TicketHistory


def history_json(row: TicketHistory) -> dict[str, Any]:
    """One thing that was done; instants in UTC."""
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "event": row.event,
        "from_status": row.from_state,
        "to_status": row.to_state,
        "note": row.note,
    }
