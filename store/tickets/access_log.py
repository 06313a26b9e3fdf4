"""Access log: who listened to a message or opened a file, in the history of its request.

A player asks for a sound in many pieces, and again when somebody jumps in it: of one listening there
is one row.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import TicketHistory
from store.tickets.rows import add

LISTENED, FILE_OPENED = "listened", "file_opened"
ONE_LISTENING = timedelta(minutes=30)


def note(
    session: Session, ticket_id: int, event: str, *, by: str, what: str, now: datetime
) -> None:
    """Note that somebody did, unless that stands there already; `what` is a recording or a file."""
    lately = select(TicketHistory.id).where(
        TicketHistory.ticket_id == ticket_id,
        TicketHistory.event == event,
        TicketHistory.actor == by,
        TicketHistory.note == what,
        TicketHistory.at > now - ONE_LISTENING,
    )
    if session.scalar(lately.limit(1)) is None:
        add(session, ticket_id, actor=by, event=event, note=what, now=now)
