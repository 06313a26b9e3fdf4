"""All that costs money and is not settled, by ticket: for the page *Soldi* and its file."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from rules.billing.quotes import QuoteState
from rules.billing.work_minutes import month_of
from rules.entitlement import Coverage, Terms
from rules.tickets.identity import Identity
from rules.tickets.ticket import LIVE, State
from store.billing import invoices, quotes, work_corrections
from store.billing.invoices import Sum
from store.billing.quotes import Priced
from store.customers import identity
from store.models import Agreement, Quote, Ticket, WorkEntry
from store.models.states import EntryState
from store.views import statistics

PAGE = 100  # rows of each list; of accounts, so many customers
T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """One page of a list; it counts as long as the whole list is."""

    rows: tuple[T, ...]
    page: int  # from 1 on
    total: int

    @property
    def pages(self) -> int:
        return max(1, math.ceil(self.total / PAGE))

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return self.total


@dataclass(frozen=True)
class Asker:
    """The ticket that something is about, and who asked."""

    ticket_id: int
    subject: str | None
    state: State
    identity: Identity
    customer_id: int | None
    code: str | None

    @property
    def name(self) -> str:
        return self.identity.words or "non si sa chi"


@dataclass(frozen=True)
class Owed:
    """A sum to be invoiced, of whom; not yet while minutes of the ticket wait to be confirmed."""

    sum: Sum
    of: Asker
    is_unconfirmed: bool


@dataclass(frozen=True)
class Account:
    """What one customer is to be invoiced for one month."""

    month: str
    name: str
    code: str | None
    rows: tuple[Owed, ...]


@dataclass(frozen=True)
class Money:
    """Everything that waits for somebody, a page of each list."""

    proposed: Part[tuple[WorkEntry, Asker]]
    drafts: Part[tuple[Priced, Asker]]
    unanswered: Part[tuple[Priced, Asker]]
    accounts: Part[Account]  # of work that is over
    going_on: Part[Owed]  # of work that is not
    without_minutes: Part[Asker]  # over, to be billed, and nobody wrote what was done
    booked_otherwise: Part[Asker]  # whose minutes were written before another was said to pay
    used: Part[statistics.Used]  # of J-System in this month

    @property
    def is_empty(self) -> bool:
        lists = (self.proposed, self.drafts, self.unanswered, self.accounts)
        more = (self.going_on, self.without_minutes, self.booked_otherwise, self.used)
        return not any((*lists, *more))


def money(
    session: Session, terms: Terms, now: datetime, pages: Mapping[str, int] | None = None
) -> Money:
    """All of it as it is now; `pages` is which page of a list, by its name above."""
    wanted = pages or {}
    sums = owed(session, terms)
    used = statistics.j_system_minutes(session, [month_of(now, terms.timezone)])
    return Money(
        proposed=_proposed(session, wanted.get("proposed", 1)),
        drafts=_quotes(session, QuoteState.DRAFT, wanted.get("drafts", 1)),
        unanswered=_quotes(session, QuoteState.SENT, wanted.get("unanswered", 1)),
        accounts=_part(
            accounts_of(one for one in sums if one.of.state not in LIVE), wanted.get("accounts", 1)
        ),
        going_on=_part([one for one in sums if one.of.state in LIVE], wanted.get("going_on", 1)),
        without_minutes=_without_minutes(session, wanted.get("without_minutes", 1)),
        booked_otherwise=_tickets(
            session,
            work_corrections.tickets_booked_otherwise(),
            wanted.get("booked_otherwise", 1),
        ),
        used=_part(used, wanted.get("used", 1)),
    )


def owed(session: Session, terms: Terms) -> list[Owed]:
    """All that is still to be invoiced, whole: of work that is over, and of work that goes on."""
    sums = invoices.open_sums(session, terms)
    askers = _askers(session, {one.ticket_id for one in sums})
    waiting = set(
        session.scalars(select(WorkEntry.ticket_id).where(WorkEntry.state == EntryState.PROPOSED))
    )
    return [Owed(one, askers[one.ticket_id], one.ticket_id in waiting) for one in sums]


def _part(rows: Sequence[T], page: int) -> Part[T]:
    begin = (page - 1) * PAGE
    return Part(tuple(rows[begin : begin + PAGE]), page, len(rows))


def _read(session: Session, statement: Select[T], page: int) -> Part[T]:
    """The page of a statement of one column."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    rows = session.scalars(statement.offset((page - 1) * PAGE).limit(PAGE))
    return Part(tuple(rows), page, session.scalar(counted) or 0)


def _proposed(session: Session, page: int) -> Part[tuple[WorkEntry, Asker]]:
    statement = (
        select(WorkEntry)
        .where(WorkEntry.state == EntryState.PROPOSED)
        .order_by(WorkEntry.started_at.desc(), WorkEntry.id)
    )
    found = _read(session, statement, page)
    askers = _askers(session, {one.ticket_id for one in found})
    return Part(tuple((one, askers[one.ticket_id]) for one in found), page, found.total)


def _quotes(session: Session, state: QuoteState, page: int) -> Part[tuple[Priced, Asker]]:
    statement = select(Quote.id).where(Quote.state == state).order_by(Quote.id)
    found = _read(session, statement, page)
    priced = [quotes.look(session, quote_id) for quote_id in found]
    askers = _askers(session, {one.quote.ticket_id for one in priced})
    rows = tuple((one, askers[one.quote.ticket_id]) for one in priced)
    return Part(rows, page, found.total)


def _without_minutes(session: Session, page: int) -> Part[Asker]:
    """Tickets that were done, are to be billed or were agreed to, and have no minutes at all."""
    agreed = exists().where(
        or_(Agreement.ticket_id == Ticket.id, Agreement.call_sid == Ticket.call_sid),
        Agreement.quote_id.is_(None),
        Agreement.answer == "agreed",
    )
    statement = (
        select(Ticket.id)
        .where(
            Ticket.state.in_((State.RESOLVED, State.CLOSED)),
            or_(Ticket.cover == Coverage.BILLABLE, (Ticket.cover != Coverage.FREE) & agreed),
            ~exists().where(WorkEntry.ticket_id == Ticket.id),
        )
        .order_by(Ticket.id.desc())
    )
    return _tickets(session, statement, page)


def _tickets(session: Session, statement: Select[int], page: int) -> Part[Asker]:
    found = _read(session, statement, page)
    askers = _askers(session, found)
    return Part(tuple(askers[ticket_id] for ticket_id in found), page, found.total)


def _askers(session: Session, ticket_ids: Iterable[int]) -> Mapping[int, Asker]:
    wanted = list(ticket_ids)
    known = identity.of_tickets(session, wanted)
    rows = session.scalars(select(Ticket).where(Ticket.id.in_(wanted)))
    return {
        row.id: Asker(
            row.id,
            row.subject,
            row.state,
            known[row.id].identity,
            row.customer_id,
            customer.code if (customer := known[row.id].customer) and row.customer_id else None,
        )
        for row in rows
    }


def accounts_of(owed: Iterable[Owed]) -> list[Account]:
    """By month, the oldest first, and by customer; a stranger's requests stand each alone."""
    grouped: dict[tuple[str, str, int], list[Owed]] = {}
    for one in owed:
        whose = 0 if one.of.customer_id else one.of.ticket_id
        name = one.of.name
        grouped.setdefault((one.sum.month, name, one.of.customer_id or -whose), []).append(one)
    return [
        Account(month, name, rows[0].of.code, tuple(rows))
        for (month, name, _), rows in sorted(grouped.items(), key=lambda item: item[0])
    ]
