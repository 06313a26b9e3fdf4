"""Dictated notes: what a technician said beside the outcome of a callback, for them to confirm.

They lie among the attachments, are read by the worker that reads customers' voice notes, and are kept
and erased with them; the customer sees none of it.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Attachment, TicketHistory
from store.tickets.attachments import Kept
from store.tickets.rows import add as note_in_history

EVENT = "dictated"


def add(
    session: Session, ticket_id: int, kept: Kept, *, by: str, claim: str, now: datetime
) -> Attachment:
    """Keep a note that was spoken while the callback was held by this claim."""
    facts = {"name": kept.name, "media_type": kept.media_type, "path": kept.path}
    facts |= {"dictated_by": by, "dictated_claim": claim}
    row = Attachment(
        ticket_id=ticket_id, bytes=kept.bytes, sha256=kept.sha256, created_at=now, **facts
    )
    session.add(row)
    note_in_history(session, ticket_id, actor=by, event=EVENT, now=now)
    session.flush()
    return row


def of_ticket(session: Session, ticket_id: int) -> list[Attachment]:
    """Those of which the sound is still there, the oldest first."""
    there = (Attachment.path.is_not(None), Attachment.dictated_by.is_not(None))
    mine = select(Attachment).where(Attachment.ticket_id == ticket_id, *there)
    return list(session.scalars(mine.order_by(Attachment.id)))


def is_written(session: Session, note: Attachment) -> bool:
    """Whether whoever dictated it has written a note since its words were there."""
    if note.read_at is None:
        return False
    written = select(TicketHistory.id).where(
        TicketHistory.ticket_id == note.ticket_id,
        TicketHistory.event == "note",
        TicketHistory.actor == note.dictated_by,
        TicketHistory.at >= note.read_at,
    )
    return session.scalar(written.limit(1)) is not None
