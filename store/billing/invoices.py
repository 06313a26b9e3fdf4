"""Invoices: what finished work still costs its customer, and what was marked as invoiced, once.

A sum is what the hours or the quote come to now, less what was invoiced of it: so a correction that
comes after an invoice shows as a difference, of its own sign.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.billing.costs import cost_of, euro
from rules.billing.quotes import QuoteState
from rules.billing.work_minutes import Pays, month_of
from rules.entitlement import Terms
from store.billing import quotes
from store.database.statements import is_new
from store.models import Invoice, Quote, WorkEntry, WorkShare
from store.models.states import EntryState
from store.tickets import lifecycle


@dataclass(frozen=True)
class Sum:
    """What is still to be invoiced of a ticket's hours, or of a quote."""

    ticket_id: int
    quote_id: int | None  # None: the hours
    times: int  # how often it was invoiced before
    month: str  # in which the work was done, or the quote accepted: "2026-11"
    minutes: int  # worked, of the hours as they are now
    net: Decimal
    vat: Decimal
    total: Decimal
    invoiced: Decimal  # with VAT, before

    @property
    def is_difference(self) -> bool:
        """Whether it was invoiced before, and something was corrected since."""
        return self.times > 0

    @property
    def key(self) -> str:
        """Of what, and the how manieth time: by which it is marked once."""
        what = f"quote:{self.quote_id}" if self.quote_id else f"hours:{self.ticket_id}"
        return f"{what}:{self.times}"

    @property
    def mark(self) -> str:
        """What whoever marks it has read."""
        return f"{self.key}={self.total:.2f}"


def open_sums(session: Session, terms: Terms) -> list[Sum]:
    """All that is still to be invoiced, of work that is over and of work that goes on."""
    found = [*_hours(session, terms), *_quotes(session, terms.timezone)]
    return sorted(found, key=lambda one: (one.month, one.ticket_id, one.quote_id or 0))


def mark(
    session: Session, marks: Iterable[str], terms: Terms, *, by: str, now: datetime
) -> tuple[list[Sum], int]:
    """Mark the sums as invoiced as they were read; those done, and how many were so no more."""
    wanted = set(marks)
    known = {one.mark: one for one in open_sums(session, terms)}
    done = [
        one for key, one in known.items() if key in wanted and _is_marked(session, one, by, now)
    ]
    return done, len(wanted) - len(done)


def _is_marked(session: Session, one: Sum, by: str, now: datetime) -> bool:
    new = is_new(
        session,
        Invoice,
        key=one.key,
        ticket_id=one.ticket_id,
        quote_id=one.quote_id,
        minutes=one.minutes,
        net=one.net,
        vat=one.vat,
        total=one.total,
        by=by,
        at=now,
    )
    if new:
        what = f"preventivo {one.quote_id}, " if one.quote_id else ""
        note = f"{what}{euro(one.total)}"
        lifecycle.add(session, one.ticket_id, actor=by, event="invoiced", note=note, now=now)
    return new


@dataclass(frozen=True)
class _Before:
    times: int = 0
    minutes: int = 0  # of the hours when they were invoiced last
    net: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)
    total: Decimal = Decimal(0)


def _before(session: Session) -> dict[int, _Before]:
    """What was invoiced of each ticket's hours."""
    found: dict[int, _Before] = {}
    hours = select(Invoice).where(Invoice.quote_id.is_(None)).order_by(Invoice.id)
    for row in session.scalars(hours):
        was = found.get(row.ticket_id, _Before())
        found[row.ticket_id] = _Before(
            was.times + 1,
            row.minutes,
            was.net + row.net,
            was.vat + row.vat,
            was.total + row.total,
        )
    return found


def _hours(session: Session, terms: Terms) -> Iterable[Sum]:
    before = _before(session)
    statement = (
        select(WorkEntry.ticket_id, func.sum(WorkShare.minutes), func.max(WorkShare.month))
        .join(WorkShare, WorkShare.entry_id == WorkEntry.id)
        .where(WorkShare.pays == Pays.BILLABLE, WorkEntry.state == EntryState.CONFIRMED)
        .group_by(WorkEntry.ticket_id)
    )
    for ticket_id, worked, month in session.execute(statement):
        minutes, was = max(0, int(worked)), before.get(ticket_id, _Before())
        if minutes == was.minutes:
            continue  # another price of an hour alters nothing that was invoiced
        cost = cost_of(minutes, terms.rates)
        net, vat, total = cost.net - was.net, cost.vat - was.vat, cost.total - was.total
        if total or not was.times:
            yield Sum(ticket_id, None, was.times, month, minutes, net, vat, total, was.total)


def _quotes(session: Session, timezone: str) -> Iterable[Sum]:
    statement = (
        select(Quote)
        .outerjoin(Invoice, Invoice.quote_id == Quote.id)
        .where(Quote.state == QuoteState.ACCEPTED, Invoice.id.is_(None))
    )
    for row in session.scalars(statement):
        sums = quotes.look(session, row.id).totals
        month = month_of(row.decided_at or row.created_at, timezone)
        nothing = Decimal(0)
        yield Sum(row.ticket_id, row.id, 0, month, 0, sums.net, sums.vat, sums.total, nothing)
