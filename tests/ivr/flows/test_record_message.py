from datetime import datetime

import pytest

from ivr.flows.reply import GoTo, Record, Step
from rules.hours.schedule import Flow
from tests.ivr.flows.situations import (
    FIRST,
    HOLIDAY,
    SATURDAY,
    TUESDAY,
    answer,
    on_silence,
    record_in,
    said,
    spoken,
)


@pytest.mark.parametrize(
    ("at", "changes", "heard"),
    [
        (TUESDAY, {}, ["safety_copy", "speak"]),
        (HOLIDAY, {}, ["safety_copy", "speak"]),
        (TUESDAY, {"from_number": None}, ["safety_copy", "number_unseen", "speak"]),
        (SATURDAY, {}, ["j_system_only", "in_charge", "safety_copy", "speak"]),
        (SATURDAY, {"j_system": True}, ["safety_copy", "speak"]),
        (SATURDAY, {"kept_sid": FIRST}, ["speak_again"]),  # records again: heard it all before
    ],
)
def test_what_is_said_before_the_beep(at: datetime, changes: dict, heard: list[str]) -> None:
    assert spoken(answer("message", at, **changes)) == heard


def test_weekend_message_of_everybody_else_waits_for_the_working_day() -> None:
    when = said(answer("message", SATURDAY), "in_charge").values["when"]
    assert when.startswith("lunedì")


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
