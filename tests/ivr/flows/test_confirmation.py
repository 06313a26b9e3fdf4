from datetime import UTC, datetime

import pytest

from ivr.flows.reply import GoTo, HangUp, MessageConfirmed, RemoteCodeGiven
from ivr.flows.steps import Step
from rules.entitlement.weekend_gate import GRANTED
from rules.hours.schedule import Flow
from rules.language.spoken import spoken_digits, spoken_instant
from tests.ivr.flows.situations import (
    EVENING,
    FIRST,
    HOLIDAY,
    LUNCH,
    SATURDAY,
    SATURDAY_LUNCH,
    TUESDAY,
    a_context,
    answer,
    asked,
    on_silence,
    said,
    spoken,
)

CLOSING = ["kept", "straight_to_the_beep", "goodbye"]
# While somebody is at work who could use it, a code for remote support is asked for first.
AT_WORK = ["remote_code"]


@pytest.mark.parametrize(
    ("at", "j_system", "promise"),
    [
        (TUESDAY, False, ["soon"]),
        (EVENING, False, ["in_charge"]),
        (HOLIDAY, False, ["closed_for", "in_charge"]),
        (SATURDAY, False, ["j_system_only", "in_charge"]),
        (SATURDAY, True, ["soon"]),
        (SATURDAY_LUNCH, True, ["in_charge"]),
    ],
)
def test_confirmation_says_when_it_is_taken_in_charge(
    at: datetime, j_system: bool, promise: list[str]
) -> None:
    line = "weekend" if at in {SATURDAY, SATURDAY_LUNCH} else "weekday"
    expected = ["sent", "ticket", *promise, "safety_copy"]
    last = AT_WORK if promise == ["soon"] else CLOSING
    reply = answer("sent", at, j_system=j_system, line=line)
    assert spoken(reply) == [*expected, *last]


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
    assert spoken(answer("sent", ticket_number=None)) == ["sent", "soon", "safety_copy", *AT_WORK]


@pytest.mark.parametrize("changes", [{}, {"digits": "7"}, {"status": "completed"}])
def test_silence_a_wrong_key_and_hanging_up_end_alike(changes: dict) -> None:
    reply = answer("sent", EVENING, **changes)
    assert reply.facts == (MessageConfirmed(),)
    assert reply.verbs[-1] == HangUp()


def test_caller_hears_by_when_we_call() -> None:
    reply = answer("sent", promised_at=datetime(2026, 11, 24, 10, 40, tzinfo=UTC))
    assert spoken(reply) == ["sent", "ticket", "call_by", "safety_copy", *AT_WORK]
    assert said(reply, "call_by").values == {"when": "entro le undici e quaranta"}


def test_out_of_hours_caller_hears_both_when_we_begin_and_by_when_we_call() -> None:
    promised = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    reply = answer("sent", LUNCH, promised_at=promised)
    assert spoken(reply)[2:5] == ["in_charge", "call_by", "safety_copy"]


def test_holiday_is_named_with_the_day_on_which_somebody_is_here_again() -> None:
    say = said(answer("sent", HOLIDAY), "closed_for")
    assert say.values == {"holiday": a_context(HOLIDAY).explanation.holiday}
    assert "Immacolata" in say.values["holiday"]


def test_holiday_that_ends_in_mid_call_is_not_named_any_more() -> None:
    after_midnight = datetime.fromisoformat("2026-12-09T00:01:00+01:00")
    heard = spoken(answer("sent", after_midnight, flow=Flow.HOLIDAY))
    assert ("closed_for" in heard, "in_charge" in heard) == (False, True)


def test_lunch_break_is_told_as_a_person_would() -> None:
    assert said(answer("sent", LUNCH), "in_charge").values == {
        "when": "oggi alle quattordici e quarantacinque"
    }


def test_instants_are_spoken_in_the_callers_language() -> None:
    now = a_context(LUNCH).explanation
    english = spoken_instant(now.in_charge_standard, now.at, "Europe/Rome", "en")
    assert said(answer("sent", LUNCH, language="en"), "in_charge").values == {"when": english}


def test_weekend_message_of_everybody_else_waits_for_the_working_day() -> None:
    assert said(answer("sent", SATURDAY), "in_charge").values["when"].startswith("lunedì")


@pytest.mark.parametrize(
    ("at", "promise"), [(SATURDAY, "j_system_now"), (SATURDAY_LUNCH, "in_charge")]
)
def test_a_subscriber_who_pressed_nothing_hears_what_is_done(at: datetime, promise: str) -> None:
    heard = spoken(answer("sent", at, weekend=GRANTED))
    assert promise in heard
    assert "j_system_only" not in heard


@pytest.mark.parametrize(
    ("at", "line", "word"),
    [
        (TUESDAY, "weekend", ["line_of_weekend"]),
        (SATURDAY, "weekday", ["line_of_weekdays"]),
        (TUESDAY, "weekday", []),
        (TUESDAY, None, []),  # a number that is neither
        # A holiday has no line of its own, so neither number is the wrong one.
        (HOLIDAY, "weekday", []),
        (HOLIDAY, "weekend", []),
    ],
)
def test_whoever_dialled_the_other_line_hears_a_kind_word(
    at: datetime, line: str, word: list[str]
) -> None:
    heard = spoken(answer("sent", at, line=line))
    assert [key for key in heard if key.startswith("line_of")] == word


def test_whoever_is_not_known_by_the_number_is_asked_for_the_code_at_last() -> None:
    reply = answer("sent", asks_code=True, kept_sid=FIRST)
    assert spoken(reply)[-2:] == ["safety_copy", "code_after"]
    assert (asked(reply).then, on_silence(reply)) == (Step.CODE, GoTo(Step.GOODBYE, 1))
    assert spoken(answer("goodbye", attempt=1, asks_code=True)) == AT_WORK
    assert spoken(answer("goodbye", attempt=2, asks_code=True)) == CLOSING
    assert spoken(answer("goodbye", EVENING, attempt=1, asks_code=True)) == CLOSING


@pytest.mark.parametrize(("digits", "code"), [("123456789", True), ("1234567890", True)])
def test_a_code_for_remote_support_is_kept_exactly(digits: str, code: bool) -> None:
    reply = answer("remote", digits=digits)
    assert (reply.facts == (RemoteCodeGiven(digits),)) is code
    assert spoken(reply) == ["remote_code_kept", *CLOSING]


@pytest.mark.parametrize("digits", ["12345678", "1", "12345678*"])
def test_what_is_no_code_is_asked_for_once_more_and_then_let_be(digits: str) -> None:
    once = answer("remote", digits=digits)
    assert (spoken(once), once.facts) == (["remote_code_wrong"], ())
    assert (asked(once).then, asked(once).attempt) == (Step.REMOTE, 1)
    assert spoken(answer("remote", digits=digits, attempt=1)) == CLOSING
    assert spoken(answer("remote")) == CLOSING
