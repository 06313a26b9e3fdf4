"""Statistics of the overview ("Quadro"): counted by the database, a few hundred rows at most."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from rules.billing.work_minutes import Pays
from rules.tickets.ticket import State as TicketState
from store.callbacks.queue import to_be_taken
from store.customers import account_managers
from store.models import Call, Callback, Customer, EarlierPromise, Ticket, WorkEntry, WorkShare
from store.models.states import EntryState
from store.tickets import promise_facts


@dataclass(frozen=True)
class Hourly:
    """What fell into one hour, which begins at `at`."""

    at: datetime
    count: int
    kept: int = 0


@dataclass(frozen=True)
class Repeated:
    """A number that called more than once."""

    number: str
    calls: int
    last_at: datetime
    customer_id: int | None
    customer: str | None
    keyed_id: int | None  # who keyed a code at that number; without one it is a guess by the number

    @property
    def is_sure(self) -> bool:
        """Whether a code said whose the calls are, and not the number alone."""
        return self.keyed_id is not None and self.keyed_id == self.customer_id


@dataclass(frozen=True)
class Used:
    """The minutes of J-System that a customer used."""

    customer_id: int
    customer: str
    minutes: int


@dataclass(frozen=True)
class Oldest:
    """Somebody who waits to be rung."""

    ticket_id: int
    subject: str | None
    created_at: datetime


def calls_by_hour(session: Session, since: datetime, now: datetime) -> list[Hourly]:
    """Calls to us, by the hour in which they began; hours without are left out."""
    hour = _hour_of(session, Call.started_at)
    statement = (
        select(hour, func.count())
        .where(Call.started_at >= since, Call.started_at <= now, Call.direction == "inbound")
        .group_by(hour)
        .order_by(hour)
    )
    return [Hourly(_instant(text), count) for text, count in session.execute(statement)]


def promises_by_hour(session: Session, since: datetime, now: datetime) -> list[Hourly]:
    """The technicians' promises by the hour in which they fell due, also those in whose place
    another was made; who cancelled is left out.
    """
    newest = _promised_by_hour(session, Ticket.promised_at, since, now)
    before = _promised_by_hour(session, EarlierPromise.promised_at, since, now)
    earlier = before.join(EarlierPromise, EarlierPromise.ticket_id == Ticket.id)
    both = newest.union_all(earlier).subquery()
    hour, count, kept = both.c
    summed = select(hour, func.sum(count), func.sum(kept)).group_by(hour).order_by(hour)
    return [
        Hourly(_instant(text), int(count), int(kept))
        for text, count, kept in session.execute(summed)
    ]


def _promised_by_hour(
    session: Session, due: Any, since: datetime, now: datetime
) -> Select[str, int, int]:
    hour = _hour_of(session, due)
    kept = func.count().filter(promise_facts.is_kept(due))
    cancelled = Ticket.state == TicketState.CANCELLED
    in_time = (due >= since, due <= now, ~cancelled, account_managers.technicians_answer())
    counted = select(hour.label("hour"), func.count().label("count"), kept.label("kept"))
    return counted.select_from(Ticket).where(*in_time).group_by(hour)


def repeated(
    session: Session,
    since: datetime,
    now: datetime,
    limit: int,
    ours: Collection[str] = (),
) -> list[Repeated]:
    """The numbers that called most often, more than once each; `ours` are nobody's."""
    often, last = func.count(), func.max(Call.started_at)
    counted = (
        select(
            Call.from_number.label("number"),
            often.label("calls"),
            last.label("last_at"),
            func.max(func.coalesce(Call.customer_id, Call.customer_hint_id)).label("customer_id"),
            func.max(Call.customer_id).label("keyed_id"),
        )
        .where(
            *(Call.started_at >= since, Call.started_at <= now, Call.direction == "inbound"),
            *(Call.from_number.is_not(None), Call.from_number.not_in(ours)),
        )
        .group_by(Call.from_number)
        .having(often > 1)
        .order_by(often.desc(), last.desc(), Call.from_number)
        .limit(limit)
        .subquery()
    )
    statement = (
        select(counted, Customer.name.label("customer"))
        .outerjoin(Customer, Customer.id == counted.c.customer_id)
        .order_by(counted.c.calls.desc(), counted.c.last_at.desc(), counted.c.number)
    )
    return [Repeated(**row._mapping) for row in session.execute(statement)]


def j_system_minutes(session: Session, months: list[str], limit: int | None = None) -> list[Used]:
    """The customers who used most of J-System in the months ("2026-11"), confirmed minutes alone."""
    minutes = func.sum(WorkShare.minutes)
    statement = (
        select(Customer.id, Customer.name, minutes)
        .join(WorkShare, WorkShare.customer_id == Customer.id)
        .join(WorkEntry, WorkEntry.id == WorkShare.entry_id)
        .where(
            *(WorkShare.month.in_(months), WorkShare.pays == Pays.J_SYSTEM),
            WorkEntry.state == EntryState.CONFIRMED,
        )
        .group_by(Customer.id, Customer.name)
        .having(minutes > 0)
        .order_by(minutes.desc(), Customer.name)
        .limit(limit)
    )
    return [Used(id_, name, int(total)) for id_, name, total in session.execute(statement)]


def oldest_waiting(session: Session, now: datetime, limit: int) -> list[Oldest]:
    """Who called longest ago and has not been reached, whenever they may be rung."""
    statement = (
        select(Ticket.id, Ticket.subject, Callback.created_at)
        .join(Callback, Callback.ticket_id == Ticket.id)
        .where(to_be_taken(now))
        .order_by(Callback.created_at, Ticket.id)
        .limit(limit)
    )
    return [Oldest(*row) for row in session.execute(statement)]


def _hour_of(session: Session, column: object) -> ColumnElement[str]:
    """The hour of an instant, in UTC, as text that sorts: "2026-11-24 09"."""
    if session.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24")
    return func.substr(column, 1, len("2026-11-24 09"))  # as instants are kept


def _instant(hour: str) -> datetime:
    return datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC)
