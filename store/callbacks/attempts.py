"""Attempts to call customers back: what is known of each, in whatever order Twilio tells it.

Functions that end with a request of Twilio's may be told the same twice, late or out of order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.callbacks import outbound_call
from rules.callbacks.callback import State as CallbackState
from rules.callbacks.outbound_call import MOVES, Facts, State
from rules.callbacks.outcomes import IN_VAIN, NOT_TRIED, Outcome, is_work
from store.billing import work_minutes
from store.callbacks import told_minutes
from store.database import statements
from store.database.statements import changed, insert_once
from store.models import Attempt, Callback

WRAP_UP = timedelta(hours=1)  # that a technician has after a call, to say what became of it
LOOK_AFTER = timedelta(minutes=1)  # for requests of Twilio's that may still come
BEFORE = timedelta(minutes=1)  # the claim ends, and with it what is known of who made the call
OLDEST = timedelta(days=1)  # of what is still judged
# The facts of rules.callbacks.outbound_call by the column that keeps them, where the names differ.
_COLUMNS = {
    "technician": "technician_status",
    "customer": "customer_status",
    "dial": "dial_status",
}
_LATER = {"accepted", "broken"}  # kept as an instant, and as a reason


@dataclass(frozen=True)
class Unjudged:
    """A call that rang in vain, by the claim under which it was made."""

    callback_id: int
    token: str
    technician: str
    outcome: Outcome


def by_hand(
    session: Session, callback_id: int, token: str | None, *, technician: str | None, now: datetime
) -> Attempt:
    """An attempt made on the technician's own telephone, which is over when we hear of it."""
    attempt = Attempt(
        callback_id=callback_id,
        claim_token=token,
        technician=technician,
        started_at=now,
        ended_at=now,
        state=State.ENDED,
    )
    session.add(attempt)
    session.flush()
    return attempt


def begin(session: Session, callback_id: int, now: datetime, **values: object) -> Attempt | None:
    """A call to place; None while another one of the callback is going on."""
    return insert_once(
        session,
        Attempt,
        callback_id=callback_id,
        started_at=now,
        next_at=now,
        state=State.TO_PLACE,
        left_message=False,
        **values,
    )


def find(session: Session, attempt_id: int) -> Attempt | None:
    return session.get(Attempt, attempt_id, populate_existing=True)


def locked(session: Session, attempt_id: int) -> Attempt | None:
    """The attempt, which nobody else alters until the transaction is over."""
    return statements.locked(session, Attempt, Attempt.id == attempt_id)


def newest(session: Session, callback_id: int) -> Attempt | None:
    """The last one that was asked for, going on or over."""
    statement = select(Attempt).where(Attempt.callback_id == callback_id)
    return session.scalar(statement.order_by(Attempt.id.desc()).limit(1))


def of_callback(session: Session, callback_id: int) -> list[Attempt]:
    """All of a callback, oldest first."""
    statement = select(Attempt).where(Attempt.callback_id == callback_id).order_by(Attempt.id)
    return list(session.scalars(statement))


def live(session: Session, callback_id: int) -> Attempt | None:
    """The one that is going on."""
    going_on = (Attempt.callback_id == callback_id, Attempt.ended_at.is_(None))
    return session.scalar(select(Attempt).where(*going_on))


def going_on(session: Session, callback_ids: Iterable[int]) -> dict[int, State]:
    """How the calls stand that are going on, by their callback."""
    live = (Attempt.callback_id.in_(list(callback_ids)), Attempt.ended_at.is_(None))
    found = session.scalars(select(Attempt).where(*live))
    return {row.callback_id: row.state for row in found}


def is_wanted(row: Attempt, callback: Callback) -> bool:
    """Whether the customer is still to be rung by this call: it goes on, under the same claim."""
    held = callback.state is CallbackState.CLAIMED and callback.lease_token == row.claim_token
    goes_on = row.ended_at is None and row.hang_up_at is None
    return goes_on and row.claim_token is not None and held


def facts_of(row: Attempt) -> Facts:
    """What is known of the call."""
    kept = {
        field.name: getattr(row, _COLUMNS.get(field.name, field.name))
        for field in fields(Facts)
        if field.name not in _LATER
    }
    return Facts(**kept, accepted=row.accepted_at is not None, broken=row.reason is not None)


def leg_told(session: Session, technician_sid: str, status: str, now: datetime) -> None:
    """What Twilio tells of a technician's leg that it knows by its SID alone."""
    mine = select(Attempt.id).where(
        Attempt.technician_sid == technician_sid, Attempt.ended_at.is_(None)
    )
    for attempt_id in session.scalars(mine).all():
        row = locked(session, attempt_id)
        if row is not None:
            told(session, row, Facts(technician=status), now=now)


def seconds_talked(row: Attempt) -> int | None:
    """For how long the two were connected; None when they were not."""
    return outbound_call.talked(facts_of(row))


def told(
    session: Session,
    row: Attempt,
    more: Facts,
    *,
    now: datetime,
    technician_sid: str | None = None,
    customer_sid: str | None = None,
) -> None:
    """Add to what is known of a locked attempt, and draw the conclusions."""
    row.technician_sid = row.technician_sid or technician_sid
    row.customer_sid = row.customer_sid or customer_sid
    facts = outbound_call.merged(facts_of(row), more)
    for field in fields(Facts):
        if field.name not in _LATER:
            setattr(row, _COLUMNS.get(field.name, field.name), getattr(facts, field.name))
    if facts.accepted:
        row.accepted_at = row.accepted_at or now
    _move(row, facts, now)
    if row.ended_at is not None:
        _conclude(session, row, facts, now)
    session.flush()


def broke(session: Session, row: Attempt, reason: str, now: datetime) -> None:
    """The call of a locked attempt could not be placed; one that Twilio has goes on."""
    if row.ended_at is None and row.placed_sid is None:
        row.reason = reason
        told(session, row, Facts(broken=True), now=now)


def _move(row: Attempt, facts: Facts, now: datetime) -> None:
    state = outbound_call.state_of(facts)
    if state in MOVES[row.state]:
        row.state = state
    if state is State.TALKING:
        row.answered_at = row.answered_at or now
    if row.state is State.ENDED and row.ended_at is None:
        row.ended_at, row.next_at, row.lease_until, row.lease_token = now, None, None, None


def _conclude(session: Session, row: Attempt, facts: Facts, now: datetime) -> None:
    """Propose an outcome and minutes; what was never tried needs nobody to say so."""
    found = outbound_call.proposed(facts)
    if found is None and row.proposed is None and row.placed_sid and row.ended_at == now:
        row.next_at = now + LOOK_AFTER  # how the customer's leg ended was not told, so far
    row.proposed = found
    if row.decided_at is None:
        row.outcome = found if found in NOT_TRIED else None
    _hold_on(session, row, now)
    propose_minutes(session, row, now)


def _hold_on(session: Session, row: Attempt, now: datetime) -> None:
    """Leave the callback with the technician for as long as it takes to say what came of it."""
    keep_hold(session, row, now + WRAP_UP)


def keep_hold(session: Session, row: Attempt, until: datetime) -> None:
    """The claim under which the attempt is made lasts until then, if it still stands."""
    theirs = (
        Callback.id == row.callback_id,
        Callback.state == CallbackState.CLAIMED,
        Callback.lease_token == row.claim_token,
    )
    changed(session, Callback.id, *theirs, lease_until=until)


def propose_minutes(session: Session, row: Attempt, now: datetime) -> None:
    """Propose how long they spoke as minutes of work, once; take back what was none after all."""
    seconds = outbound_call.talked(facts_of(row))
    if row.technician_sid is None or row.ended_at is None or told_minutes.were_told(session, row):
        return
    outcome = Outcome(row.outcome or row.proposed or Outcome.SPOKEN)
    if not seconds or not is_work(outcome):
        work_minutes.withdraw(session, row.technician_sid)
        return
    work_minutes.propose(
        session,
        session.get_one(Callback, row.callback_id).ticket_id,
        call_sid=row.technician_sid,
        technician=row.technician or "",
        started_at=row.answered_at or row.ended_at - timedelta(seconds=seconds),
        seconds=seconds,
        now=now,
    )


def as_json(row: Attempt) -> dict[str, Any]:
    """An attempt as other programs read it; instants in UTC."""
    placed = row.technician_phone is not None
    return {
        "id": row.id,
        "callback_id": row.callback_id,
        "technician": row.technician,
        "placed": placed,  # by us, from the technician's telephone; otherwise made by hand
        "customer_first": row.customer_first,
        "state": row.state.value,
        "started_at": row.started_at.isoformat(),
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "seconds": seconds_talked(row),
        "machine": row.machine,
        "reason": row.reason,
        "proposed": row.proposed,
        "outcome": row.outcome,
        "note": row.note,
    }


def unjudged(session: Session, now: datetime) -> list[Unjudged]:
    """Those whose claim is about to end, and of customers who found no technician at once.

    A talk is left out, for nobody else knows how it went.
    """
    due = (
        Attempt.started_at > now - OLDEST,
        Attempt.ended_at.is_not(None),
        Attempt.outcome.is_(None),
        Attempt.proposed.in_([one.value for one in (*IN_VAIN, Outcome.NOT_JOINED)]),
        Callback.state == CallbackState.CLAIMED,
        Callback.lease_token == Attempt.claim_token,
        # Who waited for us in vain waits for nobody's word: they are rung again.
        or_(Attempt.proposed == Outcome.NOT_JOINED, Callback.lease_until <= now + BEFORE),
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
