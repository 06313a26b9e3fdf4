"""Known faults in the ledger: the one that callers hear of, and the requests that are about one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from rules.callbacks.callback import State as CallbackState
from rules.tickets.known_fault import (
    LONGEST_TITLE,
    UNNAMED,
    FaultState,
    Heard,
    JoinedBy,
    default_said,
)
from rules.tickets.ticket import LIVE, SERVICE, Kind
from store.database.statements import changed
from store.models import Callback, KnownFault, StaffLog, Ticket, TicketHistory
from store.tickets.rows import add

SHOWN = 30
# Whom a nuisance calls is no customer, and what was merged is told by its whole.
_COUNTS = (Ticket.quarantined_at.is_(None), Ticket.merged_into.is_(None))


def heard(session: Session) -> Heard | None:
    """What callers hear of: the fault that became known last. One short statement, at each call."""
    on = select(KnownFault.id, KnownFault.said, KnownFault.said_en)
    on = on.where(KnownFault.state == FaultState.ON).order_by(
        KnownFault.started_at.desc(), KnownFault.id.desc()
    )
    row = session.execute(on.limit(1)).first()
    return Heard(*row) if row else None


def standing(session: Session) -> Sequence[KnownFault]:
    """Those that are known or proposed, the oldest first."""
    live = (FaultState.ON, FaultState.PROPOSED)
    rows = select(KnownFault).where(KnownFault.state.in_(live)).order_by(KnownFault.id)
    return session.scalars(rows).all()


def newest(session: Session) -> Sequence[KnownFault]:
    """The last ones, the newest first."""
    return session.scalars(select(KnownFault).order_by(KnownFault.id.desc()).limit(SHOWN)).all()


def members(session: Session, fault_id: int) -> Sequence[Ticket]:
    """The requests that are about it, as they came."""
    rows = select(Ticket).where(Ticket.fault_id == fault_id, *_COUNTS).order_by(Ticket.id)
    return session.scalars(rows).all()


def counted(session: Session, fault_ids: Sequence[int]) -> dict[int, int]:
    """How many requests are about each."""
    rows = select(Ticket.fault_id, func.count()).where(Ticket.fault_id.in_(fault_ids), *_COUNTS)
    found = session.execute(rows.group_by(Ticket.fault_id)).all()
    return {row[0]: row[1] for row in found if row[0] is not None}


def waits_for_end() -> ColumnElement[bool]:
    """Of a ticket: its customer wants to be told of the fault's end, and nobody has to ring."""
    return func.coalesce(Ticket.fault_by, "") == JoinedBy.KEY


def join(
    session: Session, ticket: Ticket, fault: KnownFault, how: JoinedBy, *, by: str, now: datetime
) -> None:
    """Let the request be about the fault."""
    ticket.fault_id, ticket.fault_by, ticket.updated_at = fault.id, how, now
    add(session, ticket.id, actor=by, event="fault_joined", note=fault.title, now=now)
    session.flush()


def leave(session: Session, ticket: Ticket, *, by: str, now: datetime) -> None:
    """Let it be about something else; who only waited for the fault's end is rung."""
    if ticket.fault_by == JoinedBy.KEY and ticket.state in LIVE:
        to_be_rung(session, ticket.id, now)
    ticket.fault_id = ticket.fault_by = None
    ticket.updated_at = now
    add(session, ticket.id, actor=by, event="fault_left", now=now)
    session.flush()


def speaks(session: Session, ticket_id: int, now: datetime) -> None:
    """Whoever only wanted to be told of the end left a message after all: they are rung."""
    row = session.get(Ticket, ticket_id)
    if row is None or row.fault_by != JoinedBy.KEY or row.state not in LIVE:
        return
    row.fault_by, row.subject = JoinedBy.ALIKE, None
    session.flush()
    to_be_rung(session, ticket_id, now)
    add(session, ticket_id, actor=SERVICE, event="message_came", now=now)


def stands_again(session: Session, ticket: Ticket, now: datetime) -> None:
    """It was set aside for a while: who waits for the fault's end waits on, or is rung if that is past."""
    if ticket.fault_by != JoinedBy.KEY or ticket.state not in LIVE or ticket.kind is Kind.MESSAGE:
        return
    fault = session.get(KnownFault, ticket.fault_id)
    if fault is not None and fault.state is FaultState.ON:
        not_to_be_rung(session, ticket.id)
        return
    to_be_rung(session, ticket.id, now)
    add(session, ticket.id, actor=SERVICE, event="fault_over_to_ring", now=now)


def is_more(session: Session, ticket: Ticket, now: datetime) -> None:
    """What somebody is to be rung for became part of it: waiting for the fault's end is not enough."""
    if ticket.fault_by == JoinedBy.KEY:
        ticket.fault_by = JoinedBy.ALIKE
        to_be_rung(session, ticket.id, now)


def forget(session: Session, ticket: Ticket) -> None:
    """It is about to be erased: what it said is no title any more of a fault that nobody made known."""
    fault = session.get(KnownFault, ticket.fault_id) if ticket.fault_id is not None else None
    said = (ticket.subject or "")[:LONGEST_TITLE].strip()
    if fault is None or fault.state in {FaultState.ON, FaultState.OVER} or fault.title != said:
        return
    fault.title, fault.said = UNNAMED, default_said(UNNAMED)
    noted = (TicketHistory.event == "fault_joined", TicketHistory.note == said)
    its = TicketHistory.ticket_id.in_(select(Ticket.id).where(Ticket.fault_id == fault.id))
    changed(session, TicketHistory.id, its, *noted, note=UNNAMED)
    refused = (StaffLog.event == "fault_refused", StaffLog.note == said)
    changed(session, StaffLog.id, *refused, note=UNNAMED)


def to_be_rung(session: Session, ticket_id: int, now: datetime) -> None:
    """Into the queue, where nobody had to ring."""
    gone = (Callback.ticket_id == ticket_id, Callback.state == CallbackState.CANCELLED)
    changed(session, Callback.id, *gone, state=CallbackState.WAITING, next_at=now)


def not_to_be_rung(session: Session, ticket_id: int) -> None:
    """Out of the queue: the customer waits for the fault's end alone."""
    waits = (Callback.ticket_id == ticket_id, Callback.state == CallbackState.WAITING)
    changed(session, Callback.id, *waits, state=CallbackState.CANCELLED)
