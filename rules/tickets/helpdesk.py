"""What another helpdesk is told of a request: one card, and which parts of it changed since."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.tickets.ticket import LIVE, State, Urgency

LONGEST_TITLE = 200
ERASED = (
    "I dati di questa richiesta sono stati cancellati in Centralino: vanno cancellati anche qui."
)
_NAMED = {
    "caller_name": "Chi",
    "company": "Ditta",
    "caller_number": "Chiamava da",
    "callback_number": "Richiamare al",
    "customer_code": "Codice",
    "product": "Prodotto",
    "software_version": "Versione",
    "last_error": "Errore",
}


@dataclass(frozen=True)
class Card:
    """A request as another helpdesk shows it."""

    mark: str  # by which we find it there again
    title: str
    text: str
    urgency: Urgency
    is_open: bool
    by_phone: bool
    email: str | None = None  # of who asked

    def digests(self) -> dict[str, str]:
        """Each part so that a change shows, and nothing of what it says."""
        parts = {
            "title": self.title,
            "text": self.text,
            "urgency": self.urgency.value,
            "open": str(self.is_open),
        }
        return {name: hashlib.sha256(part.encode()).hexdigest() for name, part in parts.items()}


@dataclass(frozen=True)
class Remote:
    """A request as the other helpdesk knows it."""

    id: str
    number: str


@dataclass(frozen=True)
class Change:
    """What is to be told anew; None is as it was told before."""

    mark: str  # of this change: told twice it is one
    title: str | None = None
    text: str | None = None
    urgency: Urgency | None = None
    is_open: bool | None = None


def card_of(told: Mapping[str, Any], email: str | None, *, erased: bool, page: str | None) -> Card:
    """The card of a request, by its JSON; `page` is its page in our console."""
    mark, state = mark_of(told["number"]), State(told["status"])
    subject = "dati cancellati" if erased else told["subject"] or "Richiesta di assistenza"
    lines = [ERASED] if erased else _lines(told)
    return Card(
        mark=mark,
        title=f"{mark} {subject}"[:LONGEST_TITLE],
        text="\n".join([*lines, *([page] if page else [])]),
        urgency=Urgency(told["urgency"]),
        is_open=state in LIVE,
        by_phone=told["channel"] == "phone",
        email=None if erased else email,
    )


def mark_of(number: str) -> str:
    """By which a request is found in the other helpdesk."""
    return f"[Centralino {number}]"


def change(card: Card, before: Mapping[str, str]) -> Change | None:
    """What changed since it was told last; None for nothing."""
    now = card.digests()
    new = {name for name, digest in now.items() if before.get(name) != digest}
    if not new:
        return None
    whole = hashlib.sha256("".join(now[name] for name in sorted(now)).encode()).hexdigest()
    return Change(
        mark=f"{card.mark} {whole[:12]}",
        title=card.title if "title" in new else None,
        text=card.text if "text" in new else None,
        urgency=card.urgency if "urgency" in new else None,
        is_open=card.is_open if "open" in new else None,
    )


def _lines(told: Mapping[str, Any]) -> list[str]:
    """What was said and by whom, a line each."""
    customer = told["customer"]
    who = [f"Cliente: {customer['name']} ({customer['code']})"] if customer else []
    facts = [f"{label}: {told[name]}" for name, label in _NAMED.items() if told[name]]
    said = [text for text in (told["message"], told["transcript"]) if text]
    later = [one["transcript"] for one in told["later_calls"] if one["transcript"]]
    return [*said, *(f"Poi: {text}" for text in later), "", *who, *facts]
