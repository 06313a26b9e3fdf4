"""Calls in vain of which the technician never said what came: they count as they went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.callbacks import State
from desk.outcomes import IN_VAIN, Outcome
from store.models import Attempt, Callback

BEFORE = timedelta(minutes=1)  # the claim ends, and with it what is known of who made the call
OLDEST = timedelta(days=1)


@dataclass(frozen=True)
class Unjudged:
    """A call that rang in vain, by the claim under which it was made."""

    callback_id: int
    token: str
    technician: str
    outcome: Outcome


def unjudged(session: Session, now: datetime) -> list[Unjudged]:
    """Those whose claim is about to end; a talk is left out, for nobody else knows how it went."""
    due = (
        Attempt.started_at > now - OLDEST,
        Attempt.ended_at.is_not(None),
        Attempt.outcome.is_(None),
        Attempt.proposed.in_([one.value for one in IN_VAIN]),
        Callback.state == State.CLAIMED,
        Callback.lease_token == Attempt.claim_token,
        Callback.lease_until <= now + BEFORE,
    )
    rows = session.scalars(
        select(Attempt).join(Callback, Callback.id == Attempt.callback_id).where(*due)
    )
    return [
        Unjudged(
            row.callback_id, row.claim_token or "", row.technician or "", Outcome(row.proposed)
        )
        for row in rows
        if row.proposed is not None
    ]
