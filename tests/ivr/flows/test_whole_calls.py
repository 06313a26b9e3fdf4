"""Whole ways through the steps: whatever a caller does or does not do ends well."""

from dataclasses import replace
from datetime import datetime
from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.flows import STEPS
from ivr.flows.reply import GoTo, HangUp, MessageRecorded, NothingRecorded
from ivr.flows.steps import Step
from ivr.twiml import after_facts
from rules.hours.schedule import Flow
from rules.language.spoken import LANGUAGES
from tests.ivr.flows.situations import (
    FIRST,
    INSTANTS,
    SECOND,
    a_context,
    a_turn,
    asked,
    on_silence,
    record_in,
    silent_call,
    spoken,
)

MANY = 12  # documents; no silent call needs so many
BEFORE_THE_BEEP = ("incoming", "menu", "code", "message")
ENTRIES = list(product(INSTANTS, ("weekday", "weekend", None), LANGUAGES, (None, *Flow)))


@pytest.mark.parametrize("step", BEFORE_THE_BEEP)
def test_caller_who_presses_nothing_reaches_the_beep_from_everywhere(step: str) -> None:
    for (at, line, language, flow), attempt in product(ENTRIES, (0, 1, 2)):
        turn = a_turn(step, language=language, flow=flow, attempt=attempt)
        first_three = islice(silent_call(turn, a_context(at, line=line)), 3)
        assert any(record_in(reply) for reply in first_three)


@pytest.mark.parametrize("step", BEFORE_THE_BEEP)
@pytest.mark.parametrize("key", ["9", "*", "#", "0"])
def test_caller_who_presses_wrong_keys_only_reaches_the_beep(step: str, key: str) -> None:
    for at, line, language, flow in ENTRIES:
        turn = a_turn(step, language=language, flow=flow, digits=key)
        context = a_context(at, line=line, code_known=False)
        for _ in range(4):
            reply = STEPS[turn.step](turn, context)
            if record_in(reply):
                break
            ask = asked(reply)
            turn = replace(after_facts(turn, reply.facts), step=ask.then, attempt=ask.attempt)
        assert record_in(reply)


@pytest.mark.parametrize("at", INSTANTS)
def test_silent_call_ends_as_a_missed_call_after_two_beeps(at: datetime) -> None:
    replies = list(islice(silent_call(a_turn("incoming"), a_context(at)), MANY))
    assert len(replies) < MANY
    assert sum(record_in(reply) is not None for reply in replies) == 2
    assert replies[-1].facts == (NothingRecorded(),)
    assert replies[-1].verbs[-1] == HangUp()


@pytest.mark.parametrize("ready", [True, False])
@pytest.mark.parametrize("step", ["recorded", "review", "playback", "sent"])
def test_silence_after_the_message_ends_with_its_confirmation(step: str, ready: bool) -> None:
    turn = a_turn(step, recording_sid=FIRST, recording_seconds=5, kept_sid=FIRST)
    replies = list(islice(silent_call(turn, a_context(recording_ready=ready)), MANY))
    assert len(replies) < MANY
    assert spoken(replies[-1])[-1] == "goodbye"


KEYS = st.sampled_from(["1", "2", "3", "9", "*", "#", "", "speaks", "says nothing"])


@given(st.sampled_from(ENTRIES), st.booleans(), st.lists(KEYS, max_size=25))
def test_whatever_is_pressed_silence_then_ends_the_call_and_no_message_is_lost(
    entry: tuple, ready: bool, keys: list[str]
) -> None:
    at, line, language, _ = entry
    context = a_context(at, line=line, recording_ready=ready, code_known=False)
    turn, kept = a_turn("incoming", language=language), False
    for key in keys:
        reply = STEPS[turn.step](turn, context)
        kept = kept or any(isinstance(fact, MessageRecorded) for fact in reply.facts)
        turn = after_facts(turn, reply.facts)
        record, ask, goes = record_in(reply), asked(reply), on_silence(reply)
        if record and key == "speaks":
            turn = replace(turn, step=record.then, attempt=record.attempt, digits="#")
            turn = replace(turn, recording_sid=SECOND if kept else FIRST, recording_seconds=4)
            continue
        turn = replace(turn, recording_sid=None, recording_seconds=None, digits="")
        if ask and key not in ("speaks", "says nothing", ""):
            turn = replace(turn, step=ask.then, attempt=ask.attempt, digits=key)
        elif goes is None:
            break
        else:
            turn = replace(turn, step=goes.step, attempt=goes.attempt)
        assert (turn.kept_sid is not None) == kept
    replies = list(islice(silent_call(turn, context), MANY))
    assert len(replies) < MANY
    assert replies[-1].verbs[-1] == HangUp()


@pytest.mark.parametrize("entry", ENTRIES[:: len(LANGUAGES) * 4])
def test_silence_reaches_the_beep_in_the_first_answer_of_all(entry: tuple) -> None:
    at, line, language, _ = entry
    reply = STEPS["incoming"](a_turn("incoming", language=language), a_context(at, line=line))
    assert record_in(reply)
    assert on_silence(reply) == GoTo(Step.RECORDED)
