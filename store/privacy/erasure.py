"""Erasure (privacy): blanks what tells of a person in a request; the work stays.

Number, states and instants of the ticket stay, and so do minutes worked and agreed prices, which
are accounts. What a message said, who sent it and where to reach them go, wherever they stand.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.calls.recording import EMPTY
from rules.triage.vocabulary import learned
from store.calls import corrections, recordings
from store.customers import import_undo
from store.database.statements import changed
from store.models import (
    Addition,
    Attachment,
    Attempt,
    Call,
    Callback,
    Erasure,
    Outbox,
    ProgramRequest,
    Recording,
    Ticket,
    TicketHistory,
    Transcript,
    Turn,
    WorkEntry,
)
from store.models.states import OutboxState
from store.tickets import customer_actions, known_faults, lifecycle
from store.tickets.rows import locked

_BLANKED = (
    *("message", "subject", "caller_name", "company", "email", "caller_number"),
    *(
        "callback_number",
        "confirmed_number",
        "remote_code",
        "customer_code",
        "product",
        "software_version",
        "last_error",
        "draft",
    ),
    "coverage_facts",
    "cover_why",
    "quarantined_at",  # who it was is gone, and nobody could be brought back
)


COMMAND = "centralino privacy"  # the actor of what a command erases

# Of an answer to a program, what says nothing of a person: a repeat still learns its request's number.
_ANSWERED = frozenset(
    {"id", "ticket", "number", "status", "channel", "created_at", "in_charge_at", "promised_at"}
)


@dataclass(frozen=True)
class Files:
    """Paths within the folders of each, to be deleted once the transaction stands."""

    attachments: list[str]
    recordings: list[str]


def erase(
    session: Session, ticket_id: int, now: datetime, *, by: str = customer_actions.CUSTOMER
) -> Files:
    """Blank the request and close it; a second time finds nothing left to do."""
    row = locked(session, ticket_id)
    if row is None or customer_actions.is_erased(session, ticket_id):
        return Files([], [])
    customer_actions.close(session, row, now, by=by)
    known_faults.forget(session, row)
    for column in _BLANKED:
        setattr(row, column, None)
    row.updated_at = now
    changed(session, Callback.id, Callback.ticket_id == ticket_id, number=None)
    changed(session, TicketHistory.id, TicketHistory.ticket_id == ticket_id, note=None)
    changed(session, WorkEntry.id, WorkEntry.ticket_id == ticket_id, note=None)
    of_callback = select(Callback.id).where(Callback.ticket_id == ticket_id).scalar_subquery()
    told = {"note": None, "customer_number": None, "undo": None}
    changed(session, Attempt.id, Attempt.callback_id == of_callback, **told)
    _unsend(session, ticket_id, now)
    _forget_answers(session, ticket_id)
    import_undo.forget(session, [row.customer_id] if row.customer_id is not None else [])
    sids = calls_of(session, row)
    files = Files(_attachments(session, ticket_id), erase_calls(session, sids, now))
    event = customer_actions.ERASED
    lifecycle.add(session, ticket_id, actor=by, event=event, now=now)
    session.add(Erasure(ticket_id=ticket_id, at=now))
    return files


def calls_of(session: Session, ticket: Ticket) -> list[str]:
    """The calls about the ticket, the one that opened it first."""
    about = select(Addition.call_sid).where(Addition.ticket_id == ticket.id)
    return [*filter(None, [ticket.call_sid]), *session.scalars(about)]


def erase_calls(session: Session, sids: list[str], now: datetime) -> list[str]:
    """Blank the calls, and mark them so that nothing late is kept; the paths of their audio."""
    if not sids:
        return []
    these = Call.sid.in_(sids)
    # Held first: a webhook that is just adding a turn ends before, or sees the mark.
    session.execute(select(Call.sid).where(these).order_by(Call.sid).with_for_update())
    numbers = {"from_number": None, "from_raw": "", "customer_code": None}
    changed(session, Call.sid, these, **numbers, customer_hint_id=None, erased_at=now)
    changed(session, Turn.id, Turn.call_sid.in_(sids), digits="")
    changed(session, Addition.call_sid, Addition.call_sid.in_(sids), draft=None)
    of_calls = Recording.call_sid.in_(sids)
    # Held too: a download that is just ending writes its path before, or sees that it came too late.
    held = select(Recording.sid, Recording.path).where(of_calls).with_for_update()
    heard = session.execute(held).all()
    for sid, _ in heard:
        _forget_words(session, sid)
        recordings.deleted(session, sid, now)
    # Twilio has a recording of no seconds all the same.
    changed(session, Recording.sid, of_calls, Recording.state.in_(EMPTY), next_at=now, attempts=0)
    changed(session, Recording.sid, of_calls, last_error=None, sha256=None)
    return [path for _, path in heard if path]


def blank_late(session: Session) -> None:
    """Blank what a webhook wrote that was just under way when its call was erased."""
    erased = Call.erased_at.is_not(None)
    late = Turn.call_sid.in_(select(Call.sid).where(erased))
    changed(session, Turn.id, late, Turn.digits != "", digits="")
    numbers = {"from_number": None, "from_raw": "", "customer_code": None}
    told = Call.from_number.is_not(None) | (Call.from_raw != "") | Call.customer_code.is_not(None)
    changed(session, Call.sid, erased, told, **numbers, customer_hint_id=None)


def _forget_words(session: Session, recording_sid: str) -> None:
    """Blank what was said, and unlearn the words that correcting it taught."""
    spoken = Transcript.recording_sid == recording_sid
    row = session.scalar(select(Transcript).where(spoken))
    if row is None:
        return
    corrections.unlearn(session, learned(row.text or "", row.corrected or ""))
    blank = {"text": None, "words": None, "flagged": None, "corrected": None}
    changed(session, Transcript.id, spoken, **blank)


def _forget_answers(session: Session, ticket_id: int) -> None:
    """Blank what programs and forms were answered of it, which is kept to answer them again."""
    for row in session.scalars(select(ProgramRequest).where(ProgramRequest.answer.is_not(None))):
        said = row.answer if isinstance(row.answer, dict) else {}
        if ticket_id in {said.get("id"), said.get("ticket")}:
            row.answer = {
                name: value if name in _ANSWERED else None for name, value in said.items()
            }


def _attachments(session: Session, ticket_id: int) -> list[str]:
    mine = Attachment.ticket_id == ticket_id
    paths = select(Attachment.path).where(mine, Attachment.path.is_not(None))
    found = [str(path) for path in session.scalars(paths)]
    changed(session, Attachment.id, mine, path=None, name="", sha256="", words=None)
    return found


def _unsend(session: Session, ticket_id: int, now: datetime) -> None:
    """Nothing more is sent; what went out, or may have, no longer says to whom or what."""
    mine = Outbox.ticket_id == ticket_id
    free = Outbox.lease_until.is_(None)
    waiting = (mine, free, Outbox.state == OutboxState.WAITING)
    changed(session, Outbox.id, *waiting, state=OutboxState.FAILED, last_error="erased")
    went_out = (mine, free, Outbox.state == OutboxState.SENT)
    changed(session, Outbox.id, *went_out, next_at=now, attempts=0)  # to be deleted at Twilio
    changed(session, Outbox.id, mine, free, to="", body=None)
