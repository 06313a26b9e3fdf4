"""Erasure (privacy): blanks what tells of a person in a request; the work stays.

Number, states and instants of the ticket stay, and so do minutes worked and agreed prices, which
are accounts. What a message said, who sent it and where to reach them go, wherever they stand.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.calls import recordings
from store.database.statements import changed
from store.models import (
    Addition,
    Attachment,
    Attempt,
    Call,
    Callback,
    Outbox,
    Recording,
    Ticket,
    TicketHistory,
    Transcript,
    Turn,
    WorkEntry,
)
from store.models.states import OutboxState
from store.tickets import customer_actions, lifecycle
from store.tickets.rows import locked

_BLANKED = (
    *("message", "subject", "caller_name", "company", "email", "caller_number"),
    *("callback_number", "customer_code", "product", "software_version", "last_error", "draft"),
    "coverage_facts",
)


@dataclass(frozen=True)
class Files:
    """Paths within the folders of each, to be deleted once the transaction stands."""

    attachments: list[str]
    recordings: list[str]


def erase(session: Session, ticket_id: int, now: datetime) -> Files:
    """Blank the request and close it; a second time finds nothing left to do."""
    row = locked(session, ticket_id)
    if row is None or customer_actions.is_erased(session, ticket_id):
        return Files([], [])
    customer_actions.close(session, row, now)
    for column in _BLANKED:
        setattr(row, column, None)
    row.updated_at = now
    changed(session, Callback.id, Callback.ticket_id == ticket_id, number=None)
    changed(session, TicketHistory.id, TicketHistory.ticket_id == ticket_id, note=None)
    changed(session, WorkEntry.id, WorkEntry.ticket_id == ticket_id, note=None)
    of_callback = select(Callback.id).where(Callback.ticket_id == ticket_id).scalar_subquery()
    changed(
        session, Attempt.id, Attempt.callback_id == of_callback, note=None, customer_number=None
    )
    _unsend(session, ticket_id)
    files = Files(_attachments(session, ticket_id), _calls(session, row, now))
    lifecycle.add(
        session,
        ticket_id,
        actor=customer_actions.CUSTOMER,
        event=customer_actions.ERASED,
        note="dati cancellati dal cliente",
        now=now,
    )
    return files


def _attachments(session: Session, ticket_id: int) -> list[str]:
    mine = Attachment.ticket_id == ticket_id
    paths = select(Attachment.path).where(mine, Attachment.path.is_not(None))
    found = [str(path) for path in session.scalars(paths)]
    changed(session, Attachment.id, mine, path=None, name="", sha256="")
    return found


def _unsend(session: Session, ticket_id: int) -> None:
    """Nothing more is sent; what went out, or may have, no longer says to whom or what."""
    mine = Outbox.ticket_id == ticket_id
    free = Outbox.lease_until.is_(None)
    waiting = (mine, free, Outbox.state == OutboxState.WAITING)
    changed(session, Outbox.id, *waiting, state=OutboxState.FAILED, last_error="erased")
    changed(session, Outbox.id, mine, free, to="", body=None)


def _calls(session: Session, ticket: Ticket, now: datetime) -> list[str]:
    """Blank the ticket's calls; the paths of their audio."""
    about = select(Addition.call_sid).where(Addition.ticket_id == ticket.id)
    sids = [*filter(None, [ticket.call_sid]), *session.scalars(about)]
    if not sids:
        return []
    heard = select(Recording.sid, Recording.path).where(Recording.call_sid.in_(sids))
    found = session.execute(heard).all()
    for sid, _ in found:
        recordings.deleted(session, sid, now)
        spoken = Transcript.recording_sid == sid
        blank = {"text": None, "words": None, "flagged": None}
        changed(session, Transcript.id, spoken, **blank)
    changed(session, Turn.id, Turn.call_sid.in_(sids), digits="")
    changed(session, Call.sid, Call.sid.in_(sids), from_number=None, from_raw="")
    return [path for _, path in found if path]
