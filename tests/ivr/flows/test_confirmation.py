from datetime import UTC, datetime

import pytest

from ivr.flows.reply import HangUp, MessageConfirmed
from rules.hours.schedule import Flow
from rules.language.spoken import spoken_digits
from tests.ivr.flows.situations import (
    EVENING,
    HOLIDAY,
    LUNCH,
    SATURDAY,
    SATURDAY_LUNCH,
    TUESDAY,
    answer,
    said,
    spoken,
)


@pytest.mark.parametrize(
    ("at", "j_system", "promise"),
    [
        (TUESDAY, False, "soon"),
        (EVENING, False, "in_charge"),
        (HOLIDAY, False, "in_charge"),
        (SATURDAY, False, "in_charge"),
        (SATURDAY, True, "soon"),
        (SATURDAY_LUNCH, True, "in_charge"),
    ],
)
def test_confirmation_says_when_it_is_taken_in_charge(
    at: datetime, j_system: bool, promise: str
) -> None:
    reply = answer("sent", at, j_system=j_system)
    assert spoken(reply) == ["sent", "ticket", promise, "goodbye"]


def test_weekend_promises_differ_by_j_system() -> None:
    mine = answer("sent", SATURDAY_LUNCH, flow=Flow.WEEKEND, j_system=True)
    theirs = answer("sent", SATURDAY_LUNCH, flow=Flow.WEEKEND)
    assert said(mine, "in_charge").values["when"].startswith("oggi")
    assert said(theirs, "in_charge").values["when"].startswith("lunedì")


@pytest.mark.parametrize("language", ["it", "en"])
def test_ticket_number_is_said_digit_by_digit(language: str) -> None:
    values = said(answer("sent", language=language), "ticket").values
    assert values == {"number": spoken_digits("1042", language)}
    assert "1042" not in values["number"]


def test_message_is_confirmed_even_before_its_ticket_is_known() -> None:
    assert spoken(answer("sent", ticket_number=None)) == ["sent", "soon", "goodbye"]


@pytest.mark.parametrize("changes", [{}, {"digits": "7"}, {"status": "completed"}])
def test_silence_a_wrong_key_and_hanging_up_end_alike(changes: dict) -> None:
    reply = answer("sent", **changes)
    assert reply.facts == (MessageConfirmed(),)
    assert reply.verbs[-1] == HangUp()


def test_caller_hears_by_when_we_call() -> None:
    reply = answer("sent", promised_at=datetime(2026, 11, 24, 10, 40, tzinfo=UTC))
    assert spoken(reply) == ["sent", "ticket", "call_by", "goodbye"]
    assert said(reply, "call_by").values == {"when": "entro le undici e quaranta"}


def test_out_of_hours_caller_hears_both_when_we_begin_and_by_when_we_call() -> None:
    promised = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    assert spoken(answer("sent", LUNCH, promised_at=promised))[-3:] == [
        "in_charge",
        "call_by",
        "goodbye",
    ]
