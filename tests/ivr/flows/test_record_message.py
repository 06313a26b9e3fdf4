from datetime import datetime

import pytest

from ivr.flows.reply import GoTo, Record
from ivr.flows.steps import Step
from rules.entitlement.weekend_gate import GRANTED, Answer, Reason, WeekendGate
from rules.hours.schedule import Flow
from tests.ivr.flows.situations import (
    FIRST,
    HOLIDAY,
    SATURDAY,
    TUESDAY,
    answer,
    asked,
    on_silence,
    record_in,
    spoken,
)

REFUSED = WeekendGate(Answer.REFUSED, Reason.NO_CONTRACT)


@pytest.mark.parametrize(
    ("at", "changes", "heard"),
    [
        (TUESDAY, {}, ["notice", "speak"]),
        (HOLIDAY, {}, ["notice", "speak"]),
        (TUESDAY, {"from_number": None}, ["notice", "speak_hidden"]),
        (SATURDAY, {}, ["notice", "speak_weekend"]),
        (SATURDAY, {"j_system": True}, ["notice", "speak_weekend"]),
        (
            SATURDAY,
            {"j_system": True, "weekend": GRANTED},
            ["notice", "j_system_now", "speak_weekend"],
        ),
        (
            SATURDAY,
            {"j_system": True, "weekend": REFUSED},
            ["notice", "weekend_refused", "in_charge", "speak_weekend"],
        ),
        (SATURDAY, {"kept_sid": FIRST}, ["speak_again"]),  # records again: heard it all before
    ],
)
def test_what_is_said_before_the_beep_to_whoever_pressed_a_key(
    at: datetime, changes: dict, heard: list[str]
) -> None:
    assert spoken(answer("message", at, **changes)) == heard


def test_any_key_cuts_the_words_short_and_leads_straight_to_the_beep() -> None:
    ask = asked(answer("message"))
    assert (ask.then, ask.digits) == (Step.BEEP, 1)


def test_silence_at_the_beep_leads_to_recorded() -> None:
    reply = answer("message")
    assert reply.verbs[-2:] == (Record(Step.RECORDED, 90), GoTo(Step.RECORDED))
    assert on_silence(reply) == GoTo(Step.RECORDED)


@pytest.mark.parametrize("digits", ["7", "*", "1"])
def test_wrong_key_makes_no_difference(digits: str) -> None:
    assert answer("message", digits=digits) == answer("message")


def test_hanging_up_has_nothing_to_lose_yet() -> None:
    assert answer("message", status="completed").facts == ()


def test_message_is_as_long_as_configured() -> None:
    assert record_in(answer("message", flow=Flow.HOLIDAY)).max_seconds == 90
