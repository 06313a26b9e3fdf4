"""Attachments that customers sent with a request; the bytes lie in a folder.

What technicians dictated lies there too, and is theirs: only store.tickets.dictated_notes gives it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.tickets.ticket import SERVICE
from store.models import Attachment, TicketHistory
from store.tickets import rows as lifecycle

NOT_KEPT = "files_not_kept"


@dataclass(frozen=True)
class Kept:
    """A file that lies in the folder already."""

    name: str  # as the customer's machine called it, without what could do harm
    media_type: str  # as the bytes say
    bytes: int
    sha256: str
    path: str  # within the folder


def add(session: Session, ticket_id: int, kept: Kept, now: datetime) -> None:
    """Note a file of the ticket."""
    facts = {"name": kept.name, "media_type": kept.media_type, "path": kept.path}
    row = Attachment(
        ticket_id=ticket_id, bytes=kept.bytes, sha256=kept.sha256, created_at=now, **facts
    )
    session.add(row)


def came_since(session: Session, since: datetime) -> int:
    """How many bytes of files customers sent; those that were deleted meanwhile count too."""
    came = select(func.coalesce(func.sum(Attachment.bytes), 0))
    theirs = (Attachment.created_at > since, Attachment.dictated_by.is_(None))
    return int(session.scalar(came.where(*theirs)) or 0)


def not_kept(session: Session, ticket_id: int, count: int, now: datetime) -> None:
    """Note that so many files came with the ticket, and were too much for a day."""
    note = f"{count} file"
    lifecycle.add(session, ticket_id, actor=SERVICE, event=NOT_KEPT, note=note, now=now)


def were_not_kept(session: Session, ticket_id: int) -> bool:
    """Whether files came with the ticket that were too much, and none came since."""
    noted = (TicketHistory.ticket_id == ticket_id, TicketHistory.event == NOT_KEPT)
    last = session.scalar(select(func.max(TicketHistory.at)).where(*noted))
    return last is not None and all(row.created_at <= last for row in of_ticket(session, ticket_id))


def expired(session: Session, *, before: datetime) -> list[Attachment]:
    """Files sent, or dictated, before the instant that are still there."""
    old = (Attachment.created_at < before, Attachment.path.is_not(None))
    return list(session.scalars(select(Attachment).where(*old).order_by(Attachment.id)))


def of_ticket(session: Session, ticket_id: int) -> list[Attachment]:
    """The customer's files that are still there, in the order in which they were sent."""
    return list(of_tickets(session, [ticket_id]).get(ticket_id, ()))


def of_tickets(session: Session, ticket_ids: Sequence[int]) -> Mapping[int, Sequence[Attachment]]:
    """The same of many, by their ticket."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    if not ticket_ids:
        return found
    there = (Attachment.ticket_id.in_(ticket_ids), Attachment.path.is_not(None))
    theirs = Attachment.dictated_by.is_(None)
    for row in session.scalars(select(Attachment).where(*there, theirs).order_by(Attachment.id)):
        found[row.ticket_id].append(row)
    return found


def find(session: Session, ticket_id: int, number: int) -> Attachment | None:
    """The ticket's file of this id, while it is still there."""
    return next((one for one in of_ticket(session, ticket_id) if one.id == number), None)
