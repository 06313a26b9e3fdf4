"""Pending customer updates: facts that a customer is to be told of and was not, found in the ledger.

Whatever door a fact came through (telephone, console, API, the customer's own page), its row is
there; so the words are left to be sent in one place, and none is forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from rules.billing.work_minutes import Pays
from rules.callbacks.callback import State as CallbackState
from rules.customer_messages import CustomerMessage
from rules.tickets.ticket import OVER, State
from store.models import Agreement, Callback, Outbox, Ticket, TicketHistory, WorkEntry, WorkShare
from store.tickets import customer_actions, promise_facts
from store.tickets.rows import of_call


class CustomerUpdate(StrEnum):
    """What a customer is told, by the name of its words."""

    OPENED = "ticket_opened"  # told with the promise, unless the message came after it
    LATE = "promise_late"  # we shall not call by the time that was promised, but by a later one
    SOONER = "promise_sooner"  # the week-end's help is theirs: we call sooner than promised
    MISSED = "missed_you"  # we called, once, and nobody answered
    GAVE_UP = "gave_up"  # and again, and shall not any more
    CANCELLED = "cancelled"
    QUOTE = "quote_sent"
    FAULT_OVER = "fault_over"  # a known fault is over, and their request closed with it
    AGREED = "agreed"  # the customer agreed to a price, by key or by click
    PRICE = "price"  # what the work comes to, now that it is done
    CORRECTED = "price_corrected"  # and that it comes to something else than was told


NAME_A_TIME = {
    CustomerUpdate.OPENED,
    CustomerUpdate.LATE,
    CustomerUpdate.SOONER,
}  # by which we call
IN_VAIN = {CallbackState.WAITING, CallbackState.CLAIMED}


@dataclass(frozen=True)
class Kind:
    """Of which facts a message tells, for how long, and while what still is so."""

    holds: Callable[[Ticket, CallbackState | None], bool]  # before it is written, and again sent
    events: tuple[str, ...] = ()  # of the tickets' history
    moves: tuple[State, ...] = ()  # states that a ticket has got into
    once: str | None = None  # told once for a ticket: how its key begins, the ticket's id follows
    of_use: timedelta | None = None  # for how long after the fact
    may_be_undone: bool = True  # by whoever did it, within a minute: so long nobody is told


# Everything about a message but its words, which messages/compose.py finds.
KINDS: Mapping[CustomerUpdate, Kind] = {
    CustomerUpdate.OPENED: Kind(
        lambda _, callback: callback is CallbackState.WAITING,
        events=("message_came",),
        once="ticket_opened:",
    ),
    CustomerUpdate.LATE: Kind(
        lambda _, callback: callback is CallbackState.WAITING,
        events=("promise_moved",),
        once="promise_late:t",
        may_be_undone=False,
    ),
    CustomerUpdate.SOONER: Kind(
        lambda _, callback: callback is CallbackState.WAITING,
        events=("promise_sooner",),
        once="promise_sooner:t",
        may_be_undone=False,
    ),
    CustomerUpdate.MISSED: Kind(
        lambda _, callback: callback is CallbackState.WAITING,
        events=("not_reached",),
        once="missed_you:t",
        of_use=timedelta(hours=12),
    ),
    CustomerUpdate.GAVE_UP: Kind(
        lambda _, callback: callback is CallbackState.GIVEN_UP,
        events=("given_up",),
        of_use=timedelta(hours=24),
    ),
    CustomerUpdate.CANCELLED: Kind(
        lambda ticket, _: ticket.state is State.CANCELLED,
        moves=(State.CANCELLED,),
        once="cancelled:t",
    ),
    CustomerUpdate.QUOTE: Kind(
        lambda ticket, _: ticket.state is not State.CANCELLED, events=("quote_sent",)
    ),
    CustomerUpdate.FAULT_OVER: Kind(
        lambda ticket, _: ticket.state in OVER, events=("fault_over",), once="fault_over:t"
    ),
    CustomerUpdate.AGREED: Kind(lambda ticket, _: ticket.state is not State.CANCELLED),
    CustomerUpdate.PRICE: Kind(
        lambda ticket, _: ticket.state in OVER,
        moves=(State.RESOLVED, State.CLOSED),
        once="price:t",
    ),
    CustomerUpdate.CORRECTED: Kind(lambda ticket, _: ticket.state in OVER),
}
EVENTS = {event: about for about, kind in KINDS.items() for event in kind.events}
MOVES = {state.value: about for about, kind in KINDS.items() for state in kind.moves}


@dataclass(frozen=True)
class PendingUpdate:
    """A fact, by its row: of the tickets' history, or of the agreements."""

    row_id: int
    ticket_id: int
    about: CustomerUpdate
    at: datetime

    @property
    def key(self) -> str:
        """The key of its message: some facts are told once for each ticket."""
        once = KINDS[self.about].once
        return f"{once}{self.ticket_id}" if once else f"{self.about}:{self.row_id}"

    @property
    def may_be_undone(self) -> bool:
        return KINDS[self.about].may_be_undone

    def of_use_until(self, ticket: Ticket) -> datetime | None:
        """Until when the customer wants to know; None is for as long as it is so."""
        if self.about in NAME_A_TIME:
            return ticket.promised_at
        of_use = KINDS[self.about].of_use
        return self.at + of_use if of_use else None


# The words on a fact, or None where there is nothing to say: no work to be paid for, say.
Compose = Callable[[Session, Ticket, PendingUpdate], CustomerMessage | None]


def pending_updates(session: Session, since: datetime, until: datetime) -> list[PendingUpdate]:
    """The facts of that time of which no message tells, oldest first."""
    facts = [
        *_happened(session, since, until),
        *_agreed(session, since, until),
        *_priced_anew(session, since, until),
    ]
    told = _told(session, [fact.key for fact in facts])
    return sorted((fact for fact in facts if fact.key not in told), key=lambda fact: fact.at)


def _happened(session: Session, since: datetime, until: datetime) -> list[PendingUpdate]:
    at, to = TicketHistory.at, TicketHistory.to_state
    moved = (TicketHistory.event == "moved") & to.in_(MOVES) & (to.not_in(OVER) | _is_paid_for())
    rows = session.scalars(
        select(TicketHistory).where(
            at > since, at <= until, TicketHistory.event.in_(EVENTS) | moved
        )
    )
    return [
        PendingUpdate(
            row.id, row.ticket_id, EVENTS.get(row.event) or MOVES[row.to_state or ""], row.at
        )
        for row in rows
    ]


def _priced_anew(session: Session, since: datetime, until: datetime) -> list[PendingUpdate]:
    """Work on finished requests that was written or corrected, or finished again, since the price
    was told, the newest of each request; whether it comes to something else is for its words.
    """
    at = TicketHistory.at
    worked = TicketHistory.event.in_(("worked", "work_corrected"))
    over = (TicketHistory.event == "moved") & TicketHistory.to_state.in_(OVER)
    newest = (
        select(func.max(TicketHistory.id))
        .join(Ticket, Ticket.id == TicketHistory.ticket_id)
        .where(at > since, at <= until, worked | over, Ticket.state.in_(OVER), _is_paid_for())
        .group_by(TicketHistory.ticket_id)
    )
    facts = []
    for row in session.scalars(select(TicketHistory).where(TicketHistory.id.in_(newest))):
        told_at = price_told_at(session, row.ticket_id)
        about = CustomerUpdate.PRICE if told_at is None else CustomerUpdate.CORRECTED
        if told_at is None or row.at > told_at:
            facts.append(PendingUpdate(row.id, row.ticket_id, about, row.at))
    return facts


def price_told_at(session: Session, ticket_id: int) -> datetime | None:
    """When what the work comes to was written to the customer last."""
    about = (CustomerUpdate.PRICE, CustomerUpdate.CORRECTED)
    prices = or_(*(Outbox.key.startswith(f"{name}:", autoescape=True) for name in about))
    told = select(func.max(Outbox.created_at)).where(Outbox.ticket_id == ticket_id, prices)
    return session.scalar(told)


def _is_paid_for() -> ColumnElement[bool]:
    """Whether hours are to be paid, as for few tickets: the others need no second look."""
    return exists().where(
        WorkEntry.ticket_id == TicketHistory.ticket_id,
        WorkShare.entry_id == WorkEntry.id,
        WorkShare.pays == Pays.BILLABLE,
    )


def _agreed(session: Session, since: datetime, until: datetime) -> list[PendingUpdate]:
    """Prices agreed to; those of calls that have a ticket by now."""
    at = Agreement.at
    agreed = select(Agreement).where(at > since, at <= until, Agreement.answer == "agreed")
    facts = []
    for row in session.scalars(agreed):
        ticket_id = row.ticket_id
        if ticket_id is None and row.call_sid is not None:
            ticket = of_call(session, row.call_sid)
            ticket_id = ticket.id if ticket else None
        if ticket_id is not None:
            facts.append(PendingUpdate(row.id, ticket_id, CustomerUpdate.AGREED, row.at))
    return facts


def _told(session: Session, keys: list[str]) -> set[str]:
    return set(session.scalars(select(Outbox.key).where(Outbox.key.in_(keys))))


def still_holds(session: Session, fact: PendingUpdate) -> Ticket | None:
    """The ticket, if what happened was not undone since, and the customer did not ask to forget."""
    ticket = session.get(Ticket, fact.ticket_id)
    if ticket is None or customer_actions.is_erased(session, ticket.id):
        return None
    if fact.about is CustomerUpdate.QUOTE and _newest_quote_sent(session, ticket.id) != fact.row_id:
        return None  # another quote was sent after it
    return ticket if _holds(session, ticket, fact.about) else None


def is_moot(session: Session, ticket: Ticket, key: str, until: datetime | None = None) -> bool:
    """Whether a message that waited, for the end of the night perhaps, says what is no more so.

    `until` is the time that it names, where it names one.
    """
    name = key.partition(":")[0]
    if name not in set(CustomerUpdate):
        return False
    if name == CustomerUpdate.MISSED:
        return _callback_state(session, ticket) not in IN_VAIN
    if name in NAME_A_TIME:
        # Of use until the time that it names, while that is still when we call.
        known = promise_facts.of_ticket(session, ticket.id)
        if known.first_rung_at is not None or known.agreed_at is not None:
            return True
        return until is not None and until != known.promised_at
    return not _holds(session, ticket, CustomerUpdate(name))


def _holds(session: Session, ticket: Ticket, about: CustomerUpdate) -> bool:
    return KINDS[about].holds(ticket, _callback_state(session, ticket))


def _callback_state(session: Session, ticket: Ticket) -> CallbackState | None:
    return session.scalar(select(Callback.state).where(Callback.ticket_id == ticket.id))


def _newest_quote_sent(session: Session, ticket_id: int) -> int | None:
    sent = (TicketHistory.ticket_id == ticket_id, TicketHistory.event == "quote_sent")
    return session.scalar(select(func.max(TicketHistory.id)).where(*sent))
