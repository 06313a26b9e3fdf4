"""Known faults: made known or refused by a person, joined, brought to their end, and that taken back.

At the end each of its requests that nobody has in hand is closed with the note, and its customer told once
(store.messages.pending_updates). Whom no message reaches is not closed: somebody rings them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.callback import State as CallbackState
from rules.errors import BadInput, MoveRefused, NotFound
from rules.hours.schedule import Explanation
from rules.tickets.known_fault import LONGEST_NOTE, FaultState, FaultWords, JoinedBy, may_undo
from rules.tickets.ticket import LIVE, SERVICE, Kind, State
from store.database.statements import changed
from store.intake import filing, repeat_calls
from store.models import Call, Callback, KnownFault, Ticket, TicketHistory
from store.staff import audit_log
from store.tickets import known_faults, lifecycle
from store.tickets.rows import add, locked

DECIDED = "somebody has decided on this fault meanwhile"
TOO_LATE = "the end of a fault is taken back within a minute"
Reach = Callable[[Session, Ticket], object | None]  # None where no message reaches the customer


@dataclass(frozen=True)
class Ended:
    """What became of a fault's requests at its end."""

    closed: int
    to_ring: int  # of whom no message reaches the customer
    in_hand: int  # that a colleague has, and that stay as they are


def find(session: Session, fault_id: int) -> KnownFault:
    """The fault, held for this transaction; raises NotFound."""
    row = session.get(KnownFault, fault_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"there is no fault {fault_id}")
    return row


def make_known(
    session: Session, fault_id: int | None, words: FaultWords, *, by: str, now: datetime
) -> KnownFault:
    """From now on callers hear of it; without an id one that nobody proposed. Raises MoveRefused."""
    if fault_id is None:
        row = KnownFault(state=FaultState.PROPOSED, proposed_at=now)
        session.add(row)
    else:
        row = find(session, fault_id)
    if row.state is not FaultState.PROPOSED:
        raise MoveRefused(DECIDED)
    row.state, row.decided_by, row.started_at = FaultState.ON, by, now
    _write(row, words)
    session.flush()
    audit_log.add(session, "fault_known", by=by, now=now, note=row.title)
    return row


def reword(session: Session, fault_id: int, words: FaultWords, *, by: str, now: datetime) -> None:
    """Let callers hear other words of it. Raises MoveRefused for one that is over."""
    row = find(session, fault_id)
    if row.state is not FaultState.ON:
        raise MoveRefused(DECIDED)
    _write(row, words)
    audit_log.add(session, "fault_reworded", by=by, now=now, note=row.title)


def refuse(session: Session, fault_id: int, *, by: str, now: datetime) -> None:
    """It is none: its requests are proposed no more. Raises MoveRefused."""
    row = find(session, fault_id)
    if row.state is not FaultState.PROPOSED:
        raise MoveRefused(DECIDED)
    row.state, row.decided_by = FaultState.REFUSED, by
    audit_log.add(session, "fault_refused", by=by, now=now, note=row.title)


def file_waiting(
    session: Session, call: Call, fault_id: int, when: Explanation, now: datetime
) -> None:
    """The request of a caller who wants to be told of the end: nobody rings, unless it is over already."""
    if call.erased_at is not None:
        return
    # Held, shared with other callers: whoever ends it just now waits for this request, or is seen here.
    held = select(KnownFault).where(KnownFault.id == fault_id).with_for_update(read=True)
    fault = session.scalar(held.execution_options(populate_existing=True))
    repeat_calls.hold_number(session, call.from_number or call.sid)
    ticket = filing.open_own(session, call, Kind.MISSED, when, now)
    if fault is None or fault.state is not FaultState.ON or ticket.fault_id is not None:
        return
    ticket.subject = fault.title
    known_faults.join(session, ticket, fault, JoinedBy.KEY, by="caller", now=now)
    known_faults.not_to_be_rung(session, ticket.id)


def ring_after_all(session: Session, call: Call, now: datetime) -> None:
    """The caller was told that we ring, about a request that only waited for a fault's end."""
    ticket = lifecycle.of_call(session, call.sid)
    if ticket is not None and ticket.state in LIVE:
        known_faults.is_more(session, ticket, now)


def take_in(session: Session, ticket_id: int, fault_id: int, *, by: str, now: datetime) -> None:
    """A technician says that the request is about the fault."""
    fault = find(session, fault_id)  # before its requests, as whoever ends it does
    row = _ticket(session, ticket_id)
    if fault.state is not FaultState.ON or row.state not in LIVE:
        raise MoveRefused(DECIDED)
    known_faults.join(session, row, fault, JoinedBy.HAND, by=by, now=now)


def take_out(session: Session, ticket_id: int, *, by: str, now: datetime) -> None:
    """A technician says that it is about something else."""
    row = _ticket(session, ticket_id)
    if row.fault_id is None:
        return
    known_faults.leave(session, row, by=by, now=now)


def end(
    session: Session, fault_id: int, note: str, reach: Reach, *, by: str, now: datetime
) -> Ended:
    """It works again: close what is about it, with the note. Raises MoveRefused, BadInput."""
    note = note.strip()
    if not 1 <= len(note) <= LONGEST_NOTE:
        raise BadInput("note: expected a text", "text", most=LONGEST_NOTE, found=len(note))
    fault = find(session, fault_id)
    if fault.state is not FaultState.ON:
        raise MoveRefused(DECIDED)
    closed, to_ring, undo, held = 0, 0, [], 0
    for ticket_id in [one.id for one in known_faults.members(session, fault_id)]:
        row = _ticket(session, ticket_id)
        callback = session.scalar(select(Callback).where(Callback.ticket_id == row.id))
        waits = row.fault_by == JoinedBy.KEY or (
            callback is not None and callback.state is CallbackState.WAITING
        )
        if row.state not in LIVE:
            continue
        if not waits or (callback is not None and callback.state is CallbackState.CLAIMED):
            held += 1
            continue
        undo.append({"ticket": row.id, "state": row.state.value, "by": row.fault_by})
        if reach(session, row) is None:
            known_faults.to_be_rung(session, row.id, now)
            add(session, row.id, actor=SERVICE, event="fault_over_to_ring", note=note, now=now)
            to_ring += 1
            continue
        add(session, row.id, actor=by, event="note", note=note, now=now)
        lifecycle.move(session, row.id, State.RESOLVED, actor=by, now=now)
        add(session, row.id, actor=by, event="fault_over", note=fault.title, now=now)
        closed += 1
    fault.state, fault.ended_at, fault.ended_by = FaultState.OVER, now, by
    fault.note, fault.undo = note, undo
    audit_log.add(session, "fault_over", by=by, now=now, note=fault.title)
    session.flush()
    return Ended(closed, to_ring, held)


def undo_end(session: Session, fault_id: int, *, by: str, now: datetime) -> None:
    """Within a minute: it is known as before, and so are its requests. Raises MoveRefused."""
    fault = find(session, fault_id)
    if fault.state is not FaultState.OVER or not may_undo(fault.ended_at, now):
        raise MoveRefused(TOO_LATE)
    ended_at = fault.ended_at
    for kept in fault.undo or ():
        _as_before(session, kept, fault, ended_at, by, now)
    fault.state, fault.ended_at, fault.ended_by, fault.undo = FaultState.ON, None, None, None
    audit_log.add(session, "fault_not_over", by=by, now=now, note=fault.title)
    session.flush()


def _as_before(
    session: Session,
    kept: dict[str, Any],
    fault: KnownFault,
    ended_at: datetime | None,
    by: str,
    now: datetime,
) -> None:
    row = _ticket(session, kept["ticket"])
    told = (TicketHistory.ticket_id == row.id, TicketHistory.at == ended_at)
    of_end = TicketHistory.event.in_(("fault_over", "fault_over_to_ring"))
    changed(session, TicketHistory.id, *told, of_end, event="fault_over_withdrawn")
    its_note = (TicketHistory.event == "note", TicketHistory.note == fault.note)
    changed(session, TicketHistory.id, *told, *its_note, event="note_withdrawn")
    if row.state is State.RESOLVED:
        lifecycle.move(session, row.id, State(kept["state"]), actor=by, now=now)
    if kept["by"] == JoinedBy.KEY:
        known_faults.not_to_be_rung(session, row.id)


def _ticket(session: Session, ticket_id: int) -> Ticket:
    row = locked(session, ticket_id)
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    return row


def _write(row: KnownFault, words: FaultWords) -> None:
    row.title, row.said, row.said_en = words.title, words.said, words.said_en
