"""Signs of tickets in lists: how many files came with them, and what was added and nobody has seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from store.models import Attachment, Ticket, TicketHistory
from store.tickets.customer_additions import ADDED, SEEN


@dataclass(frozen=True)
class Signs:
    """What a row shows beside its words."""

    files: int = 0
    has_news: bool = False  # the customer added something that whoever has it in hand has not seen


NONE = Signs()


def of_tickets(session: Session, ticket_ids: Iterable[int]) -> Mapping[int, Signs]:
    """Those of each ticket that has any, in two statements."""
    wanted = list(ticket_ids)
    if not wanted:
        return {}
    files, news = _files(session, wanted), _news(session, wanted)
    return {one: Signs(files.get(one, 0), one in news) for one in files.keys() | news}


def _files(session: Session, wanted: list[int]) -> dict[int, int]:
    theirs = Attachment.dictated_by.is_(None)
    there = (Attachment.ticket_id.in_(wanted), Attachment.path.is_not(None), theirs)
    counted = select(Attachment.ticket_id, func.count()).where(*there)
    return {row[0]: row[1] for row in session.execute(counted.group_by(Attachment.ticket_id))}


def _news(session: Session, wanted: list[int]) -> set[int]:
    """Those to which something was added after anybody saw what had been."""
    event, row_id = TicketHistory.event, TicketHistory.id
    added = func.max(case((event.in_(ADDED), row_id), else_=0))
    seen = func.max(case((event == SEEN, row_id), else_=0))
    statement = (
        select(TicketHistory.ticket_id)
        .join(Ticket, Ticket.id == TicketHistory.ticket_id)
        # What a program reports with its request opens it, and adds nothing.
        .where(TicketHistory.ticket_id.in_(wanted), event.in_((*ADDED, SEEN)))
        .where(TicketHistory.at > Ticket.created_at)
        .group_by(TicketHistory.ticket_id)
        .having(added > seen)
    )
    return set(session.scalars(statement))
