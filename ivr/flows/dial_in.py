"""Dial-in, a technician rings the line from the road: PIN, next case, customer, what came of it.

Silence at the PIN leads on as any caller is led; later it ends the call. What is in hand then stays
so for a while, and is told in the console or goes back into the queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.flows.bridged_call import Answer, Asked, Leg, case_of, dialled
from ivr.flows.reply import Ask, Dial, GoTo, HangUp, Play, Reply, Say
from ivr.flows.steps import AnyStep, DialInStep, Step
from rules.callbacks.outcomes import BY_KEY, Outcome
from rules.language.spoken import spoken_digits

TRIES = 3  # at the PIN in one call
LONGEST_PIN = 12
WAIT_S = 8
CALL_AGAIN, HAND_ON = "9", "0"  # as in the console


@dataclass(frozen=True)
class Case:
    """The next callback, taken in hand."""

    leg: Leg
    recording_sid: str | None  # a message that can be played


def ask_pin(wrong: int = 0) -> Reply:
    """The PIN; whoever waits is led on as a caller."""
    if wrong >= TRIES:
        return Reply((Say("dial_in_wait"), HangUp()))
    say = Say("dial_in_wrong" if wrong else "dial_in_pin")
    ask = Ask((say,), DialInStep.PIN, LONGEST_PIN, "#", WAIT_S, attempt=wrong)
    return Reply((ask, GoTo(Step.INCOMING, attempt=1)))


def locked() -> Reply:
    """Too many tries, here or elsewhere."""
    return Reply((Say("dial_in_wait"), HangUp()))


def to_callers() -> Reply:
    """Nobody signs in from this number: they are led on as a caller."""
    return Reply((GoTo(Step.INCOMING, attempt=1),))


def signed_in() -> Reply:
    return Reply((GoTo(DialInStep.NEXT),))


def next_case(case: Case | None, owned: int = 0) -> Reply:
    """The case, its message, and the keys; without one, how many requests they still see to."""
    if case is None:
        more = (
            Say("dial_in_owned", {"count": str(owned)}) if owned > 1 else Say("dial_in_owned_one")
        )
        return Reply((*((more,) if owned else ()), Say("dial_in_empty"), HangUp()))
    number = spoken_digits(case.leg.ticket_number, "it")
    said = Say("dial_in_case", {"number": number, "case": case_of(case.leg)})
    message = (Play(case.recording_sid),) if case.recording_sid else ()
    return Reply((said, *message, *_asked_twice("dial_in_choice", DialInStep.CHOICE), HangUp()))


def only_from_the_console() -> Reply:
    """Somebody waits whom no key can ring: the number is hidden, abroad, or not known."""
    return Reply((Say("dial_in_console"), HangUp()))


def connect(leg: Leg) -> Reply:
    """The customer is rung."""
    dial = Dial(leg.number, leg.caller_id, leg.ring_s, leg.longest_s, DialInStep.DIALLED)
    return Reply((Say("dial_in_connecting"), dial, HangUp()))


def after_dial(leg: Leg, asked: Asked) -> Answer:
    """What became of it, and the key that says what counts."""
    _, facts = dialled(leg, asked)
    return Reply((*_asked_twice("dial_in_outcomes", DialInStep.OUTCOME), HangUp())), facts


def outcome_of(digits: str) -> Outcome | None:
    """The outcome of a key; None for any other key."""
    return BY_KEY.get(digits)


def ask_outcome() -> Reply:
    return Reply((*_asked_twice("dial_in_outcomes", DialInStep.OUTCOME), HangUp()))


def ask_choice() -> Reply:
    return Reply((*_asked_twice("dial_in_choice", DialInStep.CHOICE), HangUp()))


def ask_when() -> Reply:
    """When the customer is to be called again."""
    return Reply((*_asked_twice("dial_in_when", DialInStep.WHEN), HangUp()))


def ask_hour(*, wrong: bool = False) -> Reply:
    """The hour in four keys; once more after what is none, and then the call ends."""
    first = Ask(
        (Say("dial_in_hour_wrong" if wrong else "dial_in_hour"),), DialInStep.HOUR, 4, "", WAIT_S
    )
    return Reply((first, Ask((Say("dial_in_hour"),), DialInStep.HOUR, 4, "", WAIT_S), HangUp()))


def ask_agreed(when: str, *, is_open: bool) -> Reply:
    """The hour in words, before it counts."""
    say = Say("dial_in_agreed" if is_open else "dial_in_agreed_closed", {"when": when})
    ask = Ask((say,), DialInStep.AGREED, timeout_s=WAIT_S)
    return Reply((ask, ask, HangUp()))


def agreed(when: str) -> Reply:
    return Reply((Say("dial_in_will_call", {"when": when}), GoTo(DialInStep.NEXT)))


def ask_colleague(names: Sequence[str]) -> Reply:
    """Who goes on with it; without anybody else, what came of it is asked again."""
    if not names:
        return Reply(
            (
                Say("dial_in_no_colleague"),
                *_asked_twice("dial_in_outcomes", DialInStep.OUTCOME),
                HangUp(),
            )
        )
    who = ", ".join(f"{key} {name}" for key, name in enumerate(names, start=1))
    ask = Ask((Say("dial_in_colleague", {"who": who}),), DialInStep.COLLEAGUE, timeout_s=WAIT_S)
    return Reply((ask, ask, HangUp()))


def handed_on(name: str) -> Reply:
    return Reply((Say("dial_in_handed_on", {"who": name}), GoTo(DialInStep.NEXT)))


def noted() -> Reply:
    return Reply((Say("dial_in_noted"), GoTo(DialInStep.NEXT)))


def refused() -> Reply:
    """Something came between; on to the next."""
    return Reply((Say("dial_in_refused"), GoTo(DialInStep.NEXT)))


def on() -> Reply:
    return Reply((GoTo(DialInStep.NEXT),))


def goodbye() -> Reply:
    return Reply((Say("dial_in_goodbye"), HangUp()))


def _asked_twice(key: str, then: AnyStep) -> tuple[Ask, Ask]:
    return Ask((Say(key),), then, timeout_s=WAIT_S), Ask((Say(key),), then, timeout_s=WAIT_S)
