"""Work minutes in the ledger: proposed from calls, confirmed by technicians, and what pays for them.

The ledger of J-System's hours are the shares of confirmed entries, by calendar month.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from rules.billing.costs import Cost, cost_of
from rules.billing.work_minutes import LONGEST, Pays, Share, split
from rules.entitlement import Coverage, Terms
from rules.errors import BadInput, MoveRefused, NotFound
from store.customers import payers_due
from store.database.statements import changed, insert_once
from store.models import Customer, Ticket, WorkEntry, WorkShare
from store.models.states import EntryState
from store.tickets import lifecycle

# What pays for a ticket with this cover; who pays is not known yet for "unknown".
PAID_BY_ONE = frozenset(
    {Coverage.CONTRACT, Coverage.WARRANTY, Coverage.BILLABLE, Coverage.QUOTE, Coverage.FREE}
)


@dataclass(frozen=True)
class WorkMinutes:
    """What a technician did on a ticket."""

    technician: str
    started_at: datetime
    minutes: int
    note: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= LONGEST:
            raise BadInput(f"minutes: expected 1 to {LONGEST}, found {self.minutes}")


@dataclass(frozen=True)
class _Whole:
    month: str
    minutes: int
    pays: str


def propose(
    session: Session,
    ticket_id: int,
    *,
    call_sid: str,
    technician: str,
    started_at: datetime,
    seconds: float,
    now: datetime,
) -> WorkEntry | None:
    """An entry for a call that was bridged, in minutes begun; None when it was proposed before."""
    minutes = min(LONGEST, max(1, math.ceil(seconds / 60)))
    work = WorkMinutes(technician, started_at, minutes)
    return _insert(session, ticket_id, work, EntryState.PROPOSED, now, call_sid=call_sid)


def propose_told(
    session: Session, ticket_id: int, work: WorkMinutes, *, key: str, now: datetime
) -> None:
    """An entry as it was told with an outcome, to be confirmed; the same key but once."""
    _insert(session, ticket_id, work, EntryState.PROPOSED, now, key=key)


def correct_proposed(session: Session, call_sid: str, minutes: int) -> bool:
    """Let what is proposed for a call have other minutes; False where nothing is."""
    mine = (WorkEntry.call_sid == call_sid, WorkEntry.state == EntryState.PROPOSED)
    return bool(changed(session, WorkEntry.id, *mine, minutes=minutes))


def of_key(session: Session, key: str) -> WorkEntry | None:
    """The entry that was written under this key."""
    return session.scalar(select(WorkEntry).where(WorkEntry.key == key))


def withdraw(session: Session, call_sid: str) -> bool:
    """Take back what was proposed for a call; False where nothing is, or it was decided on."""
    mine = (WorkEntry.call_sid == call_sid, WorkEntry.state == EntryState.PROPOSED)
    statement = delete(WorkEntry).where(*mine).returning(WorkEntry.id)
    return session.scalar(statement) is not None


def write(
    session: Session,
    ticket_id: int,
    work: WorkMinutes,
    *,
    key: str,
    terms: Terms,
    now: datetime,
    cover: str | None = None,
) -> WorkEntry | None:
    """An entry by hand, confirmed at once; None when that very form was sent before."""
    entry = _insert(session, ticket_id, work, EntryState.PROPOSED, now, key=key)
    if entry is not None:
        by = work.technician
        confirm(session, entry.id, technician=by, terms=terms, now=now, cover=cover)
    return entry


def confirm(
    session: Session,
    entry_id: int,
    *,
    technician: str,
    terms: Terms,
    now: datetime,
    minutes: int | None = None,
    cover: str | None = None,
) -> WorkEntry:
    """Count a proposed entry, with other minutes or payer where the technician knows better.

    It stays the work of whoever did it, also where a colleague confirms it.
    Raises MoveRefused where it was decided before, and BadInput while nobody knows who pays.
    """
    entry = _decide(session, entry_id, EntryState.CONFIRMED, now)
    found = entry.minutes if minutes is None else minutes
    entry.minutes = WorkMinutes(entry.technician, entry.started_at, found).minutes
    ticket = session.get_one(Ticket, entry.ticket_id)
    entry.cover = cover or ticket.cover
    add_shares(session, ticket, entry, terms)
    note = f"{entry.minutes} min"
    lifecycle.add(session, ticket.id, actor=technician, event="worked", note=note, now=now)
    session.flush()
    return entry


def reject(session: Session, entry_id: int, *, technician: str, now: datetime) -> WorkEntry:
    """Say that a proposed entry was no work; raises MoveRefused where it was decided before."""
    entry = _decide(session, entry_id, EntryState.REJECTED, now)
    lifecycle.add(session, entry.ticket_id, actor=technician, event="no_work", now=now)
    return entry


def bill(session: Session, ticket_id: int, terms: Terms, at: datetime | None = None) -> Cost:
    """What the customer pays by the hour for the whole ticket: the least is charged once.

    With an instant, by the minutes as they stood then.
    """
    return cost_of(billable_minutes(session, ticket_id, at), terms.rates)


def billable_minutes(session: Session, ticket_id: int, at: datetime | None = None) -> int:
    """The minutes of a ticket that its customer pays by the hour, corrections included.

    With an instant, as they stood then.
    """
    of_ticket = [WorkEntry.ticket_id == ticket_id, WorkShare.pays == Pays.BILLABLE]
    if at is not None:
        of_ticket.append(WorkEntry.decided_at <= at)
    return max(0, _minutes(session, *of_ticket))


def is_unconfirmed(session: Session, ticket_id: int) -> bool:
    """Whether minutes of the ticket wait for a technician's word."""
    open_one = (WorkEntry.ticket_id == ticket_id, WorkEntry.state == EntryState.PROPOSED)
    return session.scalar(select(WorkEntry.id).where(*open_one).limit(1)) is not None


def j_system_minutes(session: Session, customer_id: int, month: str) -> int:
    """The minutes that J-System paid for the customer in the month ("2026-11")."""
    mine = WorkShare.customer_id == customer_id
    return _minutes(session, mine, WorkShare.month == month, WorkShare.pays == Pays.J_SYSTEM)


def j_system_minutes_of(session: Session, ticket_id: int, month: str) -> int:
    """Those of them that went into one ticket."""
    of_ticket = (WorkEntry.ticket_id == ticket_id, WorkShare.month == month)
    return _minutes(session, *of_ticket, WorkShare.pays == Pays.J_SYSTEM)


def entries(session: Session, ticket_id: int) -> list[WorkEntry]:
    """What was done on a ticket, oldest first."""
    statement = select(WorkEntry).where(WorkEntry.ticket_id == ticket_id)
    return list(session.scalars(statement.order_by(WorkEntry.started_at, WorkEntry.id)))


def shares(session: Session, entry_id: int) -> list[WorkShare]:
    """What pays for the minutes of an entry."""
    statement = select(WorkShare).where(WorkShare.entry_id == entry_id)
    return list(session.scalars(statement.order_by(WorkShare.id)))


def _insert(
    session: Session,
    ticket_id: int,
    work: WorkMinutes,
    state: EntryState,
    now: datetime,
    **once: str,
) -> WorkEntry | None:
    if session.get(Ticket, ticket_id) is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    return insert_once(
        session,
        WorkEntry,
        ticket_id=ticket_id,
        technician=work.technician,
        started_at=work.started_at,
        minutes=work.minutes,
        note=work.note,
        state=state,
        created_at=now,
        **once,
    )


def _decide(session: Session, entry_id: int, state: EntryState, now: datetime) -> WorkEntry:
    """The entry, moved by whoever came first."""
    open_one = (WorkEntry.id == entry_id, WorkEntry.state == EntryState.PROPOSED)
    moved = changed(session, WorkEntry.id, *open_one, state=state, decided_at=now)
    entry = session.get(WorkEntry, entry_id, populate_existing=True)
    if entry is None:
        raise NotFound(f"there is no entry {entry_id}")
    if not moved:
        raise MoveRefused(f'the entry is "{entry.state}" already')
    return entry


def add_shares(session: Session, ticket: Ticket, entry: WorkEntry, terms: Terms) -> None:
    """Write what pays for the minutes of an entry; raises BadInput while nobody knows."""
    for share in _shares(session, ticket, entry, terms):
        session.add(
            WorkShare(
                entry_id=entry.id,
                customer_id=ticket.customer_id,
                month=share.month,
                pays=share.pays,
                minutes=share.minutes,
            )
        )
    session.flush()
    if entry.cover == Coverage.J_SYSTEM and ticket.customer_id is not None:
        payers_due.mark(session, [ticket.customer_id])  # so many minutes less for the others


def _shares(
    session: Session, ticket: Ticket, entry: WorkEntry, terms: Terms
) -> Iterable[Share | _Whole]:
    if entry.cover == Coverage.J_SYSTEM and ticket.customer_id is not None:
        return _of_the_module(session, ticket.customer_id, entry, terms)
    if entry.cover not in PAID_BY_ONE:
        raise BadInput("cover: expected who pays to be said first, found nobody", "nobody_pays")
    months = split(entry.started_at, entry.minutes, {}, 0, terms.timezone)
    return [_Whole(share.month, share.minutes, entry.cover) for share in months]


def _of_the_module(
    session: Session, customer_id: int, entry: WorkEntry, terms: Terms
) -> tuple[Share, ...]:
    # Two technicians who confirm at once must not both find the last minutes unused.
    session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update())
    start, minutes, zone = entry.started_at, entry.minutes, terms.timezone
    months = {share.month for share in split(start, minutes, {}, terms.minutes_per_month, zone)}
    used = {month: j_system_minutes(session, customer_id, month) for month in months}
    return split(start, minutes, used, terms.minutes_per_month, zone)


def _minutes(session: Session, *where: object) -> int:
    statement = (
        select(func.coalesce(func.sum(WorkShare.minutes), 0))
        .join(WorkEntry, WorkEntry.id == WorkShare.entry_id)
        .where(WorkEntry.state == EntryState.CONFIRMED, *where)  # type: ignore[arg-type]
    )
    return int(session.scalar(statement) or Decimal(0))
