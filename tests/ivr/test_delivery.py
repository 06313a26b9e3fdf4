"""How far a text message came, as Twilio tells it: signed, twice, and in any order."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ivr.twilio_api import TwilioApi
from simulator import Carrier, Number, VirtualClock
from simulator.faults import Duplicate
from store import outbox
from store.models import Outbox
from store.states import OutboxKind
from tests.builders import ACCOUNT
from tests.ivr.conftest import PUBLIC, TOKEN, WEEKDAY_LINE, a_desk
from tests.scheduler.test_with_the_carrier import serving

SID, MOBILE = "SM" + "1" * 32, "+393471234567"
PATH = "/voice/delivery"


def a_sent_message(sessions, now, sid=SID) -> None:
    with sessions.begin() as session:
        outbox.put(session, kind=OutboxKind.SMS, to=MOBILE, body={"text": "x"}, key="k", now=now)
        claim = outbox.claim(session, now=now, lease=timedelta(minutes=1))
        outbox.sent(session, claim, provider_sid=sid, now=now)


def delivery(sessions):
    with sessions() as session:
        return session.scalars(select(Outbox)).one().delivery


def form(status: str, **more: str) -> dict[str, str]:
    return {
        "AccountSid": ACCOUNT,
        "From": WEEKDAY_LINE,
        "MessageSid": SID,
        "MessageStatus": status,
        "SmsSid": SID,
        "SmsStatus": status,
        "To": MOBILE,
    } | more


ORDERS = list(itertools.permutations(["queued", "sent", "undelivered"]))


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
def test_last_state_stays_in_whatever_order_and_however_often_it_is_told(
    call, sessions, now, order
):
    a_sent_message(sessions, now)
    for status in (*order, *order):
        assert call.send(PATH, form(status)).status == 204
    assert delivery(sessions) == "undelivered"


@pytest.mark.parametrize(
    "bend",
    [
        lambda call: replace(call, token="another").send(PATH, form("delivered")),
        lambda call: call.send(PATH, form("delivered"), headers={"X-Twilio-Signature": ""}),
        lambda call: call.send(PATH, form("delivered"), sign="/voice/status"),
        lambda call: call.send(PATH, form("delivered", AccountSid="AC" + "9" * 32)),
        lambda call: call.send(PATH, form("delivered", MessageSid="SM1")),
        lambda call: call.send(PATH, form("delivered", MessageSid="")),
        lambda call: call.send(PATH, form("delivered", MessageStatu="sdelivered")),
    ],
    ids=["token", "none", "address", "account", "short", "empty", "moved"],
)
def test_what_twilio_did_not_sign_changes_nothing(call, sessions, now, bend):
    a_sent_message(sessions, now)
    assert bend(call).status == 403
    assert delivery(sessions) is None


def test_message_of_which_we_know_nothing_is_taken_without_harm(call, sessions):
    assert call.send(PATH, form("delivered")).status == 204
    with sessions() as session:
        assert session.scalars(select(Outbox)).all() == []


@pytest.mark.parametrize(("error", "expected"), [(None, "delivered"), (30003, "undelivered")])
def test_carrier_tells_what_became_of_a_message(sessions, tmp_path, answering, error, expected):
    clock = VirtualClock(datetime(2026, 11, 24, 9, tzinfo=UTC))
    app = answering(a_desk(sessions, clock.now, tmp_path)).application
    with serving(app) as address:
        numbers = {WEEKDAY_LINE: Number(voice_url=f"{PUBLIC}/voice/incoming", sms=True)}
        carrier = Carrier(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            numbers=numbers,
            connect={PUBLIC: address},
            clock=clock,
        )
        if error:
            carrier.exchange.sms_errors[MOBILE] = error
        carrier.faults.add(Duplicate(kind="message", same_token=False))
        with carrier.serving() as rest:
            twilio = TwilioApi(ACCOUNT, TOKEN, rest)
            sid = twilio.send_sms(MOBILE, WEEKDAY_LINE, "ciao", f"{PUBLIC}{PATH}")
            a_sent_message(sessions, clock.now(), sid)
            clock.advance(10)
            carrier.settle()
    assert delivery(sessions) == expected
