"""Performs <Gather>: prompts that a key interrupts, then the wait for keys or words.

Twilio docs: TwiML Voice: <Gather>. Without input nothing is asked and the next verb runs; the
finish key alone is no input either.
"""

from dataclasses import dataclass

from simulator.call.acts import Asked, Gone, HungUp, Keys, Steps, Voice, Wait, Words
from simulator.call.document_request import Request
from simulator.call.leg import Leg
from simulator.call.say_and_play import Input, lose, perform
from simulator.call.twiml_fetch import Page, resolve
from simulator.twiml.verbs import Gather
from simulator.wire.params import Form

KEY_SECONDS = 0.2


@dataclass
class _Collected:
    """The keys so far; `over` once numDigits, a finish key or words have ended it."""

    digits: str = ""
    finished_on: str = ""
    over: bool = False
    words: Words | None = None


def gather(leg: Leg, page: Page, verb: Gather) -> Steps[Request | None]:
    """The action to ask for, or None to go on with the next verb."""
    leg.answer()
    collected = _Collected()
    given = yield from _prompts(leg, page, verb)
    while not collected.over:
        _take(leg, verb, collected, given)
        if collected.over:
            break
        given = yield from _wait(leg, verb, collected)
        collected.over = given is None
    form = _form(leg, verb, collected)
    if form is None:
        return None
    url = resolve(leg, page, verb.action) if verb.action else page.url
    return Request("gather", url, verb.method, form)


def _prompts(leg: Leg, page: Page, verb: Gather) -> Steps[Input]:
    for prompt in verb.prompts:
        given = yield from perform(leg, page, prompt, keys=verb.keys, speech=verb.speech)
        if given is not None:
            return given
    return None


def _wait(leg: Leg, verb: Gather, collected: _Collected) -> Steps[Input]:
    """The next keys or words, or None once the timeout has passed; each key restarts it."""
    left = float(verb.timeout)
    asked = Asked(collected.digits, left, keys=verb.keys, speech=verb.speech)
    while left > 0:
        act = yield asked
        match act:
            case Keys() if verb.keys:
                return act
            case Words() if verb.speech and not collected.digits:
                return act
            case Keys(keys):  # pressed to a Gather that listens to speech alone
                lose(leg, keys)
            case Gone(after):
                leg.pass_time(min(after, left))
                leg.note("hangs up")
                raise HungUp
            case Wait(seconds):
                leg.pass_time(min(seconds, left))
                left -= seconds
            case Voice():  # words that nobody recognises
                leg.pass_time(min(act.sound.seconds, left))
                left -= act.sound.seconds
            case _:
                leg.pass_time(left)
                left = 0.0
    return None


def _take(leg: Leg, verb: Gather, collected: _Collected, given: Input) -> None:
    match given:
        case Keys(keys):
            _press(leg, verb, collected, keys)
        case Words(text):
            leg.pass_time(len(text) / 14 + verb.speech_timeout)
            leg.note("says", text)
            collected.words = given
            collected.over = True


def _press(leg: Leg, verb: Gather, collected: _Collected, keys: str) -> None:
    leg.note("presses", keys)
    for at, key in enumerate(keys):
        leg.pass_time(KEY_SECONDS)
        if key == verb.finish_on_key:
            collected.finished_on = key
        else:
            collected.digits += key
        if collected.finished_on or len(collected.digits) == verb.num_digits:
            collected.over = True
            lose(leg, keys[at + 1 :])
            return


def _form(leg: Leg, verb: Gather, collected: _Collected) -> Form | None:
    """The parameters of the action, None where it is not asked for."""
    quirks = leg.exchange.quirks
    extra = (("FinishedOnKey", collected.finished_on), ("msg", "Gather End"))
    if collected.words is not None:
        return (*_speech(leg, collected.words), ("msg", "Gather End"))
    if collected.digits:
        return (("Digits", collected.digits), *extra)
    if not verb.action_on_empty:
        return None
    digits = quirks.empty_gather_digits
    return extra if digits is None else (("Digits", digits), *extra)


def _speech(leg: Leg, words: Words) -> Form:
    """Speech as Twilio writes it: capitalised, with a full stop; Confidence is not certain."""
    quirks = leg.exchange.quirks
    text = words.text[:1].upper() + words.text[1:].rstrip(".") + "."
    form: Form = (("SpeechResult", text),)
    if quirks.speech_confidence:
        form += (("Confidence", f"{words.confidence:.8g}"),)
    if quirks.speech_digits is not None:
        form += (("Digits", quirks.speech_digits),)
    return form
