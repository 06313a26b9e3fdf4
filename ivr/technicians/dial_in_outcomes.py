"""What came of a call from the road, told by keys: an outcome, another hour, or a colleague's turn.

Silence is asked once more and then ends the call; a wrong key is asked again. Until something is
confirmed nothing is recorded: the case stays in hand, and is told in the console.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from ivr.flows import dial_in
from ivr.flows.reply import Reply, RoadStep
from ivr.technicians.dial_in_state import At, Doing, RoadDesk, held, passed_over, user_of
from rules.callbacks.outcomes import Outcome, Told
from rules.errors import BadInput
from rules.hours import callback_slots
from rules.hours.working_time import is_open
from rules.language.spoken import spoken_instant
from store.callbacks import outcomes
from store.models import Attempt, Callback, User
from store.staff import accounts

MOST_COLLEAGUES = 9  # a key each


def _outcome(desk: RoadDesk, at: At) -> tuple[Reply, At]:
    if at.digits == dial_in.CALL_AGAIN:
        return dial_in.ask_when(), at
    if at.digits == dial_in.HAND_ON:
        with desk.technician.sessions.begin() as session:
            return dial_in.ask_colleague(_colleagues(session, user_of(session, at))), at
    found = dial_in.outcome_of(at.digits)
    if found is None:
        return dial_in.ask_outcome(), at
    return _recorded(desk, at, Told(found), dial_in.noted())


def _when(desk: RoadDesk, at: At) -> tuple[Reply, At]:
    now = desk.technician.now()
    match at.digits:
        case "1":
            return _confirmed(desk, at, callback_slots.in_an_hour(now))
        case "2":
            j_system = _is_subscribers(desk, at)
            return _confirmed(
                desk, at, callback_slots.next_morning(now, desk.hours, j_system=j_system)
            )
        case "3":
            return dial_in.ask_hour(), at
        case _:
            return dial_in.ask_when(), at


def _hour(desk: RoadDesk, at: At) -> tuple[Reply, At]:
    j_system, now = _is_subscribers(desk, at), desk.technician.now()
    found = callback_slots.at_time(at.digits, now, desk.hours, j_system=j_system)
    return (dial_in.ask_hour(wrong=True), at) if found is None else _confirmed(desk, at, found)


def _confirmed(desk: RoadDesk, at: At, when: datetime) -> tuple[Reply, At]:
    """The hour is said, and counts once it is confirmed."""
    may_ring = is_open(when, desk.hours, j_system=_is_subscribers(desk, at))
    reply = dial_in.ask_agreed(_words(desk, when), is_open=may_ring)
    return reply, replace(at, agreed=when)


def _agreed(desk: RoadDesk, at: At) -> tuple[Reply, At]:
    when = at.agreed
    if when is None or at.digits == "2":
        return dial_in.ask_when(), replace(at, agreed=None)
    if at.digits != "1":
        return _confirmed(desk, at, when)
    try:
        return _recorded(
            desk, at, Told(Outcome.CALL_AGAIN, at=when), dial_in.agreed(_words(desk, when))
        )
    except BadInput:  # it has passed meanwhile
        return dial_in.ask_when(), replace(at, agreed=None)


def _colleague(desk: RoadDesk, at: At) -> tuple[Reply, At]:
    with desk.technician.sessions.begin() as session:
        names = _colleagues(session, user_of(session, at))
    place = int(at.digits) if at.digits.isdecimal() else 0
    if not 1 <= place <= len(names):
        return dial_in.ask_colleague(names), at
    name = names[place - 1]
    told = Told(Outcome.HANDED_ON, to=name)
    return _recorded(desk, passed_over(at), told, dial_in.handed_on(name))


def _recorded(desk: RoadDesk, at: At, told: Told, reply: Reply) -> tuple[Reply, At]:
    """Keep what was told, once, and go on to the next case."""
    on = replace(at, callback_id=None, attempt_id=None, agreed=None)
    with desk.technician.sessions.begin() as session:
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
            now=desk.technician.now(),
            policy=desk.gaps,
            hours=desk.hours,
            vat_percent=desk.vat_percent,
        )
    return reply, on


def _is_told(session: Session, at: At) -> bool:
    row = session.get(Attempt, at.attempt_id or 0)
    return row is not None and row.decided_at is not None


def _is_subscribers(desk: RoadDesk, at: At) -> bool:
    """Whether the customer may be rung in the hours of the week-end too."""
    with desk.technician.sessions() as session:
        callback = session.get(Callback, at.callback_id or 0)
        return callback is not None and callback.j_system


def _colleagues(session: Session, user: User) -> list[str]:
    """Everybody else who may sign in, in an order that stays the same from key to key."""
    others = (one for one in accounts.users(session) if one.disabled_at is None)
    return sorted(one.name for one in others if one.id != user.id)[:MOST_COLLEAGUES]


def _words(desk: RoadDesk, when: datetime) -> str:
    return spoken_instant(when, desk.technician.now(), desk.hours.timezone, "it")


STEPS: Mapping[str, Doing] = {
    RoadStep.OUTCOME: _outcome,
    RoadStep.WHEN: _when,
    RoadStep.HOUR: _hour,
    RoadStep.AGREED: _agreed,
    RoadStep.COLLEAGUE: _colleague,
}
