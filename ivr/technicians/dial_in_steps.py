"""What each request of a dial-in does: looks up, asks the flow, keeps what came of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from ivr.flows import dial_in
from ivr.flows.dial_in import Case
from ivr.flows.reply import Reply
from ivr.flows.steps import DialInStep
from ivr.technicians import dial_in_outcomes
from ivr.technicians.bridged_call import asked_of, leg_for, leg_of
from ivr.technicians.dial_in_state import At, Doing, held, passed_over, user_of
from ivr.technicians.services import DialInServices
from rules.callbacks.outbound_call import Facts, State
from rules.callbacks.priority import Technician, in_order
from rules.errors import BadInput, MoveRefused
from rules.hours.schedule import explain
from rules.staff.sign_in_limits import Counted
from store.callbacks import attempts, outbound_calls, queue
from store.calls import call_log, voicemail
from store.models import Callback, User
from store.staff import accounts, sessions
from store.tickets import access_log, lifecycle, owners

log = structlog.get_logger()

QUIET_AFTER = timedelta(minutes=2)


def _pin(services: DialInServices, at: At) -> tuple[Reply, At]:
    if not at.digits:
        return dial_in.ask_pin(), at
    now, number = services.technician.now(), at.caller(services.technician.lines)
    with services.technician.sessions.begin() as session:
        user = accounts.by_phone(session, number) if number else None
        if user is None:
            return dial_in.to_callers(), at
        keys = {Counted.PIN: user.name, Counted.PINS: "all"}
        if sessions.crowded(session, keys, now) is not None:
            log.warning("many wrong pins")
        if sessions.count(session, keys, now) is not None:
            return dial_in.locked(), at
    # Counted and committed before it is looked at, so that many at once gain nothing.
    if not accounts.pin_fits(user, at.digits):
        log.warning("wrong pin", user=user.name)
        return dial_in.ask_pin(at.tried + 1), at
    with services.technician.sessions.begin() as session:
        sessions.succeeded(session, keys)
        _keep_call(session, services, at, number)
    log.info("signed in by telephone", user=user.name)
    return dial_in.signed_in(), replace(at, user_id=user.id)


def _keep_call(session: Session, services: DialInServices, at: At, number: str | None) -> None:
    """The call is a technician's: no message is expected of it, and no ticket."""
    now, to = services.technician.now(), at.said.get("To", "")
    call_log.begin(
        session,
        sid=at.call_sid,
        account_sid=at.said.get("AccountSid", ""),
        from_number=number,
        from_raw=at.said.get("From", ""),
        to_number=to,
        line=services.technician.lines.get(to),
        flow=explain(now, services.hours).flow,
        now=now,
    )
    call_log.set_direction(session, at.call_sid, call_log.STAFF)


def _next(services: DialInServices, at: At) -> tuple[Reply, At]:
    with services.technician.sessions.begin() as session:
        user = user_of(session, at)
        callback = _taken(session, services, user, at)
        if callback is None:
            return (
                dial_in.only_from_the_console()
                if _waits(session, services, at)
                else dial_in.next_case(None, owners.owned(session, user.name))
            ), at
        call_log.set_callback(session, at.call_sid, callback.id)
        message = _message(session, callback)
        if message is not None:
            access_log.note(
                session,
                callback.ticket_id,
                access_log.LISTENED,
                by=user.name,
                what=message,
                now=services.technician.now(),
            )
        case = Case(leg_for(session, services.technician, callback), message)
        return dial_in.next_case(case), replace(at, callback_id=callback.id, attempt_id=None)


def _taken(session: Session, services: DialInServices, user: User, at: At) -> Callback | None:
    """What they have in hand already, else the next that may be rung; passed over are left out."""
    now, policy = services.technician.now(), services.technician.policy
    held = [one for one in queue.held_by(session, user.name, now) if one.id not in at.skipped]
    if held:
        return held[0]
    mine = Technician(user.name, frozenset(user.skills or ()))
    for entry in in_order(queue.queue(session, now), now, services.hours, mine):
        may = policy.may_ring(entry.number)
        if entry.due_at > now or entry.id in at.skipped or not may:
            continue
        if queue.claim(session, entry.id, by=user.name, now=now, lease=services.lease):
            return session.get_one(Callback, entry.id, populate_existing=True)
    return None


def _waits(session: Session, services: DialInServices, at: At) -> bool:
    """Whether somebody waits all the same, at a number that cannot be rung from here."""
    now, policy = services.technician.now(), services.technician.policy
    return any(
        entry.due_at <= now and entry.id not in at.skipped and not policy.may_ring(entry.number)
        for entry in queue.queue(session, now)
    )


def _message(session: Session, callback: Callback) -> str | None:
    """The ticket's message, the same that every page shows, if it can be played."""
    ticket = lifecycle.find(session, callback.ticket_id)
    left = voicemail.of_ticket(session, ticket) if ticket is not None else []
    counted = voicemail.that_counts_of_several(left)
    return counted.recording.sid if counted is not None and counted.recorded.has_audio else None


def _choice(services: DialInServices, at: At) -> tuple[Reply, At]:
    now = services.technician.now()
    with services.technician.sessions.begin() as session:
        user = user_of(session, at)
        callback = held(session, user, at)
        if at.digits == "1" and callback is not None:
            return _connected(session, services, user, callback, at)
        if at.digits == "3":
            return dial_in.on(), at
        if at.digits in {"2", "9"} and callback is not None:
            token = callback.lease_token or ""
            queue.release(session, callback.id, token, now=now, by=user.name)
            on = replace(passed_over(at), callback_id=None)
            return (dial_in.on() if at.digits == "2" else dial_in.goodbye()), on
        return (dial_in.ask_choice() if callback is not None else dial_in.refused()), at


def _connected(
    session: Session, services: DialInServices, user: User, callback: Callback, at: At
) -> tuple[Reply, At]:
    """Ring the customer from this very call; the answer to a repeated request is the same."""
    row, now = attempts.live(session, callback.id), services.technician.now()
    if row is None or row.technician_sid != at.call_sid:
        try:
            row = outbound_calls.request_call(
                session,
                callback.id,
                callback.lease_token or "",
                by=user.name,
                now=now,
                policy=services.technician.policy,
                timezone=services.hours.timezone,
            )
        except (MoveRefused, BadInput):
            return dial_in.refused(), passed_over(at)
        row.state, row.next_at = State.PLACING, now + QUIET_AFTER
        told = Facts(technician="in-progress", accepted=True)
        attempts.told(session, row, told, now=now, technician_sid=at.call_sid)
    return dial_in.connect(leg_of(session, services.technician, row)), replace(
        at, attempt_id=row.id
    )


def _dialled(services: DialInServices, at: At) -> tuple[Reply, At]:
    with services.technician.sessions.begin() as session:
        row = attempts.locked(session, at.attempt_id or 0)
        if row is None or row.technician_sid != at.call_sid:
            raise BadInput("expected a call that we connected, found another")
        reply, facts = dial_in.after_dial(
            leg_of(session, services.technician, row), asked_of(at.said)
        )
        attempts.told(session, row, facts, now=services.technician.now())
    return reply, at


STEPS: Mapping[str, Doing] = {
    DialInStep.PIN: _pin,
    DialInStep.NEXT: _next,
    DialInStep.CHOICE: _choice,
    DialInStep.DIALLED: _dialled,
    **dial_in_outcomes.STEPS,
}
