"""List of messages: all that went out or is to, by how far each came, channel and customer; paged.

A state of delivery is told by two columns. Each of their values is asked for by itself, newest first by an
index, and no more rows than a page has: so that a rare one is found at once among a hundred thousand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session

from rules.deliveries import CAME, NEVER_DELIVERED, NO_USE, Delivery, Message
from store.messages import deliveries
from store.models import Customer, Outbox, Ticket
from store.models.states import OutboxKind, OutboxState

FIRST = 2**31 - 1  # above every number of a row but the last that there can be
ON_THE_WAY = ("accepted", "scheduled", "queued", "sending", "sent")


@dataclass(frozen=True)
class Wanted:
    """Which messages a list shows; None leaves a question open."""

    delivery: Delivery | None = None
    kind: OutboxKind | None = None
    customer_id: int | None = None
    before: int | None = None  # the number at which the page before ended
    about_requests: bool = False  # and nothing else, such as alerts to our own people


@dataclass(frozen=True)
class Row:
    """One message, and the customer of its request where that is known."""

    message: Message
    customer_id: int | None
    customer: str | None


@dataclass(frozen=True)
class Counts:
    """How many wait, may have been sent or not, and did not arrive with nobody who saw to it."""

    waiting: int
    unsure: int
    lost: int


def newest(session: Session, wanted: Wanted, limit: int) -> list[Row]:
    """The messages that fit, the newest first."""
    ids = _ids(session, wanted, limit)
    statement = (
        select(Outbox, Customer.id, Customer.name)
        .outerjoin(Ticket, Ticket.id == Outbox.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Outbox.id.in_(ids))
        .order_by(Outbox.id.desc())
    )
    return [
        Row(deliveries.message_of(row), customer_id, name)
        for row, customer_id, name in session.execute(statement)
    ]


def counts(session: Session) -> Counts:
    """The messages of requests that somebody may have to see to."""
    return Counts(
        waiting=_count(session, Delivery.WAITING),
        unsure=_count(session, Delivery.UNSURE),
        lost=_count(session, Delivery.FAILED, Outbox.settled_at.is_(None)),
    )


def _ids(session: Session, wanted: Wanted, limit: int) -> Sequence[int]:
    parts = [_newest(wanted, part, limit) for part in _parts(wanted.delivery)]
    if len(parts) == 1:
        return list(session.scalars(parts[0]))
    found = union_all(*(select(part.subquery().c.id) for part in parts)).subquery()
    newest_of_all = select(found.c.id).order_by(found.c.id.desc()).limit(limit)
    return list(session.scalars(newest_of_all))


def _newest(wanted: Wanted, part: Iterable[ColumnElement[bool]], limit: int) -> Select[int]:
    statement = select(Outbox.id).where(Outbox.id < (wanted.before or FIRST), *part)
    if wanted.kind is not None:
        statement = statement.where(Outbox.kind == wanted.kind)
    if wanted.about_requests:
        statement = statement.where(Outbox.ticket_id.is_not(None))
    if wanted.customer_id is not None:
        theirs = select(Ticket.id).where(Ticket.customer_id == wanted.customer_id)
        statement = statement.where(Outbox.ticket_id.in_(theirs))
    return statement.order_by(Outbox.id.desc()).limit(limit)


def _parts(delivery: Delivery | None) -> list[tuple[ColumnElement[bool], ...]]:
    """The same as `rules.deliveries.delivery_of`, as conditions of which each has an index.

    The provider tells only of what was sent.
    """
    useless = func.coalesce(Outbox.last_error, "").in_(NO_USE)
    failed = _stands(OutboxState.FAILED)
    told: dict[Delivery | None, list[tuple[ColumnElement[bool], ...]]] = {
        None: [()],
        Delivery.WAITING: [_stands(OutboxState.WAITING)],
        Delivery.UNSURE: [_stands(OutboxState.UNKNOWN)],
        Delivery.DROPPED: [(*failed, useless)],
        Delivery.FAILED: [(*failed, ~useless), *_told(sorted(NEVER_DELIVERED))],
        Delivery.DELIVERED: _told(sorted(CAME)),
        Delivery.ON_ITS_WAY: [_stands(OutboxState.SENT), *_told(ON_THE_WAY)],
    }
    return told[delivery]


def _stands(state: OutboxState) -> tuple[ColumnElement[bool], ...]:
    """In the state, without a word of the provider."""
    return Outbox.state == state, Outbox.delivery.is_(None)


def _told(statuses: Iterable[str]) -> list[tuple[ColumnElement[bool], ...]]:
    sent = Outbox.state == OutboxState.SENT
    return [(sent, Outbox.delivery == status) for status in statuses]


def _count(session: Session, delivery: Delivery, *more: ColumnElement[bool]) -> int:
    counted = select(func.count(Outbox.id)).where(Outbox.ticket_id.is_not(None), *more)
    return sum(session.scalar(counted.where(*part)) or 0 for part in _parts(delivery))
