"""What a customer adds to their own request, through its signed link: words and files."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from rules.callbacks.callback import State as CallbackState
from rules.tickets.ticket import LIVE
from store.database.statements import changed
from store.models import Callback, Ticket
from store.tickets import attachments, known_faults, lifecycle
from store.tickets.attachments import Kept
from store.tickets.customer_actions import CUSTOMER
from store.tickets.rows import locked

LONGEST = 40_000  # characters of all that was written on one ticket
MOST_FILES = 20  # of one ticket
EVENT = "customer_added"
# What tells of more from the customer: on their page, in a later call, by their program.
ADDED = (EVENT, "added_to", "program_report")
SEEN = "addition_seen"
LONGEST_NOTE = 300  # of the words, in the history; the message has them whole


def add(
    session: Session, ticket_id: int, words: str, files: Sequence[Kept], now: datetime
) -> list[Kept] | None:
    """Add to a request that is not over; the files that are new. None where nothing more fits.

    What was sent twice is there once. Whoever writes again wants to be called again.
    """
    row = locked(session, ticket_id)
    if row is None or row.state not in LIVE:
        return None
    known = attachments.of_ticket(session, ticket_id)
    there = {(one.name, one.sha256) for one in known}
    new = [one for one in files if (one.name, one.sha256) not in there]
    said = "" if _is_said(row, words) else words
    message = "\n\n".join(filter(None, (row.message, said)))
    if len(message) > LONGEST or len(known) + len(new) > MOST_FILES:
        return None
    if not said and not new:
        return []
    row.message, row.updated_at = message or None, now
    for one in new:
        attachments.add(session, ticket_id, one, now)
    note = _note(said, len(new))
    lifecycle.add(session, ticket_id, actor=CUSTOMER, event=EVENT, note=note, now=now)
    given_up = (Callback.ticket_id == ticket_id, Callback.state == CallbackState.GIVEN_UP)
    changed(session, Callback.id, *given_up, state=CallbackState.WAITING, next_at=now, attempts=0)
    known_faults.is_more(session, row, now)
    return new


def seen(session: Session, ticket_id: int, by: str, now: datetime) -> None:
    """Whoever has the request in hand has looked at what the customer added."""
    lifecycle.add(session, ticket_id, actor=by, event=SEEN, now=now)


def _is_said(row: Ticket, words: str) -> bool:
    """Whether the request ends with these words already: a page was sent twice."""
    return bool(words) and (row.message or "").split("\n\n")[-len(words.split("\n\n")) :] == (
        words.split("\n\n")
    )


def _note(said: str, files: int) -> str:
    """What is new, for whoever reads the history: "1 file, «La spia lampeggia»"."""
    shown = said if len(said) <= LONGEST_NOTE else f"{said[:LONGEST_NOTE]}…"
    words = f"«{shown}»" if shown else ""
    return ", ".join(filter(None, (f"{files} file" if files else "", words)))
