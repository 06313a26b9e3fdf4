"""Performs <Dial> and <Number>: rings people, screens them, connects the first who accepts.

Twilio docs: TwiML Voice: <Dial>; TwiML Voice: <Number>. A leg that was picked up and never bridged
(a voicemail, somebody who pressed no) ends as `completed`: only DialBridged tells.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from simulator.call.acts import Bridged, Gone, HungUp, HungUpButTold, Keys, Ringing, Steps, Wait
from simulator.call.document_request import Hooks, Request
from simulator.call.leg import Interrupted, Leg, Status, TimeIsUp
from simulator.call.machine_detection import detect, tell_detected
from simulator.call.phone_call import PhoneCall
from simulator.call.twiml_fetch import Page, resolve
from simulator.state.subscriber import EXTRA_RING_S, Answers, Subscriber, nobody
from simulator.twiml.verbs import Callee, Dial

Whisper = Callable[[Leg, Request], Steps[bool]]


@dataclass
class _Rung:
    """One leg that is rung, and when something happens on it."""

    leg: Leg
    callee: Callee
    subscriber: Subscriber
    ends_ringing_s: float


@dataclass
class _Outcome:
    status: str = "no-answer"
    sid: str = ""
    seconds: int = 0
    bridged: bool = False


def dial(leg: Leg, page: Page, verb: Dial, whisper: Whisper) -> Steps[Request | None]:
    """The action to ask for, or None to go on with the next verb."""
    if not verb.answer_on_bridge:
        leg.answer()
    caller_id = _caller_id(leg, verb)
    outcome = _Outcome("failed")
    try:
        if caller_id is not None:
            outcome = yield from _try(leg, page, verb, caller_id, whisper)
    except HungUp as gone:
        outcome = gone.args[0] if gone.args else _Outcome("canceled")
        if verb.action and not (outcome.bridged and not _tells_of_bridged(leg)):
            raise HungUpButTold(_action(leg, page, verb, outcome)) from gone
        raise
    return _action(leg, page, verb, outcome) if verb.action else None


def _tells_of_bridged(leg: Leg) -> bool:
    return leg.exchange.quirks.dial_action_after_bridged_hangup


def _caller_id(leg: Leg, verb: Dial) -> str | None:
    """The number shown to who is rung, None where Twilio would not show it (13214, 13247)."""
    shown = verb.caller_id or leg.from_number
    if verb.caller_id is None and not _is_number(shown):
        return shown  # who withheld the number towards us is withheld towards them too
    own = shown in leg.exchange.numbers
    if not own and shown not in {leg.from_number, leg.to_number}:
        leg.alert(13214, f"callerId {shown} is neither the account's nor of this call")
        return None
    if not _is_number(shown):
        leg.alert(13247, f"{shown!r} cannot be shown as the caller")
        return None
    if not own and shown.startswith("+39"):
        leg.alert(0, f"callerId {shown} is not the account's: AGCOM 106/25 may block the call")
    return shown


def _is_number(shown: str) -> bool:
    return shown.startswith("+") and shown[1:].isdecimal()


def _in_full(leg: Leg, number: str) -> str:
    """A national number with the code of the country in which the call is."""
    if number.startswith("+"):
        return number
    ours = leg.to_number if leg.direction == "inbound" else leg.from_number
    return f"+39{number}" if ours.startswith("+39") else f"+1{number}"


def _try(leg: Leg, page: Page, verb: Dial, caller_id: str, whisper: Whisper) -> Steps[_Outcome]:
    groups = [[callee] for callee in verb.callees] if verb.sequential else [list(verb.callees)]
    outcome = _Outcome() if verb.callees else _Outcome("failed")
    for group in groups if verb.callees else []:
        outcome = yield from _ring(leg, page, verb, caller_id, group, whisper)
        if outcome.bridged:
            return outcome
    return outcome


def _ring(
    leg: Leg, page: Page, verb: Dial, caller_id: str, callees: list[Callee], whisper: Whisper
) -> Steps[_Outcome]:
    """Rings all at once; the first who answers and accepts is connected, the others are let go."""
    full = [replace(callee, number=_in_full(leg, callee.number)) for callee in callees]
    rung = [_begin(leg, page, verb, caller_id, callee) for callee in full]
    rung.sort(key=lambda one: one.ends_ringing_s)
    outcome = _Outcome()
    began = leg.at
    try:
        for at, one in enumerate(rung):
            yield from _wait(leg, one.ends_ringing_s - (leg.at - began).total_seconds())
            outcome = _answered(leg, one, page, whisper) if _picks_up(verb, one) else _missed(one)
            if outcome.bridged:
                _let_go(leg, rung[at + 1 :])
                return (yield from _connect(leg, verb, one, outcome))
    except (HungUp, Interrupted):
        _let_go(leg, rung)
        raise
    return outcome


def _begin(leg: Leg, page: Page, verb: Dial, caller_id: str, callee: Callee) -> _Rung:
    url = resolve(leg, page, callee.status_callback) if callee.status_callback else ""
    child = Leg(
        leg.exchange,
        from_number=caller_id,
        to_number=callee.number,
        direction="outbound-dial",
        at=leg.at,
        hooks=Hooks(
            status_url=url,
            status_method=callee.status_callback_method,
            events=callee.status_events,
            kind="leg",
        ),
        parent_sid=leg.sid,
        time_limit=verb.time_limit,
    )
    leg.note("rings", callee.number)
    child.move(Status.INITIATED)
    subscriber = leg.exchange.subscribers.get(callee.number, nobody(callee.number))
    if subscriber.answers is Answers.UNREACHABLE:
        return _Rung(child, callee, subscriber, 1.0)
    child.move(Status.RINGING)
    longest = verb.timeout + EXTRA_RING_S
    rings = longest if subscriber.answers is Answers.NEVER else min(subscriber.rings_s, longest)
    return _Rung(child, callee, subscriber, rings)


def _picks_up(verb: Dial, one: _Rung) -> bool:
    return one.subscriber.picks_up and one.subscriber.rings_s <= verb.timeout + EXTRA_RING_S


def _wait(leg: Leg, seconds: float) -> Steps[None]:
    """The caller hears it ring, and may give up."""
    if seconds <= 0:
        return
    act = yield Ringing(seconds)
    if isinstance(act, Gone):
        leg.pass_time(min(act.after, seconds))
        leg.note("hangs up")
        raise HungUp
    leg.pass_time(seconds)


def _missed(one: _Rung) -> _Outcome:
    final = {Answers.BUSY: Status.BUSY, Answers.UNREACHABLE: Status.FAILED}
    _end(one, final.get(one.subscriber.answers, Status.NO_ANSWER), one.ends_ringing_s)
    return _Outcome(one.leg.status, one.leg.sid)


def _answered(leg: Leg, one: _Rung, page: Page, whisper: Whisper) -> _Outcome:
    """Picked up: without a whisper, or once the whisper has been accepted, to be bridged."""
    one.leg.at = leg.at
    one.leg.move(Status.IN_PROGRESS)
    _listen_for_a_machine(leg, one, page)
    accepted = True
    if one.callee.url:
        request = Request("screen", resolve(leg, page, one.callee.url), one.callee.method)
        talk = PhoneCall(one.leg, whisper(one.leg, request), one.subscriber.script)
        talk.finish()
        accepted = bool(talk.result)
        leg.pass_time((one.leg.at - leg.at).total_seconds())
    if accepted:
        return _Outcome("completed", one.leg.sid, 0, bridged=True)
    if not one.leg.is_over:
        one.leg.move(Status.COMPLETED)
    return _Outcome("completed", one.leg.sid, one.leg.entry.duration)


def _listen_for_a_machine(leg: Leg, one: _Rung, page: Page) -> None:
    if not one.callee.machine_detection:
        return
    detected = detect(one.leg, one.subscriber, one.callee.machine_detection)
    if one.callee.amd_callback:
        url = resolve(leg, page, one.callee.amd_callback)
        tell_detected(one.leg, detected, url, one.callee.amd_callback_method)


def _connect(leg: Leg, verb: Dial, one: _Rung, outcome: _Outcome) -> Steps[_Outcome]:
    leg.answer()
    leg.note("talks with", one.callee.number)
    try:
        gone = yield from _talk(leg, verb, one)
    except (Interrupted, TimeIsUp):  # ended, or led elsewhere, through REST; or at its limit
        _part(leg, one)
        raise
    _part(leg, one)
    outcome.seconds = one.leg.entry.duration
    if gone:
        leg.note("hangs up")
        raise HungUp(outcome)
    return outcome


def _part(leg: Leg, one: _Rung) -> None:
    one.leg.at = leg.at
    one.leg.move(Status.COMPLETED)


def _talk(leg: Leg, verb: Dial, one: _Rung) -> Steps[bool]:
    """Lets them talk; whether it was the caller who hung up."""
    left = min(one.subscriber.talks_s, float(verb.time_limit))
    while left > 0:
        act = yield Bridged(one.callee.number, left)
        match act:
            case Gone(after):
                leg.pass_time(min(after, left))
                return True
            case Wait(seconds):
                leg.pass_time(min(seconds, left))
                left -= seconds
            case Keys(keys) if verb.hangup_on_star and "*" in keys:
                leg.note("presses", "*")
                return False
            case _:
                leg.pass_time(left)
                return False
    return False


def _let_go(leg: Leg, rung: list[_Rung]) -> None:
    for one in rung:
        if not one.leg.is_over and not one.leg.is_answered:
            one.leg.at = leg.at
            one.leg.move(Status.CANCELED)


def _end(one: _Rung, status: Status, seconds: float) -> None:
    one.leg.at += timedelta(seconds=seconds)
    one.leg.move(status)


def _action(leg: Leg, page: Page, verb: Dial, outcome: _Outcome) -> Request:
    form = [
        ("DialCallStatus", outcome.status),
        ("DialBridged", "true" if outcome.bridged else "false"),
    ]
    if outcome.sid:
        form += [("DialCallSid", outcome.sid), ("DialCallDuration", str(outcome.seconds))]
    return Request("dial", resolve(leg, page, verb.action or ""), verb.method, tuple(form))
