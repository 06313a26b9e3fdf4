"""All that costs money and is not settled, by ticket: for the page *Soldi* and its file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from rules.billing.quotes import QuoteState
from rules.billing.work_minutes import month_of
from rules.entitlement import Coverage, Terms
from rules.tickets.identity import Identity
from rules.tickets.ticket import LIVE, State
from store.billing import invoices, quotes
from store.billing.invoices import Sum
from store.billing.quotes import Priced
from store.customers import identity
from store.models import Agreement, Quote, Ticket, WorkEntry
from store.models.states import EntryState
from store.views import statistics

MOST = 500  # of each list


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
    """Everything that waits for somebody."""

    proposed: list[tuple[WorkEntry, Asker]]
    drafts: list[tuple[Priced, Asker]]
    unanswered: list[tuple[Priced, Asker]]
    accounts: list[Account]  # of work that is over
    going_on: list[Owed]  # of work that is not
    without_minutes: list[Asker]  # over, to be billed, and nobody wrote what was done
    used: list[statistics.Used]  # of J-System in this month

    @property
    def is_empty(self) -> bool:
        lists = (self.proposed, self.drafts, self.unanswered, self.accounts)
        return not any((*lists, self.going_on, self.without_minutes, self.used))


def money(session: Session, terms: Terms, now: datetime) -> Money:
    """All of it as it is now."""
    proposed = list(
        session.scalars(
            select(WorkEntry)
            .where(WorkEntry.state == EntryState.PROPOSED)
            .order_by(WorkEntry.started_at.desc(), WorkEntry.id)
            .limit(MOST)
        )
    )
    drafts, sent = (_quotes(session, state) for state in (QuoteState.DRAFT, QuoteState.SENT))
    sums, forgotten = invoices.open_sums(session, terms), _without_minutes(session)
    about = {one.ticket_id for one in proposed} | {one.ticket_id for one in sums} | {*forgotten}
    about |= {one.quote.ticket_id for one in (*drafts, *sent)}
    askers = _askers(session, about)
    waiting = set(
        session.scalars(select(WorkEntry.ticket_id).where(WorkEntry.state == EntryState.PROPOSED))
    )
    owed = [Owed(one, askers[one.ticket_id], one.ticket_id in waiting) for one in sums]
    return Money(
        proposed=[(one, askers[one.ticket_id]) for one in proposed],
        drafts=[(one, askers[one.quote.ticket_id]) for one in drafts],
        unanswered=[(one, askers[one.quote.ticket_id]) for one in sent],
        accounts=_accounts(one for one in owed if one.of.state not in LIVE),
        going_on=[one for one in owed if one.of.state in LIVE],
        without_minutes=[askers[ticket_id] for ticket_id in forgotten],
        used=statistics.j_system_minutes(session, [month_of(now, terms.timezone)], MOST),
    )


def _quotes(session: Session, state: QuoteState) -> list[Priced]:
    statement = select(Quote.id).where(Quote.state == state).order_by(Quote.id).limit(MOST)
    return [quotes.look(session, quote_id) for quote_id in session.scalars(statement)]


def _without_minutes(session: Session) -> list[int]:
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
        .limit(MOST)
    )
    return list(session.scalars(statement))


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


def _accounts(owed: Iterable[Owed]) -> list[Account]:
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
