"""Facts that a customer is to be told of and was not: found in the tickets' history.

Whatever door a fact came through (telephone, console, API, the customer's own page), it leaves its
row there; so the words are left to be sent in one place, and none is forgotten.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, String, cast, exists, literal, select
from sqlalchemy.orm import Session

from desk.callbacks import State as CallbackState
from desk.tickets import State
from store import own_request
from store.models import Callback, Outbox, Ticket, TicketHistory


class About(StrEnum):
    """What a customer is told, by the name of its words."""

    MISSED = "missed_you"  # we called, once, and nobody answered
    GAVE_UP = "gave_up"  # and again, and shall not any more
    CANCELLED = "cancelled"
    QUOTE = "quote_sent"
    PRICE = "price"  # what the work comes to, now that it is done


EVENTS = {
    "not_reached": About.MISSED,
    "given_up": About.GAVE_UP,
    "quote_sent": About.QUOTE,
}
MOVES = {
    State.CANCELLED.value: About.CANCELLED,
    State.RESOLVED.value: About.PRICE,
    State.CLOSED.value: About.PRICE,
}
ONCE = (About.MISSED, About.CANCELLED, About.PRICE)
OVER = {State.RESOLVED, State.CLOSED}


@dataclass(frozen=True)
class Untold:
    """A fact, by the row of the history that tells of it."""

    history_id: int
    ticket_id: int
    about: About
    at: datetime

    @property
    def key(self) -> str:
        """The key of its message: some facts are told once for each ticket."""
        of = f"t{self.ticket_id}" if self.about in ONCE else str(self.history_id)
        return f"{self.about}:{of}"


def untold(session: Session, since: datetime, until: datetime, limit: int = 100) -> list[Untold]:
    """The facts of that time of which no message tells, oldest first."""
    happened = TicketHistory.event.in_(EVENTS) | (
        (TicketHistory.event == "moved") & TicketHistory.to_state.in_(MOVES)
    )
    statement = (
        select(TicketHistory)
        .where(TicketHistory.at > since, TicketHistory.at <= until, happened, ~_is_told())
        .order_by(TicketHistory.id)
        .limit(limit)
    )
    return [_fact(row) for row in session.scalars(statement)]


def _fact(row: TicketHistory) -> Untold:
    about = EVENTS.get(row.event) or MOVES[row.to_state or ""]
    return Untold(row.id, row.ticket_id, about, row.at)


def _is_told() -> ColumnElement[bool]:
    """Whether a message bears the key of the fact, of whichever kind."""
    by_row = [literal(f"{about}:") + cast(TicketHistory.id, String) for about in About]
    by_ticket = [literal(f"{about}:t") + cast(TicketHistory.ticket_id, String) for about in ONCE]
    same = (Outbox.ticket_id == TicketHistory.ticket_id) & Outbox.key.in_([*by_row, *by_ticket])
    return exists().where(same)


def still_holds(session: Session, fact: Untold) -> Ticket | None:
    """The ticket, if what happened was not undone since, and the customer did not ask to forget."""
    ticket = session.get(Ticket, fact.ticket_id)
    if ticket is None or own_request.is_erased(session, ticket.id):
        return None
    callback = session.scalar(select(Callback).where(Callback.ticket_id == ticket.id))
    state = callback.state if callback else None
    holds = {
        About.MISSED: state is CallbackState.WAITING,
        About.GAVE_UP: state is CallbackState.GIVEN_UP,
        About.CANCELLED: ticket.state is State.CANCELLED,
        About.QUOTE: True,
        About.PRICE: ticket.state in OVER,
    }
    return ticket if holds[fact.about] else None
