"""A second call about a request that stands, and the price before the message."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice, product

import pytest

from ivr.flows import Price
from ivr.flows.reply import (
    AboutChosen,
    GoTo,
    HangUp,
    OpenRequestTold,
    PriceAgreed,
    PriceTold,
    RequestCancelled,
    Step,
)
from ivr.turn import TOLD
from rules.tickets.repeat_calls import ANOTHER, OpenRequest
from tests.ivr.flows.situations import (
    FIRST,
    INSTANTS,
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
    assert (spoken(reply), record_in(reply) is not None) == (["speak_more"], True)
    assert reply.facts == (AboutChosen("1042"),)


def test_whoever_adds_is_not_asked_about_the_price():
    reply = answer("about", open_request=OPEN_REQUEST, price=PRICE, digits="1", about=TOLD)
    assert record_in(reply)


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


@pytest.mark.parametrize("digits", ["", "1", "9", "#"])
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


def test_the_price_is_said_before_the_message():
    reply = answer("message", price=PRICE)
    assert spoken(reply) == ["price", "price_key"]
    assert dict(said(reply, "price").values) == {
        "hourly": "ottanta euro",
        "minimum": "un'ora",
        "first": "novantasette euro e sessanta",
    }
    assert (reply.facts, on_silence(reply)) == ((PriceTold(),), GoTo(Step.MESSAGE))


def test_one_agrees_to_the_very_words():
    reply = answer("price", price=PRICE, digits="1", price_told=True)
    (agreed,) = reply.facts
    assert isinstance(agreed, PriceAgreed)
    assert (agreed.sentence.key, agreed.total) == ("price", Decimal("97.60"))
    assert record_in(reply)
    assert spoken(reply)[0] == "price_agreed"


@pytest.mark.parametrize("digits", ["", "2", "9", "*", "#"])
def test_any_other_key_leaves_the_price_to_the_technician(digits):
    reply = answer("price", price=PRICE, digits=digits, price_told=True)
    assert (reply.facts, record_in(reply) is not None) == ((), True)


def test_the_price_is_said_once():
    assert record_in(answer("message", price=PRICE, price_told=True))


def test_first_the_request_that_stands_then_the_price():
    first = answer("message", open_request=OPEN_REQUEST, price=PRICE)
    assert asked(first).then == Step.ABOUT
    second = answer("message", open_request=OPEN_REQUEST, price=PRICE, about=TOLD)
    assert asked(second).then == Step.PRICE


def test_whoever_records_again_hears_neither():
    assert record_in(answer("message", open_request=OPEN_REQUEST, price=PRICE, kept_sid=FIRST))


@pytest.mark.parametrize("at", INSTANTS)
def test_silence_reaches_the_beep_all_the_same(at):
    context = a_context(at, open_request=MISSED, price=PRICE)
    first_five = list(islice(silent_call(a_turn("incoming"), context), 5))
    assert any(record_in(reply) for reply in first_five)


@pytest.mark.parametrize("step", ["about", "cancel", "price"])
@pytest.mark.parametrize("digits", ["hangup", "", "2"])
def test_hanging_up_at_these_questions_is_answered_like_silence(step, digits):
    reply = answer(step, open_request=OPEN_REQUEST, price=PRICE, digits=digits, about=TOLD)
    assert reply.verbs
