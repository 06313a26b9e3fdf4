"""The customer's leg of a call placed for a technician: who cannot talk puts it off by key.

The first key keeps the soonest time at once, so that hanging up afterwards loses nothing. It is an
hour that was agreed on, by the customer: no attempt in vain, and the technician is told of it.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from ivr.flows import bridged_call
from ivr.flows.bridged_call import Asked, Leg
from ivr.flows.reply import Reply
from ivr.flows.steps import TechnicianStep
from ivr.technicians.services import PuttingOff, TechnicianServices
from rules.callbacks.outbound_call import Facts
from rules.callbacks.outcomes import Outcome, ReportedOutcome
from rules.hours import callback_slots
from rules.language.spoken import spoken_instant
from store.callbacks import attempts, outcomes, queue
from store.models import Attempt, Callback
from store.tickets import customer_actions
from store.tickets.number_checks import CALLER

STEPS = (TechnicianStep.SCREEN, TechnicianStep.NOT_NOW, TechnicianStep.LATER)


def put_off_to(row: Attempt, callback: Callback) -> datetime | None:
    """What the customer chose by key in this call; None where they did not."""
    return callback.agreed_at if row.put_off_at is not None else None


def answer(
    session: Session, services: TechnicianServices, row: Attempt, leg: Leg, step: str, asked: Asked
) -> Reply:
    """What the customer hears, with what came of their key kept; the ticket and attempt are held."""
    rules = services.putting_off
    if rules is None:
        return bridged_call.connected()
    if step == TechnicianStep.SCREEN:
        return bridged_call.screen(leg)
    callback = session.get_one(Callback, row.callback_id, populate_existing=True)
    if step == TechnicianStep.LATER:
        return _other(session, services, row, callback, leg, asked.digits)
    if asked.digits != "1":
        return bridged_call.connected()
    if row.put_off_at is None and not leg.is_wanted:
        return bridged_call.screen(leg)  # somebody ended it meanwhile
    times = times_of(row, callback, rules, services.now())
    if row.put_off_at is None:
        _put_off(session, services, rules, row, times[0])
    return bridged_call.put_off(leg, times)


def times_of(row: Attempt, callback: Callback, rules: PuttingOff, now: datetime) -> list[datetime]:
    """As they were when the key was pressed, and so the same when Twilio asks again."""
    at = row.put_off_at or now
    return callback_slots.not_now(at, rules.hours, j_system=callback.j_system)


def _put_off(
    session: Session, services: TechnicianServices, rules: PuttingOff, row: Attempt, at: datetime
) -> None:
    now = services.now()
    attempts.told(session, row, Facts(bridged=False), now=now)
    outcomes.record_outcome(
        session,
        row.callback_id,
        row.claim_token or "",
        ReportedOutcome(Outcome.CALL_AGAIN, at=at),
        by=CALLER,
        now=now,
        policy=rules.gaps,
        hours=rules.hours,
        vat_percent=rules.vat_percent,
    )
    row.undo = None  # it is the customer's word, and no slip of the technician's
    row.put_off_at = now
    session.flush()


def _other(
    session: Session,
    services: TechnicianServices,
    row: Attempt,
    callback: Callback,
    leg: Leg,
    digits: str,
) -> Reply:
    rules, now = services.putting_off, services.now()
    if rules is None or row.put_off_at is None:
        return bridged_call.noted(leg, None)
    at = bridged_call.chosen(digits, times_of(row, callback, rules, now))
    if at is not None and at != callback.agreed_at:
        words = spoken_instant(at, now, services.timezone, "it")
        if (
            customer_actions.call_from(session, callback.ticket_id, at, words, now, by=CALLER)
            is None
        ):
            at = None  # a colleague has taken it meanwhile
    return bridged_call.noted(leg, at)


def hold(session: Session, attempt_id: int) -> Attempt | None:
    """The attempt, with its ticket held before it: the order of whoever tells an outcome."""
    found = attempts.find(session, attempt_id)
    if found is None:
        return None
    queue.hold_ticket(session, found.callback_id)
    return attempts.locked(session, attempt_id)
