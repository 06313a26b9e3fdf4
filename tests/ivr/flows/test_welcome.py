from datetime import datetime

import pytest

from ivr.flows.reply import (
    CallBegan,
    GoTo,
    JSystemClaimed,
    LanguageChosen,
    Step,
)
from rules.hours.schedule import Flow
from rules.language.spoken import spoken_instant
from tests.ivr.flows.situations import (
    EVENING,
    HOLIDAY,
    LUNCH,
    SATURDAY,
    SATURDAY_LUNCH,
    SUNDAY_AFTERNOON,
    TUESDAY,
    a_context,
    answer,
    asked,
    on_silence,
    record_in,
    said,
    spoken,
)

MENU = ["menu_code", "menu_language"]


@pytest.mark.parametrize(
    ("at", "line", "heard"),
    [
        (TUESDAY, "weekday", ["greeting", "notice", *MENU]),
        (LUNCH, "weekday", ["greeting", "notice", "in_charge", *MENU]),
        (EVENING, "weekday", ["greeting", "notice", "in_charge", *MENU]),
        (TUESDAY, "weekend", ["greeting", "notice", "line_of_weekend", *MENU]),
        (TUESDAY, None, ["greeting", "notice", *MENU]),  # a number that is neither
        (SATURDAY, "weekend", ["greeting_weekend", "notice", "menu_j_system", "menu_language"]),
        (
            SUNDAY_AFTERNOON,
            "weekday",
            ["greeting_weekend", "notice", "line_of_weekdays", "menu_j_system", "menu_language"],
        ),
        # A holiday has no line of its own, so neither number is the wrong one.
        (HOLIDAY, "weekday", ["greeting", "notice", "closed_for", "in_charge", "menu_language"]),
        (HOLIDAY, "weekend", ["greeting", "notice", "closed_for", "in_charge", "menu_language"]),
    ],
)
def test_greeting_fits_the_day_and_the_line(at: datetime, line: str, heard: list[str]) -> None:
    assert spoken(answer("incoming", at, line=line, flow=None)) == heard


def test_recording_notice_comes_before_any_key_can_cut_it_short() -> None:
    reply = answer("incoming", flow=None)
    assert [verb.key for verb in reply.verbs[:2]] == ["greeting", "notice"]


@pytest.mark.parametrize(
    ("at", "flow"),
    [(TUESDAY, Flow.WEEKDAY), (SATURDAY, Flow.WEEKEND), (HOLIDAY, Flow.HOLIDAY)],
)
def test_flow_is_decided_by_the_first_webhook(at: datetime, flow: Flow) -> None:
    assert answer("incoming", at, flow=None).facts == (CallBegan(flow),)


def test_call_that_began_on_sunday_stays_a_weekend_call_after_midnight() -> None:
    monday = datetime.fromisoformat("2026-11-30T00:01:00+01:00")
    assert "menu_j_system" in spoken(answer("menu", monday, flow=Flow.WEEKEND, digits="9"))


def test_holiday_that_ends_in_mid_call_is_not_named_any_more() -> None:
    after_midnight = datetime.fromisoformat("2026-12-09T00:01:00+01:00")
    reply = answer("menu", after_midnight, flow=Flow.HOLIDAY, digits="2")
    assert spoken(reply) == ["greeting", "notice", "in_charge", "menu_language"]


def test_lunch_break_is_told_as_a_person_would() -> None:
    assert said(answer("incoming", LUNCH, flow=None), "in_charge").values == {
        "when": "oggi alle quattordici e quarantacinque"
    }


def test_holiday_is_named() -> None:
    say = said(answer("incoming", HOLIDAY, flow=None), "closed_for")
    assert say.values == {"holiday": a_context(HOLIDAY).explanation.holiday}
    assert "Immacolata" in say.values["holiday"]


@pytest.mark.parametrize("step", ["incoming", "menu"])
@pytest.mark.parametrize("at", [TUESDAY, EVENING, SATURDAY, HOLIDAY])
def test_silence_leads_to_the_message(step: str, at: datetime) -> None:
    assert on_silence(answer(step, at, flow=None, digits="9")) == GoTo(Step.MESSAGE)


def test_menu_without_a_key_goes_to_the_beep() -> None:
    assert record_in(answer("menu", digits=""))


@pytest.mark.parametrize(
    ("at", "digits"),
    [(TUESDAY, "3"), (TUESDAY, "*"), (TUESDAY, "#"), (SATURDAY, "0"), (HOLIDAY, "1")],
)
def test_wrong_key_is_said_and_asked_once_more_then_goes_to_the_beep(
    at: datetime, digits: str
) -> None:
    once = answer("menu", at, flow=None, digits=digits)
    assert spoken(once)[0] == "wrong_key"
    assert asked(once).attempt == 1
    assert record_in(answer("menu", at, flow=None, digits=digits, attempt=1))


@pytest.mark.parametrize("step", ["incoming", "menu"])
def test_hanging_up_loses_no_fact(step: str) -> None:
    gone = answer(step, SATURDAY, digits="1", flow=None, status="completed")
    assert gone.facts == answer(step, SATURDAY, digits="1", flow=None).facts != ()


def test_key_1_on_working_days_asks_for_the_code() -> None:
    reply = answer("menu", digits="1")
    ask = asked(reply)
    assert (ask.then, ask.digits, ask.finish_on, ask.attempt) == (Step.CODE, 8, "#", 0)
    assert on_silence(reply) == GoTo(Step.MESSAGE)


@pytest.mark.parametrize(("language", "other"), [("it", "en"), ("en", "it")])
@pytest.mark.parametrize("at", [TUESDAY, SATURDAY, HOLIDAY])
def test_key_2_begins_again_in_the_other_language(at: datetime, language: str, other: str) -> None:
    reply = answer("menu", at, flow=None, digits="2", language=language)
    assert reply.facts == (LanguageChosen(other),)
    assert spoken(reply) == spoken(answer("incoming", at, flow=None, language=other))
    assert said(reply, "menu_language").language == language


def test_instants_are_spoken_in_the_language_just_chosen() -> None:
    now = a_context(LUNCH).explanation
    english = spoken_instant(now.in_charge_standard, now.at, "Europe/Rome", "en")
    assert said(answer("menu", LUNCH, digits="2"), "in_charge").values == {"when": english}


@pytest.mark.parametrize(
    ("at", "promise"),
    [
        (SATURDAY, "j_system_now"),
        (SATURDAY_LUNCH, "j_system_later"),
        (SUNDAY_AFTERNOON, "j_system_later"),
    ],
)
def test_j_system_subscriber_is_told_when_and_may_key_in_the_code(
    at: datetime, promise: str
) -> None:
    reply = answer("menu", at, flow=Flow.WEEKEND, digits="1")
    assert reply.facts == (JSystemClaimed(),)
    assert spoken(reply) == [promise, "code"]
    assert on_silence(reply) == GoTo(Step.MESSAGE)


def test_j_system_subscriber_is_promised_the_weekend_opening_and_not_monday() -> None:
    reply = answer("menu", SATURDAY_LUNCH, flow=Flow.WEEKEND, digits="1")
    when = said(reply, "j_system_later").values["when"]
    assert when == "oggi alle quattordici e quarantacinque"
