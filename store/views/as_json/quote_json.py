"""Quotes as other programs read them: amounts as text, exact to the cent."""

from typing import Any

from store.billing.quotes import Priced


def quote_json(priced: Priced) -> dict[str, Any]:
    """The quote with its lines and what they come to; instants in UTC."""
    quote, totals = priced.quote, priced.totals
    return {
        "id": quote.id,
        "ticket_id": quote.ticket_id,
        "state": quote.state,
        "lines": [
            {
                "kind": line.kind.value,
                "words": line.words,
                "quantity": f"{line.quantity:.2f}",
                "unit_price": f"{line.unit_price:.2f}",
                "net": f"{line.net:.2f}",
            }
            for line in priced.lines
        ],
        "net": f"{totals.net:.2f}",
        "vat": f"{totals.vat:.2f}",
        "total": f"{totals.total:.2f}",
        "vat_percent": f"{quote.vat_percent:.2f}",
        "created_at": quote.created_at.isoformat(),
        "sent_at": quote.sent_at.isoformat() if quote.sent_at else None,
        "decided_at": quote.decided_at.isoformat() if quote.decided_at else None,
    }
