"""Told minutes: how long the work took, as a technician says with the outcome; to be confirmed.

They take the place of what the call proposes, so that no minute stands there twice, and go with the
outcome when it is undone.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rules.errors import MoveRefused
from store.billing import work_minutes
from store.billing.work_minutes import WorkMinutes
from store.models import Attempt
from store.models.states import EntryState


def tell(
    session: Session, attempt: Attempt, ticket_id: int, minutes: int, *, by: str, now: datetime
) -> None:
    """Propose so many minutes for the attempt; raises BadInput for a number that none can be."""
    work = WorkMinutes(by, now - timedelta(minutes=minutes), minutes)
    sid = attempt.technician_sid
    if sid is None or not work_minutes.correct_proposed(session, sid, minutes):
        work_minutes.propose_told(session, ticket_id, work, key=_key(attempt), now=now)


def were_told(session: Session, attempt: Attempt) -> bool:
    """Whether a technician has said how long it took, and the call has nothing to propose."""
    return work_minutes.of_key(session, _key(attempt)) is not None


def take_back(session: Session, attempt: Attempt) -> None:
    """Forget them; raises MoveRefused where they were confirmed meanwhile."""
    entry = work_minutes.of_key(session, _key(attempt))
    if entry is None:
        return
    if entry.state is EntryState.CONFIRMED:
        raise MoveRefused("the minutes that were told were confirmed already")
    session.delete(entry)
    session.flush()


def _key(attempt: Attempt) -> str:
    return f"outcome {attempt.claim_token}"
