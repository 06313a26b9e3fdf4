"""Hang-ups: calls that technicians ask to be ended; the clock's process has Twilio end them."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from rules.callbacks.outbound_call import Facts, State
from store.callbacks import attempts
from store.callbacks.outbound_calls import held
from store.callbacks.placing import OLDEST, Quiet
from store.models import Attempt


def ask(session: Session, callback_id: int, token: str, *, now: datetime) -> Attempt | None:
    """Have the call ended that goes on; None where none does. One that nobody placed yet is over.

    Raises NotFound, and MoveRefused where the callback is not held by the token.
    """
    held(session, callback_id, token)
    live = attempts.live(session, callback_id)
    row = attempts.locked(session, live.id) if live is not None else None
    if row is None or row.ended_at is not None:
        return None
    if row.state is State.TO_PLACE:
        never = Facts(technician="canceled")
        if row.customer_first:
            never = Facts(customer="canceled")
        attempts.told(session, row, never, now=now)
    elif row.hang_up_at is None:
        row.hang_up_at = now
    return row


def due(session: Session, now: datetime, again_at: datetime, limit: int = 20) -> list[Quiet]:
    """Calls that Twilio has and is to end now; one that goes on all the same comes again then."""
    asked = (
        Attempt.ended_at.is_(None),
        Attempt.hang_up_at <= now,
        or_(
            and_(Attempt.customer_first.is_(False), Attempt.technician_sid.is_not(None)),
            and_(Attempt.customer_first.is_(True), Attempt.customer_sid.is_not(None)),
        ),
        Attempt.started_at >= now - OLDEST,
    )
    rows = session.scalars(
        select(Attempt).where(*asked).limit(limit).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.hang_up_at = again_at
    return [Quiet(row.id, row.placed_sid or "") for row in rows]
