"""Attachments that customers sent with a request; the bytes lie in a folder."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Attachment


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


def expired(session: Session, *, before: datetime) -> list[Attachment]:
    """Files sent before the instant that are still there."""
    old = (Attachment.created_at < before, Attachment.path.is_not(None))
    return list(session.scalars(select(Attachment).where(*old).order_by(Attachment.id)))


def of_ticket(session: Session, ticket_id: int) -> list[Attachment]:
    """The files that are still there, in the order in which they were sent."""
    return list(of_tickets(session, [ticket_id]).get(ticket_id, ()))


def of_tickets(session: Session, ticket_ids: Sequence[int]) -> Mapping[int, Sequence[Attachment]]:
    """The same of many, by their ticket."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    if not ticket_ids:
        return found
    there = (Attachment.ticket_id.in_(ticket_ids), Attachment.path.is_not(None))
    for row in session.scalars(select(Attachment).where(*there).order_by(Attachment.id)):
        found[row.ticket_id].append(row)
    return found


def find(session: Session, ticket_id: int, number: int) -> Attachment | None:
    """The ticket's file of this id, while it is still there."""
    return next((one for one in of_ticket(session, ticket_id) if one.id == number), None)
