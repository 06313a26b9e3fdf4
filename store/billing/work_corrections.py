"""Corrections of work minutes: an entry that takes back another's shares and writes its own.

Nothing is deleted: sums, bills and the minutes of J-System count the shares of all entries, and so
follow by themselves. An entry is corrected once, and then its correction is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from rules.billing.payer import OF_A_RECORD, SAYABLE
from rules.billing.work_minutes import LONGEST, Pays
from rules.entitlement import Coverage, Rule, Terms
from rules.errors import BadInput, MoveRefused, NotFound
from store.billing.work_minutes import add_shares, j_system_minutes, shares
from store.customers import payers_due
from store.database.statements import insert_once
from store.models import Customer, Ticket, TicketHistory, WorkEntry, WorkShare
from store.models.states import EntryState
from store.tickets import lifecycle

FREED = "tornano disponibili minuti J-System"
ANOTHER_PAYS = "è cambiato chi paga"


@dataclass(frozen=True)
class Correction:
    """What an entry should have said; no minutes take it back. What is None stays as it was."""

    minutes: int
    started_at: datetime | None = None
    cover: str | None = None
    why: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.minutes <= LONGEST:
            raise BadInput(f"minutes: expected 0 to {LONGEST}, found {self.minutes}")


def correct(
    session: Session, entry_id: int, wanted: Correction, *, by: str, terms: Terms, now: datetime
) -> WorkEntry:
    """The entry that counts from now on; raises NotFound, and MoveRefused where another does."""
    entry = session.get(WorkEntry, entry_id, populate_existing=True)
    if entry is None:
        raise NotFound(f"there is no entry {entry_id}")
    if entry.state is not EntryState.CONFIRMED:
        raise MoveRefused(f'the entry is "{entry.state}", and not confirmed')
    ticket = session.get_one(Ticket, entry.ticket_id)
    taken = [share for share in shares(session, entry.id) if share.minutes > 0]
    _hold(session, {share.customer_id for share in taken} | {ticket.customer_id})
    new = _replaced(session, ticket, entry, wanted, taken, terms, now)
    why = f": {wanted.why}" if wanted.why else ""
    note = f"{entry.minutes} min → {wanted.minutes} min{why}"
    lifecycle.add(session, ticket.id, actor=by, event="work_corrected", note=note, now=now)
    for customer_id, month in sorted(
        {(one.customer_id, one.month) for one in taken if one.customer_id is not None}
    ):
        _give_back(session, customer_id, month, terms, now)
    return new


def booked_otherwise(session: Session, ticket: Ticket) -> list[WorkEntry]:
    """The entries that count and were written before another was said to pay for the ticket.

    What was written for another payer on purpose, afterwards, is none of them. None either while
    nobody knows who pays, or whose it is of whom contract or J-System would be.
    """
    statement = _otherwise(select(WorkEntry)).where(Ticket.id == ticket.id)
    return list(session.scalars(statement.order_by(WorkEntry.id)))


def tickets_booked_otherwise() -> Select[int]:
    """The tickets that have such entries, the newest first, for whoever looks after the money."""
    found: Select[int] = _otherwise(select(Ticket.id)).distinct().order_by(Ticket.id.desc())
    return found


def _otherwise(statement: Any) -> Any:
    later, changed = aliased(WorkEntry), aliased(TicketHistory)
    since = exists().where(
        changed.ticket_id == Ticket.id,
        changed.event.in_(("corrected", "withdrawn", "payer_changed")),
        changed.at >= WorkEntry.decided_at,
    )
    of_somebody = Ticket.customer_id.is_not(None) | Ticket.cover.not_in(OF_A_RECORD)
    return (
        statement.select_from(WorkEntry)
        .join(Ticket, Ticket.id == WorkEntry.ticket_id)
        .outerjoin(later, later.corrects_id == WorkEntry.id)
        .where(
            *(WorkEntry.state == EntryState.CONFIRMED, WorkEntry.minutes > 0, later.id.is_(None)),
            *(WorkEntry.cover != Ticket.cover, Ticket.cover.in_(SAYABLE), of_somebody, since),
        )
    )


def book_anew(session: Session, ticket: Ticket, *, by: str, terms: Terms, now: datetime) -> int:
    """Correct each of them to who pays by now; the minutes that this is about."""
    entries = booked_otherwise(session, ticket)
    for entry in entries:
        wanted = Correction(entry.minutes, cover=ticket.cover, why=ANOTHER_PAYS)
        correct(session, entry.id, wanted, by=by, terms=terms, now=now)
    return sum(entry.minutes for entry in entries)


def corrected(session: Session, entry_ids: Iterable[int]) -> set[int]:
    """Those of the entries that another took the place of."""
    wanted = list(entry_ids)
    statement = select(WorkEntry.corrects_id).where(WorkEntry.corrects_id.in_(wanted))
    return {one for one in session.scalars(statement) if one is not None}


def _replaced(
    session: Session,
    ticket: Ticket,
    entry: WorkEntry,
    wanted: Correction,
    taken: Sequence[WorkShare],
    terms: Terms,
    now: datetime,
) -> WorkEntry:
    """Once, however many correct it at the same time: the others are refused."""
    new = insert_once(
        session,
        WorkEntry,
        ticket_id=entry.ticket_id,
        corrects_id=entry.id,
        technician=entry.technician,
        started_at=wanted.started_at or entry.started_at,
        minutes=wanted.minutes,
        note=wanted.why or entry.note,
        cover=wanted.cover or entry.cover or ticket.cover,
        state=EntryState.CONFIRMED,
        created_at=now,
        decided_at=now,
    )
    if new is None:
        raise MoveRefused("the entry was corrected meanwhile")
    for share in taken:
        session.add(
            WorkShare(
                entry_id=new.id,
                customer_id=share.customer_id,
                month=share.month,
                pays=share.pays,
                minutes=-share.minutes,
            )
        )
    session.flush()
    freed = {one.customer_id for one in taken if one.pays == Pays.J_SYSTEM and one.customer_id}
    payers_due.mark(session, freed)
    if new.minutes:
        add_shares(session, ticket, new, terms)
    return new


def _hold(session: Session, customer_ids: Iterable[int | None]) -> None:
    """Nobody else takes minutes of the module meanwhile; in one order, so that none waits for ever."""
    for customer_id in sorted(one for one in customer_ids if one is not None):
        session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update())


def _give_back(session: Session, customer_id: int, month: str, terms: Terms, now: datetime) -> None:
    """Work that is billed because the module's minutes were used up gets what is free again."""
    for entry, ticket in _billed_of_the_module(session, customer_id, month):
        if j_system_minutes(session, customer_id, month) >= terms.minutes_per_month:
            return
        taken = [share for share in shares(session, entry.id) if share.minutes > 0]
        same = Correction(entry.minutes, cover=Coverage.J_SYSTEM, why=FREED)
        _replaced(session, ticket, entry, same, taken, terms, now)
        note = f"{entry.minutes} min: {FREED}"
        lifecycle.add(
            session, ticket.id, actor="centralino", event="work_corrected", note=note, now=now
        )


def _billed_of_the_module(
    session: Session, customer_id: int, month: str
) -> list[tuple[WorkEntry, Ticket]]:
    later = aliased(WorkEntry)
    of_the_module = WorkEntry.cover == Coverage.J_SYSTEM
    for_want_of_minutes = (WorkEntry.cover == Coverage.BILLABLE) & (
        Ticket.cover_rule == Rule.J_SYSTEM_MINUTES.value
    )
    statement = (
        select(WorkEntry, Ticket)
        .join(WorkShare, WorkShare.entry_id == WorkEntry.id)
        .join(Ticket, Ticket.id == WorkEntry.ticket_id)
        .outerjoin(later, later.corrects_id == WorkEntry.id)
        .where(
            *(WorkShare.customer_id == customer_id, WorkShare.month == month),
            *(WorkShare.pays == Pays.BILLABLE, WorkShare.minutes > 0, later.id.is_(None)),
            *(WorkEntry.state == EntryState.CONFIRMED, of_the_module | for_want_of_minutes),
        )
        .order_by(WorkEntry.started_at, WorkEntry.id)
    )
    return [(row.WorkEntry, row.Ticket) for row in session.execute(statement)]
