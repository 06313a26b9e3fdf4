"""La rilettura: whom we will ring, and why, read back to the caller who holds after the message.

Its text is made meanwhile; where it is late, or nobody spoke, the call goes on as without it.
Refused once the number is said digit by digit, refused twice it is keyed, checked, and read back.
"""

from collections.abc import Mapping

from ivr.flows.context import Context
from ivr.flows.keypad import ask_keypad
from ivr.flows.record_message import message
from ivr.flows.reply import (
    Ask,
    Fact,
    GoTo,
    NumberKeyed,
    NumberRead,
    NumberRefused,
    Pause,
    Reply,
    Say,
)
from ivr.flows.review import ask_review, playback
from ivr.flows.steps import Step
from ivr.turn import Turn
from rules.callbacks.customer_number import Refusal, checked
from rules.language.spoken_number import spoken_by_digits, spoken_number

LOOK_EVERY_S = 1
MOST_LOOKS = 3  # with the word before them, less than four seconds
LONGEST_MATTER = 60  # characters of what the caller wants: whoever speaks may speak long
BY_DIGITS, BY_KEYPAD = 1, 2  # the second reading, and those of what was keyed
MOST_READINGS = 3
_WRONG: Mapping[Refusal, str] = {
    Refusal.NO_NUMBER: "number_incomplete",
    Refusal.TWO_LINES: "number_incomplete",
    Refusal.NO_LINE: "number_not_rung",
    Refusal.OURS: "number_ours",
}


def hold_on() -> Reply:
    """A word, and the first look for the text."""
    return Reply((Say("received"), Pause(LOOK_EVERY_S), GoTo(Step.UNDERSTOOD, 1)))


def understood(turn: Turn, context: Context) -> Reply:
    """What was understood, as soon as the text is there; without it, what follows any message."""
    if not context.is_read and turn.attempt < MOST_LOOKS:
        return Reply((Pause(LOOK_EVERY_S), GoTo(Step.UNDERSTOOD, turn.attempt + 1)))
    found = context.understood
    if found is None:
        return without_text(turn)
    if found.number is None:
        return ask_keypad(Say("understood_no_number"))
    return _read(turn, found.number, _matter(found.matter))


def without_text(turn: Turn) -> Reply:
    """What follows a message of which there is no text: who hides the number is asked for one."""
    return ask_review() if turn.from_number else ask_keypad(Say("sent"))


def number(turn: Turn, context: Context) -> Reply:
    """1 corrects the number, 2 plays the message, 3 records it again; all else confirms."""
    match turn.digits:
        case "1":
            return _corrected(turn, context)
        case "2":
            return playback(turn, context)
        case "3":
            return message(turn, context)
    return Reply((GoTo(Step.SENT),))


def keyed(turn: Turn, context: Context) -> Reply:
    """What was keyed, checked and read back; what nobody can ring is asked for once more."""
    if not turn.digits:
        return Reply((GoTo(Step.SENT),))
    found = checked(turn.digits, context.ours)
    if isinstance(found, Refusal):
        wrong = Say(_WRONG[found])
        again = ask_keypad(wrong, attempt=turn.attempt + 1)
        return again if turn.attempt == 0 else Reply((wrong, GoTo(Step.SENT)))
    say = Say("understood", {"number": spoken_number(found, turn.language)})
    return _ask(say, reading=BY_KEYPAD + turn.attempt, facts=(NumberKeyed(found),))


def _corrected(turn: Turn, context: Context) -> Reply:
    found = context.understood
    if turn.attempt == 0 and found is not None and found.number is not None:
        digits = Say("understood_digits", {"number": spoken_by_digits(found.number, turn.language)})
        return _ask(digits, reading=BY_DIGITS, facts=(NumberRefused(), NumberRead(found.number)))
    if turn.attempt >= MOST_READINGS:
        return Reply((GoTo(Step.SENT),), (NumberRefused(),))
    return ask_keypad(attempt=max(0, turn.attempt - BY_DIGITS), facts=(NumberRefused(),))


def _read(turn: Turn, found: str, matter: tuple[Say, ...]) -> Reply:
    says = (Say("understood", {"number": spoken_number(found, turn.language)}), *matter)
    return _ask(*says, reading=0, facts=(NumberRead(found),))


def _ask(*says: Say, reading: int, facts: tuple[Fact, ...]) -> Reply:
    """Whether it is right; silence says yes."""
    ask = Ask((*says, Say("understood_keys")), Step.NUMBER, timeout_s=3, attempt=reading)
    return Reply((ask, GoTo(Step.SENT)), facts)


def _matter(text: str | None) -> tuple[Say, ...]:
    words = " ".join((text or "").split())[:LONGEST_MATTER].rstrip(" .,;:")
    return (Say("understood_matter", {"matter": words}),) if words else ()
