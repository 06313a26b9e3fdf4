"""A second call about a request that stands, and the price after the message."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice, product

import pytest

from ivr.flows import Price
from ivr.flows.reply import (
    AboutChosen,
    GoTo,
    HangUp,
    MessageConfirmed,
    OpenRequestTold,
    PriceAgreed,
    PriceTold,
    RequestCancelled,
)
from ivr.flows.steps import Step
from ivr.turn import TOLD
from rules.entitlement.weekend_gate import Answer, Reason, WeekendGate
from rules.tickets.repeat_calls import ANOTHER, OpenRequest
from tests.ivr.flows.situations import (
    FIRST,
    INSTANTS,
    SATURDAY,
    a_context,
    a_turn,
    answer,
    asked,
    on_silence,
    record_in,
    said,
    silent_call,
    spoken,
)

OPEN_REQUEST = OpenRequest(1042, datetime(2026, 11, 24, 8, 0, tzinfo=UTC), None)
MISSED = OpenRequest(1042, datetime(2026, 11, 24, 8, 0, tzinfo=UTC), None, missed=True)
PRICE = Price(Decimal("80.00"), Decimal("97.60"), 60)


def test_whoever_calls_again_hears_that_the_request_stands():
    reply = answer("message", open_request=OPEN_REQUEST)
    assert spoken(reply) == ["standing", "standing_keys"]
    assert said(reply, "standing").values == {"number": "uno, zero, quattro, due"}
    assert reply.facts == (OpenRequestTold(),)
    assert on_silence(reply) == GoTo(Step.MESSAGE)


def test_whoever_was_missed_hears_that_we_tried():
    assert "standing_missed" in spoken(answer("message", open_request=MISSED))


@pytest.mark.parametrize("step", ["menu", "code", "message"])
def test_every_way_to_the_beep_tells_of_it(step):
    assert asked(answer(step, open_request=OPEN_REQUEST)).then == Step.ABOUT


@pytest.mark.parametrize("about", [TOLD, ANOTHER, "1042"])
def test_nobody_is_told_twice(about):
    assert record_in(answer("message", open_request=OPEN_REQUEST, about=about))


def test_one_adds_to_it():
    reply = answer("about", open_request=OPEN_REQUEST, digits="1", about=TOLD)
    assert (spoken(reply), record_in(reply) is not None) == (["notice", "speak_more"], True)
    assert reply.facts == (AboutChosen("1042"),)


def test_three_opens_another():
    reply = answer("about", open_request=OPEN_REQUEST, digits="3", about=TOLD)
    assert "speak" in spoken(reply)
    assert reply.facts == (AboutChosen(ANOTHER),)


def test_cancelling_wants_the_key_twice():
    first = answer("about", open_request=OPEN_REQUEST, digits="2", about=TOLD)
    assert (asked(first).then, first.facts) == (Step.CANCEL, ())
    second = answer("cancel", open_request=OPEN_REQUEST, digits="2", about=TOLD)
    assert second.facts == (RequestCancelled(1042),)
    assert spoken(second) == ["cancelled", "goodbye"]
    assert isinstance(second.verbs[-1], HangUp)


@pytest.mark.parametrize("digits", ["", "1", "9"])
def test_whoever_does_not_confirm_cancels_nothing(digits):
    reply = answer("cancel", open_request=OPEN_REQUEST, digits=digits, about=TOLD)
    assert (reply.facts, record_in(reply) is not None) == ((), True)


def test_a_wrong_key_is_asked_once_more_and_then_counts_as_silence():
    again = answer("about", open_request=OPEN_REQUEST, digits="7", about=TOLD)
    assert (asked(again).attempt, spoken(again)[0]) == (1, "wrong_key")
    assert record_in(answer("about", open_request=OPEN_REQUEST, digits="7", about=TOLD, attempt=1))


@pytest.mark.parametrize(
    ("step", "digits"), list(product(["about", "cancel"], ["", "1", "2", "3"]))
)
def test_a_request_finished_meanwhile_leads_on_to_the_beep(step, digits):
    assert record_in(answer(step, digits=digits, about=TOLD))


def test_the_price_is_said_after_the_message():
    assert "price" not in spoken(answer("message", price=PRICE))
    reply = answer("sent", price=PRICE, kept_sid=FIRST)
    assert spoken(reply)[-2:] == ["price", "price_key"]
    assert dict(said(reply, "price").values) == {
        "hourly": "ottanta euro",
        "minimum": "un'ora",
        "first": "novantasette euro e sessanta",
    }
    assert reply.facts == (MessageConfirmed(), PriceTold())
    assert on_silence(reply) == GoTo(Step.GOODBYE)


def test_one_agrees_to_the_very_words():
    reply = answer("price", price=PRICE, digits="1", price_told=True, kept_sid=FIRST)
    (agreed,) = reply.facts
    assert isinstance(agreed, PriceAgreed)
    assert (agreed.sentence.key, agreed.total) == ("price", Decimal("97.60"))
    assert (spoken(reply)[0], spoken(reply)[-1]) == ("price_agreed", "remote_code")


@pytest.mark.parametrize("digits", ["", "2", "9", "*", "#"])
def test_any_other_key_leaves_the_price_to_the_technician(digits):
    reply = answer("price", price=PRICE, digits=digits, price_told=True, kept_sid=FIRST)
    assert (reply.facts, spoken(reply)[-1]) == ((), "remote_code")


def test_a_price_asked_before_the_message_by_an_earlier_version_leads_on_to_the_beep():
    assert record_in(answer("price", price=PRICE, digits="1", price_told=True))


def test_the_price_is_said_once():
    assert "price" not in spoken(answer("sent", price=PRICE, price_told=True, kept_sid=FIRST))


def test_whoever_adds_to_a_request_is_not_asked_about_the_price():
    assert "price" not in spoken(answer("sent", price=PRICE, about="1042", kept_sid=FIRST))


def test_whoever_is_refused_at_the_week_end_hears_the_price_all_the_same():
    refused = WeekendGate(Answer.REFUSED, Reason.CONTRACT_ONLY)
    told = {"j_system": True, "weekend": refused, "published": PRICE, "kept_sid": FIRST}
    assert spoken(answer("sent", SATURDAY, **told)).count("price") == 1


def test_whoever_records_again_is_told_of_no_request():
    assert record_in(answer("message", open_request=OPEN_REQUEST, kept_sid=FIRST))


@pytest.mark.parametrize("at", INSTANTS)
def test_silence_reaches_the_beep_all_the_same(at):
    context = a_context(at, open_request=MISSED, price=PRICE)
    first = list(islice(silent_call(a_turn("incoming"), context), 1))
    assert any(record_in(reply) for reply in first)


@pytest.mark.parametrize("step", ["about", "cancel", "price"])
@pytest.mark.parametrize("digits", ["hangup", "", "2"])
def test_hanging_up_at_these_questions_is_answered_like_silence(step, digits):
    reply = answer(step, open_request=OPEN_REQUEST, price=PRICE, digits=digits, about=TOLD)
    assert reply.verbs
