"""Seconds to the beep: for every caller who presses nothing, at every hour, by line and language."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from ivr.flows import STEPS
from ivr.flows.reply import Say
from ivr.preview import sentences, waits_s
from ivr.prompts import load as shipped_prompts
from rules.calls.before_the_beep import KEY_S, MOST_S, MOST_WITH_HASH_S, Opening, spoken_seconds
from rules.language.spoken import LANGUAGES
from rules.tickets.known_fault import LONGEST_SAID, Heard
from rules.tickets.repeat_calls import OpenRequest
from simulator.twiml import voices
from tests.ivr.flows.situations import a_context, a_turn, asked, record_in

PROMPTS = shipped_prompts()
ASKED_AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OPEN = OpenRequest(99_999, ASKED_AT, None)
MISSED = OpenRequest(99_999, ASKED_AT, None, missed=True)
# A week before Christmas and the holidays after it, hour by hour.
# As long as a technician may make it.
FAULT = Heard(1, "x" * LONGEST_SAID, "x" * LONGEST_SAID)
HOURS = [datetime(2026, 12, 18, tzinfo=UTC) + timedelta(hours=one) for one in range(24 * 11)]
CALLERS = {
    "nobody knows": {},
    "hides the number": {"from_number": None},
    "has a request": {"open_request": OPEN},
    "was missed": {"open_request": MISSED},
    "hears of a fault": {"fault": FAULT},
    "hears of a fault, and hides the number": {"fault": FAULT, "from_number": None},
    "hears of a fault, and has a request": {"fault": FAULT, "open_request": OPEN},
}


def seconds(reply, language: str) -> float:
    """Until the beep that is in it, for whoever presses nothing."""
    assert record_in(reply)
    return Opening(sentences(reply, language, PROMPTS), waits_s(reply), ()).seconds


def reply_to(step: str, at: datetime, *, line=None, open_request=None, fault=None, **turn):
    given = {"line": line, "open_request": open_request, "fault": fault}
    return STEPS[step](a_turn(step, **turn), a_context(at, **given))


@pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_presses_nothing_hears_the_beep_within_twelve_seconds(language, caller):
    for at, line in product(HOURS, ("weekday", "weekend", None)):
        reply = reply_to("incoming", at, line=line, language=language, **caller)
        assert seconds(reply, language) <= MOST_S, (at, line, reply.heard)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("digits", ["2", "9"])
def test_nor_does_it_take_longer_in_the_other_language_or_after_a_wrong_key(language, digits):
    for at, hidden, fault in product(HOURS[::5], (False, True), (None, FAULT)):
        turn = {"language": language, "digits": digits} | ({"from_number": None} if hidden else {})
        turn["fault"] = fault
        reply = reply_to("menu", at, **turn)
        spoken_in = language if digits == "9" else "it" if language == "en" else "en"
        assert seconds(reply, spoken_in) <= MOST_S


@pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_hash_leads_to_the_beep_within_six_seconds_from_wherever_it_is_pressed(language, caller):
    for at in HOURS[::3]:
        first = asked(reply_to("incoming", at, language=language, **caller))
        reply = reply_to(str(first.then), at, language=language, digits="#", about="told", **caller)
        assert KEY_S + seconds(reply, language) <= MOST_WITH_HASH_S


def test_the_lengths_are_those_that_the_carrier_counts_by():
    for key, texts in PROMPTS.sentences.items():
        for text in texts.values():
            assert spoken_seconds(text) == voices.seconds(text), key


def test_a_sentence_that_is_too_long_is_found():
    text = PROMPTS.of(Say("price_key"), "it")
    long = Opening(sentences(reply_to("incoming", HOURS[0]), "it", PROMPTS), 1, ())
    assert not long.is_too_long
    more = [*long.before, *[type(long.before[0])(text, spoken_seconds(text))] * 2]
    assert Opening(more, 1, ()).is_too_long
