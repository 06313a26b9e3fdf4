"""What came of a call made by dial-in, told by keys: an outcome, another hour, or a colleague's turn.

Silence is asked once more and then ends the call; a wrong key is asked again. Until something is
confirmed nothing is recorded: the case stays in hand, and is told in the console.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from ivr.flows import dial_in
from ivr.flows.reply import Reply
from ivr.flows.steps import DialInStep
from ivr.technicians.dial_in_state import At, Doing, held, passed_over, user_of
from ivr.technicians.services import DialInServices
from rules.callbacks.outcomes import Outcome, ReportedOutcome
from rules.errors import BadInput
from rules.hours import callback_slots
from rules.hours.working_time import is_open
from rules.language.spoken import spoken_instant
from store.callbacks import outcomes
from store.models import Attempt, Callback, User
from store.staff import accounts

MOST_COLLEAGUES = 9  # a key each


def _outcome(services: DialInServices, at: At) -> tuple[Reply, At]:
    if at.digits == dial_in.CALL_AGAIN:
        return dial_in.ask_when(), at
    if at.digits == dial_in.HAND_ON:
        with services.technician.sessions.begin() as session:
            return dial_in.ask_colleague(_colleagues(session, user_of(session, at))), at
    found = dial_in.outcome_of(at.digits)
    if found is None:
        return dial_in.ask_outcome(), at
    return _recorded(services, at, ReportedOutcome(found), dial_in.noted())


def _when(services: DialInServices, at: At) -> tuple[Reply, At]:
    now = services.technician.now()
    match at.digits:
        case "1":
            return _confirmed(services, at, callback_slots.in_an_hour(now))
        case "2":
            j_system = _is_subscribers(services, at)
            return _confirmed(
                services, at, callback_slots.next_morning(now, services.hours, j_system=j_system)
            )
        case "3":
            return dial_in.ask_hour(), at
        case _:
            return dial_in.ask_when(), at


def _hour(services: DialInServices, at: At) -> tuple[Reply, At]:
    j_system, now = _is_subscribers(services, at), services.technician.now()
    found = callback_slots.at_time(at.digits, now, services.hours, j_system=j_system)
    return (dial_in.ask_hour(wrong=True), at) if found is None else _confirmed(services, at, found)


def _confirmed(services: DialInServices, at: At, when: datetime) -> tuple[Reply, At]:
    """The hour is said, and counts once it is confirmed."""
    may_ring = is_open(when, services.hours, j_system=_is_subscribers(services, at))
    reply = dial_in.ask_agreed(_words(services, when), is_open=may_ring)
    return reply, replace(at, agreed=when)


def _agreed(services: DialInServices, at: At) -> tuple[Reply, At]:
    when = at.agreed
    if when is None or at.digits == "2":
        return dial_in.ask_when(), replace(at, agreed=None)
    if at.digits != "1":
        return _confirmed(services, at, when)
    try:
        return _recorded(
            services,
            at,
            ReportedOutcome(Outcome.CALL_AGAIN, at=when),
            dial_in.agreed(_words(services, when)),
        )
    except BadInput:  # it has passed meanwhile
        return dial_in.ask_when(), replace(at, agreed=None)


def _colleague(services: DialInServices, at: At) -> tuple[Reply, At]:
    with services.technician.sessions.begin() as session:
        names = _colleagues(session, user_of(session, at))
    place = int(at.digits) if at.digits.isdecimal() else 0
    if not 1 <= place <= len(names):
        return dial_in.ask_colleague(names), at
    name = names[place - 1]
    told = ReportedOutcome(Outcome.HANDED_ON, to=name)
    return _recorded(services, passed_over(at), told, dial_in.handed_on(name))


def _recorded(
    services: DialInServices, at: At, told: ReportedOutcome, reply: Reply
) -> tuple[Reply, At]:
    """Keep what was told, once, and go on to the next case."""
    on = replace(at, callback_id=None, attempt_id=None, agreed=None)
    with services.technician.sessions.begin() as session:
        user = user_of(session, at)
        if _is_told(session, at):  # this very request, repeated
            return reply, on
        callback = held(session, user, at)
        if callback is None:
            return dial_in.refused(), at
        outcomes.record_outcome(
            session,
            callback.id,
            callback.lease_token or "",
            told,
            by=user.name,
            now=services.technician.now(),
            policy=services.gaps,
            hours=services.hours,
            vat_percent=services.vat_percent,
        )
    return reply, on


def _is_told(session: Session, at: At) -> bool:
    row = session.get(Attempt, at.attempt_id or 0)
    return row is not None and row.decided_at is not None


def _is_subscribers(services: DialInServices, at: At) -> bool:
    """Whether the customer may be rung in the hours of the week-end too."""
    with services.technician.sessions() as session:
        callback = session.get(Callback, at.callback_id or 0)
        return callback is not None and callback.j_system


def _colleagues(session: Session, user: User) -> list[str]:
    """Everybody else who may sign in, in an order that stays the same from key to key."""
    others = (one for one in accounts.users(session) if one.disabled_at is None)
    return sorted(one.name for one in others if one.id != user.id)[:MOST_COLLEAGUES]


def _words(services: DialInServices, when: datetime) -> str:
    return spoken_instant(when, services.technician.now(), services.hours.timezone, "it")


STEPS: Mapping[str, Doing] = {
    DialInStep.OUTCOME: _outcome,
    DialInStep.WHEN: _when,
    DialInStep.HOUR: _hour,
    DialInStep.AGREED: _agreed,
    DialInStep.COLLEAGUE: _colleague,
}
