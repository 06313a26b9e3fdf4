"""Calls to whoever is on call, and what they answer: 1 takes the request, 2 passes it on.

They are placed as those are that technicians ask for (store.callbacks.placing); whatever Twilio
tells of one may come twice, late or in any order.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import Session, aliased

from rules.callbacks.outbound_call import Facts, State
from rules.calls.call_status import FINAL, furthest
from store.callbacks import queue
from store.callbacks.placing import Placing, Sids
from store.models import Alert, AlertStep, Attempt, Callback, User
from store.oncall import alerts


def _is_engaged() -> ColumnElement[bool]:
    """Whether a call to the step's telephone is with Twilio, of an alert's or of a technician's."""
    other = aliased(AlertStep)
    rung = (
        other.phone == AlertStep.phone,
        other.ended_at.is_(None),
        other.state != State.TO_PLACE,
        other.id != AlertStep.id,
    )
    talking = (Attempt.technician_phone == AlertStep.phone, Attempt.ended_at.is_(None))
    return or_(exists().where(*rung), exists().where(*talking))


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


def _tell(session: Session, row: AlertStep, more: Facts, sids: Sids, now: datetime) -> None:
    told(session, row, more.technician or "", sids.technician, now)


def _give_up(_session: Session, row: AlertStep, reason: str, now: datetime) -> None:
    """The person has the text, and is waited for."""
    if row.sid is None:
        row.state, row.ended_at, row.reason = State.ENDED, now, reason
        row.next_at = row.lease_until = row.lease_token = None


ALERT_STEPS = Placing(
    table=AlertStep,
    name="alert_step",
    phone=AlertStep.phone,
    sid=AlertStep.sid,
    asked_at=AlertStep.at,
    engaged=_is_engaged(),
    tell=_tell,
    give_up=_give_up,
)


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
    row = ALERT_STEPS.locked(session, step_id)
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
