"""What the ledger knows of promises, as `rules.callbacks.promise_state` wants it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from rules.callbacks.callback import LIVE
from rules.callbacks.outcomes import NOT_TRIED, Outcome
from rules.callbacks.promise_state import Promised
from store.models import Attempt, Callback, EarlierPromise, Ticket
from store.tickets import known_faults
from store.tickets.rows import is_rehearsed

# Columns by the names of `Promised`; when we rang is told by `rung_by_callback`.
COLUMNS = (
    Ticket.promised_at,
    Ticket.promise_warned_at.label("warned_at"),
    *(Callback.agreed_at, Callback.agreed_on),
)
NOTHING = Promised()


def was_to_be_rung() -> ColumnElement[bool]:
    """Of a ticket: no rehearsal's, no nuisance's, of nobody who waits for a fault's end alone."""
    nobodys = is_rehearsed() | Ticket.quarantined_at.is_not(None) | known_faults.waits_for_end()
    return ~nobodys


def rang(of: Any = Attempt) -> ColumnElement[bool]:
    """What `outbound_call.rings` says, for statements."""
    tried = of.outcome.not_in((*NOT_TRIED, Outcome.HANDED_ON))
    handed_on = (of.outcome == Outcome.HANDED_ON) & of.proposed.not_in(NOT_TRIED)
    found: ColumnElement[bool] = of.outcome.is_(None) | tried | handed_on
    return found


def set_aside(session: Session, ticket: Ticket, now: datetime) -> None:
    """The promise is one no longer, and stays to be counted: it was made, and kept or not."""
    if ticket.promised_at is not None:
        before = {"ticket_id": ticket.id, "promised_at": ticket.promised_at}
        session.add(EarlierPromise(**before, replaced_at=now))
    ticket.promised_at = ticket.promise_warned_at = None


def is_kept(promised_at: Any = Ticket.promised_at) -> ColumnElement[bool]:
    """What `promise_state.was_kept` says of a ticket's promise, for statements that count many."""
    return (
        select(Attempt.id)
        .join(Callback, Callback.id == Attempt.callback_id)
        .where(Callback.ticket_id == Ticket.id, rang(), Attempt.started_at <= promised_at)
        .exists()
    )


def was_rung() -> ColumnElement[bool]:
    """Whether we ever rang the customer of a callback."""
    tried = aliased(Attempt)  # whether somebody has it in hand is told by another look at attempts
    return select(tried.id).where(tried.callback_id == Callback.id, rang(tried)).exists()


def rung_by_callback(session: Session, *where: Any) -> dict[int, dict[str, Any]]:
    """The first and the last time that we rang, of the callbacks that fulfil the conditions."""
    statement = (
        select(
            Attempt.callback_id,
            func.min(Attempt.started_at).label("first_rung_at"),
            func.max(Attempt.started_at).label("last_rung_at"),
        )
        .join(Callback, Callback.id == Attempt.callback_id)
        .where(rang(), *where)
        .group_by(Attempt.callback_id)
    )
    return {
        row.callback_id: {"first_rung_at": row.first_rung_at, "last_rung_at": row.last_rung_at}
        for row in session.execute(statement)
    }


def of_tickets(session: Session, ticket_ids: Iterable[int]) -> dict[int, Promised]:
    """What is known of each ticket."""
    wanted = list(ticket_ids)
    return found(session, Callback.ticket_id.in_(wanted)) if wanted else {}


def of_ticket(session: Session, ticket_id: int) -> Promised:
    """What is known of one."""
    return of_tickets(session, [ticket_id]).get(ticket_id, NOTHING)


def live_ones(session: Session, ticket_ids: Iterable[int]) -> dict[int, Promised]:
    """The same of those among them whose customer is still to be rung."""
    wanted = list(ticket_ids)
    live = (Callback.ticket_id.in_(wanted), Callback.state.in_(LIVE))
    return found(session, *live) if wanted else {}


def found(session: Session, *where: Any) -> dict[int, Promised]:
    """What is known of the tickets whose callback fulfils the conditions, by their id."""
    statement = (
        select(Callback.id.label("callback_id"), Callback.ticket_id, *COLUMNS)
        .join(Ticket, Ticket.id == Callback.ticket_id)
        .where(*where)
    )
    rows = session.execute(statement).all()
    these = select(Callback.id).join(Ticket, Ticket.id == Callback.ticket_id).where(*where)
    rung = rung_by_callback(session, Callback.id.in_(these))
    return {
        row.ticket_id: Promised(
            promised_at=row.promised_at,
            warned_at=row.warned_at,
            agreed_at=row.agreed_at,
            agreed_on=row.agreed_on,
            **rung.get(row.callback_id, {}),
        )
        for row in rows
    }
