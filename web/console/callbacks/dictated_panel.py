"""Dictated notes on a request's page, with what the last one proposes.

It is put into the outcome's form, and only the form's own buttons record anything.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rules.callbacks import spoken_note
from rules.callbacks.spoken_note import MOST_SECONDS, Proposal
from store.models import Attachment, Callback
from store.tickets import dictated_notes
from store.views.ticket_list import Entry
from web.console.current_user import me
from web.console.services import Services


@dataclass(frozen=True)
class Dictated:
    """A note as the page shows it."""

    id: int
    by: str
    at: datetime
    words: str | None
    is_read: bool
    proposal: Proposal | None  # of the last one, while the callback is still in the same hand
    when: str  # the hour that is proposed, as a field takes it: "2026-11-25T09:00"

    @property
    def is_proposed(self) -> bool:
        return self.proposal is not None


def dictated_panel(
    session: Session, services: Services, callback: Callback | None, entry: Entry, now: datetime
) -> dict[str, Any]:
    """What the part of the page is filled in with."""
    rows = dictated_notes.of_ticket(session, entry.id)
    is_mine = callback is not None and entry.holder == me().name
    claim = callback.lease_token if callback is not None and is_mine else None
    last = rows[-1] if rows and claim and rows[-1].dictated_claim == claim else None
    proposal = None
    if callback is not None and last is not None and not dictated_notes.is_written(session, last):
        proposal = _proposed(services, last, now, j_system=callback.j_system)
    shown = [_shown(services, row, proposal if row is last else None) for row in rows]
    return {"dictated": shown, "most_seconds": MOST_SECONDS}


def _proposed(
    services: Services, row: Attachment, now: datetime, *, j_system: bool
) -> Proposal | None:
    """Read as when it was spoken: "tomorrow" stays the same day; an hour that has passed is none."""
    if not row.words:
        return None
    found = spoken_note.read(row.words, row.created_at, services.hours, j_system=j_system)
    is_past = found.at is not None and found.at <= now
    return Proposal(found.outcome, found.minutes) if is_past else found


def _shown(services: Services, row: Attachment, proposal: Proposal | None) -> Dictated:
    at = proposal.at if proposal else None
    return Dictated(
        row.id,
        row.dictated_by or "",
        row.created_at,
        row.words,
        row.read_at is not None,
        proposal,
        f"{at.astimezone(services.zone):%Y-%m-%dT%H:%M}" if at else "",
    )
