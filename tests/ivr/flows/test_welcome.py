from datetime import UTC, datetime
from itertools import product

import pytest

from ivr.flows.reply import (
    AboutChosen,
    CallBegan,
    GoTo,
    JSystemClaimed,
    LanguageChosen,
    OpenRequestTold,
)
from ivr.flows.steps import Step
from rules.hours.schedule import Flow
from rules.tickets.repeat_calls import OpenRequest
from tests.ivr.flows.situations import (
    EVENING,
    HOLIDAY,
    LUNCH,
    SATURDAY,
    SATURDAY_LUNCH,
    SUNDAY_AFTERNOON,
    TUESDAY,
    answer,
    asked,
    on_silence,
    record_in,
    said,
    spoken,
)

BEGINS = ["greeting", "notice"]
ASKED_AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OPEN = OpenRequest(1042, ASKED_AT, None)
MISSED = OpenRequest(1042, ASKED_AT, None, missed=True)
HIDDEN = {"from_number": None}


@pytest.mark.parametrize(
    ("at", "changes", "heard"),
    [
        (TUESDAY, {}, ["menu_language", "speak"]),
        (LUNCH, {}, ["closed_now", "menu_language", "speak"]),
        (EVENING, {}, ["closed_now", "menu_language", "speak"]),
        (HOLIDAY, {}, ["closed_now", "menu_language", "speak"]),
        (SATURDAY, {}, ["menu_j_system", "menu_language", "speak_weekend"]),
        (SUNDAY_AFTERNOON, {}, ["menu_j_system", "menu_language", "speak_weekend"]),
        (TUESDAY, HIDDEN, ["menu_code_hidden", "menu_language", "speak_hidden"]),
        (EVENING, HIDDEN, ["menu_code_hidden", "menu_language", "speak_hidden"]),
        (HOLIDAY, HIDDEN, ["closed_now", "menu_language", "speak_hidden"]),
        (SATURDAY, HIDDEN, ["menu_j_system", "menu_language", "speak_hidden"]),
        (
            TUESDAY,
            {"open_request": OPEN},
            ["open_request", "open_request_keys", "standing_language", "speak_freely"],
        ),
        (
            EVENING,
            {"open_request": MISSED},
            ["open_request_missed", "open_request_keys", "standing_language", "speak_freely"],
        ),
        (
            SATURDAY,
            {"open_request": OPEN},
            ["open_request", "open_request_weekend", "standing_language", "speak_freely"],
        ),
    ],
)
@pytest.mark.parametrize("line", ["weekday", "weekend", None])
def test_whoever_presses_nothing_hears_what_matters_now_and_the_beep(
    at: datetime, changes: dict, heard: list[str], line: str
) -> None:
    reply = answer("incoming", at, line=line, flow=None, **changes)
    assert spoken(reply) == [*BEGINS, *heard]
    assert record_in(reply)


@pytest.mark.parametrize("step", ["menu", "about", "cancel"])
@pytest.mark.parametrize("at", [TUESDAY, SATURDAY, HOLIDAY])
def test_hash_leads_straight_to_the_beep_and_says_that_we_record(step: str, at: datetime) -> None:
    reply = answer(step, at, digits="#", open_request=OPEN, about="told")
    assert spoken(reply) == ["notice_brief"]
    assert record_in(reply)


def test_whoever_is_told_of_a_request_in_the_first_words_is_not_told_twice() -> None:
    told = answer("incoming", flow=None, open_request=OPEN)
    assert told.facts == (CallBegan(Flow.WEEKDAY), OpenRequestTold())
    assert asked(told).then == Step.ABOUT


def test_at_the_week_end_the_key_for_who_is_stuck_comes_before_the_request_that_stands() -> None:
    told = answer("incoming", SATURDAY, flow=None, open_request=OPEN)
    assert told.facts == (CallBegan(Flow.WEEKEND),)
    assert asked(told).then == Step.MENU


def test_at_the_week_end_2_adds_to_the_request_that_stands() -> None:
    reply = answer("menu", SATURDAY, digits="2", open_request=OPEN)
    assert reply.facts == (AboutChosen("1042"),)
    assert spoken(reply)[-1] == "speak_more"


def test_every_key_that_cuts_the_notice_short_has_it_said_again_before_the_beep() -> None:
    for step in ("menu", "about", "cancel", "code", "message", "beep"):
        for digits in ("", "1", "2", "3", "9", "#", "*"):
            for at, attempt in product((TUESDAY, SATURDAY, HOLIDAY), (0, 1)):
                reply = answer(step, at, digits=digits, attempt=attempt, open_request=OPEN)
                if record_in(reply):
                    assert spoken(reply)[0] in {"notice", "notice_brief", "greeting", "wrong_key"}
                    assert {"notice", "notice_brief"} & set(spoken(reply))


@pytest.mark.parametrize(
    ("at", "flow"),
    [(TUESDAY, Flow.WEEKDAY), (SATURDAY, Flow.WEEKEND), (HOLIDAY, Flow.HOLIDAY)],
)
def test_flow_is_decided_by_the_first_webhook(at: datetime, flow: Flow) -> None:
    assert answer("incoming", at, flow=None).facts == (CallBegan(flow),)


def test_call_that_began_on_sunday_stays_a_weekend_call_after_midnight() -> None:
    monday = datetime.fromisoformat("2026-11-30T00:01:00+01:00")
    assert "menu_j_system" in spoken(answer("menu", monday, flow=Flow.WEEKEND, digits="9"))


def test_menu_without_a_key_goes_to_the_beep() -> None:
    assert record_in(answer("menu", digits=""))


@pytest.mark.parametrize(
    ("at", "digits"), [(TUESDAY, "3"), (TUESDAY, "*"), (SATURDAY, "0"), (HOLIDAY, "1")]
)
def test_wrong_key_is_said_and_the_beep_follows_all_the_same(at: datetime, digits: str) -> None:
    once = answer("menu", at, flow=None, digits=digits)
    assert spoken(once)[:2] == ["wrong_key", "notice"]
    assert asked(once).attempt == 1
    assert record_in(once)
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
