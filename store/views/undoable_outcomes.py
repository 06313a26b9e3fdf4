"""Outcomes that may still be undone, as whoever reported them sees them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.callback import State
from rules.callbacks.outcomes import UNDO_FOR, Outcome
from store.models import Attempt, Callback

LONGEST = timedelta(days=1)  # from asking for a call to telling what became of it


@dataclass(frozen=True)
class Undoable:
    """An outcome of the last minute; `next_at` is when the customer is tried again, if at all."""

    callback_id: int
    ticket_id: int
    outcome: Outcome
    until: datetime
    next_at: datetime | None


def undoable(session: Session, by: str, now: datetime) -> list[Undoable]:
    """Those that this technician told, the last first; store.callbacks.outcomes.undo() has the last word."""
    told = (
        Attempt.started_at > now - LONGEST,
        Attempt.technician == by,
        Attempt.decided_at > now - UNDO_FOR,
        Attempt.decided_at <= now,
    )
    rows = session.execute(
        select(Attempt, Callback)
        .join(Callback, Callback.id == Attempt.callback_id)
        .where(*told)
        .order_by(Attempt.decided_at.desc(), Attempt.id.desc())
    )
    return [
        Undoable(
            callback_id=callback.id,
            ticket_id=callback.ticket_id,
            outcome=Outcome(attempt.outcome),
            until=attempt.decided_at + UNDO_FOR,
            next_at=callback.next_at if callback.state is State.WAITING else None,
        )
        for attempt, callback in rows
        if attempt.undo is not None and attempt.outcome and attempt.decided_at
    ]
