"""Calls to whoever is on call: placed by the clock's process as those that technicians ask for.

The functions are those that scheduler.outbound_calls wants of a book of calls; whatever Twilio tells of
one may come twice, late or in any order.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from rules.callbacks.outbound_call import Facts, State
from rules.calls.call_status import FINAL, furthest
from store.callbacks import outbound_calls, queue
from store.callbacks.outbound_calls import Quiet, ToPlace
from store.database.statements import NO_LEASE, changed, new_token
from store.models import Alert, AlertStep, Attempt, Callback, User
from store.oncall import alerts

OLDEST = timedelta(days=1)  # no call that we asked Twilio for can still go on


def claim(session: Session, now: datetime, lease: timedelta) -> ToPlace | None:
    """Take the call that was asked for first, or that is to be looked up.

    Of one telephone a single call is with Twilio at a time: two could not be told apart.
    """
    due = (
        AlertStep.state.in_((State.TO_PLACE, State.UNSURE)),
        AlertStep.ended_at.is_(None),
        AlertStep.next_at <= now,
        or_(AlertStep.lease_until.is_(None), AlertStep.lease_until <= now),
        or_(AlertStep.state == State.UNSURE, ~_is_engaged()),
    )
    row = session.scalar(
        select(AlertStep)
        .where(*due)
        .order_by(AlertStep.next_at, AlertStep.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=AlertStep)
    )
    if row is None or row.phone is None:
        return None
    unsure = row.state is State.UNSURE
    row.state = State.UNSURE if unsure else State.PLACING
    row.lease_token, row.lease_until = new_token(), now + lease
    session.flush()
    return ToPlace(row.id, row.lease_token, row.phone, row.at, unsure)


def _is_engaged() -> ColumnElement[bool]:
    other = aliased(AlertStep)
    rung = (
        other.phone == AlertStep.phone,
        other.ended_at.is_(None),
        other.state != State.TO_PLACE,
        other.id != AlertStep.id,
    )
    talking = (Attempt.technician_phone == AlertStep.phone, Attempt.ended_at.is_(None))
    return or_(exists().where(*rung), exists().where(*talking))


def placed(session: Session, claim: ToPlace, sid: str, *, look_at: datetime, now: datetime) -> bool:
    """Twilio has it, under this SID; when to ask what became of it if nobody tells."""
    row = _ours(session, claim)
    if row is None:
        return False
    row.lease_token = row.lease_until = None
    row.next_at = look_at
    told(session, row, "queued", sid, now)
    return True


def unsure(session: Session, claim: ToPlace, *, at: datetime) -> bool:
    """Handed over without an answer: to be looked up at the instant."""
    return _put_back(session, claim, State.UNSURE, at)


def again(session: Session, claim: ToPlace, *, at: datetime) -> bool:
    """Surely not placed: to be placed at the instant."""
    return _put_back(session, claim, State.TO_PLACE, at)


def failed(session: Session, claim: ToPlace, reason: str, *, now: datetime) -> bool:
    """Not placed, and not to be; the person has the text, and is waited for."""
    row = _ours(session, claim)
    if row is not None and row.sid is None:
        row.state, row.ended_at, row.reason = State.ENDED, now, reason
        row.next_at = row.lease_until = row.lease_token = None
    return row is not None


def locked(session: Session, step_id: int) -> AlertStep | None:
    """The step, which nobody else alters until the transaction is over."""
    row = select(AlertStep).where(AlertStep.id == step_id).with_for_update()
    return session.scalar(row.execution_options(populate_existing=True))


def _ours(session: Session, claim: ToPlace) -> AlertStep | None:
    row = locked(session, claim.attempt_id)
    return row if row is not None and row.lease_token == claim.token else None


def _put_back(session: Session, claim: ToPlace, state: State, at: datetime) -> bool:
    mine = (
        AlertStep.id == claim.attempt_id,
        AlertStep.lease_token == claim.token,
        AlertStep.sid.is_(None),
    )
    return changed(session, AlertStep.id, *mine, state=state, next_at=at, **NO_LEASE) == 1


def are_taken(session: Session, sids: Collection[str]) -> set[str]:
    """Those of the SIDs that are known to be a call of ours."""
    return outbound_calls.are_taken(session, sids)


def quiet(session: Session, now: datetime, again_at: datetime, limit: int = 20) -> list[Quiet]:
    """Calls to ask Twilio about, since nobody told us how they ended."""
    due = (
        AlertStep.at >= now - OLDEST,
        AlertStep.ended_at.is_(None),
        AlertStep.sid.is_not(None),
        AlertStep.next_at <= now,
    )
    rows = session.scalars(
        select(AlertStep)
        .where(*due)
        .order_by(AlertStep.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = []
    for row in rows:
        row.next_at = again_at
        found.append(Quiet(row.id, row.sid or ""))
    return found


def learn(
    session: Session, attempt_id: int, more: Facts, customer_sid: str | None, now: datetime
) -> None:
    """Add what Twilio answers of a call; `customer_sid` is of no concern here."""
    del customer_sid
    row = locked(session, attempt_id)
    if row is not None:
        told(session, row, more.technician or "", None, now)


def told(session: Session, row: AlertStep, status: str, sid: str | None, now: datetime) -> None:
    """Add what Twilio tells of the call of a locked step."""
    row.sid = row.sid or sid
    row.status = furthest(row.status, status)
    row.state = State.ENDED if row.status in FINAL else State.TECHNICIAN_RINGING
    if row.status in FINAL and row.ended_at is None:
        row.ended_at, row.next_at = now, None
    if row.sid is not None:
        row.lease_token = row.lease_until = None
    session.flush()


def release_stuck(session: Session, now: datetime) -> int:
    """What a dead process was handing over may have been placed: it is looked up. How many."""
    stuck = (AlertStep.state == State.PLACING, AlertStep.lease_until <= now)
    return changed(session, AlertStep.id, *stuck, state=State.UNSURE, next_at=now, **NO_LEASE)


@dataclass(frozen=True)
class Call:
    """An alert's call as its routes see it."""

    ticket_id: int
    callback: Callback | None
    user: User
    is_over: bool  # nobody is to take it any more
    taken_by: str | None  # who has it in hand


def call_of(session: Session, step_id: int, now: datetime) -> tuple[AlertStep, Call] | None:
    """The step and what it is about, locked; None where there is no such step."""
    known = session.get(AlertStep, step_id)
    alert = alerts.locked(session, known.alert_id) if known is not None else None
    row = locked(session, step_id)
    if row is None or alert is None:
        return None
    callback = queue.of_ticket(session, alert.ticket_id)
    holder = queue.holder_of(session, callback.id, now) if callback else None
    user = session.get_one(User, row.user_id)
    is_over = alert.ended_at is not None or callback is None or user.disabled_at is not None
    return row, Call(alert.ticket_id, callback, user, is_over, holder.name if holder else None)


def take(session: Session, row: AlertStep, call: Call, now: datetime, lease: timedelta) -> bool:
    """Whoever pressed 1 has the request in hand; False when somebody was quicker."""
    if call.callback is None or call.is_over:
        return False
    if call.taken_by is None:
        by = call.user.name
        taken = queue.claim(session, call.callback.id, by=by, now=now, lease=lease)
        if taken is None:
            return False
        alert = session.get_one(Alert, row.alert_id)
        alert.taken_by, alert.taken_at = by, now
    elif call.taken_by != call.user.name:
        return False
    row.accepted_at = row.accepted_at or now
    return True


def refuse(row: AlertStep, now: datetime) -> None:
    """Whoever pressed 2 does not take it: the next one is alerted at once."""
    row.refused_at = row.refused_at or now
