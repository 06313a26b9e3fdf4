"""How far a text message came, as Twilio tells it: signed, twice, and in any order."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ivr.twilio_api import TwilioApi
from rules.tickets.ticket import Kind
from scheduler.sms_status import ask_about_silent
from simulator import Carrier, Number, VirtualClock
from simulator.state.faults import Duplicate, RestStatus
from store.calls import recordings
from store.messages import outbox, to_customers
from store.models import Outbox
from store.models.states import OutboxKind, RecordingState
from store.tickets import lifecycle
from tests.ivr.signed_call import services_for
from tests.leotron import ACCOUNT, PUBLIC, TOKEN, WEEKDAY_LINE
from tests.serving import serving

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
    app = answering(services_for(sessions, clock.now, tmp_path)).application
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


@pytest.fixture
def twilio(sessions, tmp_path):
    """Twilio's REST interface with a text in it, of which nobody was told anything."""
    clock = VirtualClock(datetime(2026, 11, 24, 9, tzinfo=UTC))
    numbers = {WEEKDAY_LINE: Number(voice_url=f"{PUBLIC}/voice/incoming", sms=True)}
    carrier = Carrier(
        account_sid=ACCOUNT, auth_token=TOKEN, numbers=numbers, clock=clock, connect={}
    )
    with carrier.serving() as rest:
        yield clock, carrier, TwilioApi(ACCOUNT, TOKEN, rest, timeout=0.5)


def test_a_text_that_was_silent_for_ten_minutes_is_asked_about(sessions, twilio):
    clock, carrier, api = twilio
    sent_at = clock.now()
    sid = api.send_sms(MOBILE, WEEKDAY_LINE, "ciao", None)
    a_sent_message(sessions, sent_at, sid)
    asked = []

    def status_of(sid):
        asked.append(sid)
        return api.sms_status(sid)

    clock.advance(599)
    carrier.settle()
    assert ask_about_silent(sessions, clock.now, status_of) == 0
    assert asked == []
    clock.advance(1)
    assert ask_about_silent(sessions, clock.now, status_of) == 1
    assert (asked, delivery(sessions)) == ([sid], "delivered")
    clock.advance(3600)
    assert ask_about_silent(sessions, clock.now, status_of) == 0
    assert asked == [sid]  # nothing more is to come


@pytest.mark.parametrize(
    ("minutes", "is_asked"), [(9, False), (11, True), (239, True), (241, False)]
)
def test_a_text_on_its_way_is_asked_about_for_some_hours(sessions, now, minutes, is_asked):
    a_sent_message(sessions, now)
    with sessions.begin() as session:
        to_customers.delivered(session, SID, "sent", now)
        later = now + timedelta(minutes=minutes)
        assert to_customers.silent(session, later) == ([SID] if is_asked else [])


def test_a_text_that_twilio_does_not_know_or_cannot_tell_of_is_left_as_it_is(sessions, twilio):
    clock, carrier, api = twilio
    a_sent_message(sessions, clock.now())
    clock.advance(900)
    assert ask_about_silent(sessions, clock.now, api.sms_status) == 0
    carrier.faults.add(RestStatus(503))
    assert ask_about_silent(sessions, clock.now, api.sms_status) == 0
    assert delivery(sessions) is None


@pytest.mark.parametrize("status", ["failed", "deleted"])
def test_a_recording_that_twilio_has_lost_is_shown_to_people_and_not_asked_for(
    call, kept, clock, sessions, recording_sid, status
):
    call.rings()
    assert call.recording_is(status, recording_sid, 9).status == 204
    assert call.recording_is(status, recording_sid, 9).status == 204
    _, ticket, [recording], _ = kept(call.sid)
    assert (ticket.kind, recording.state) == (Kind.MESSAGE, RecordingState.FAILED)
    with sessions.begin() as session:
        told = [row.event for row in lifecycle.history(session, ticket.id)]
        assert recordings.claim_fetch(session, now=clock(), lease=timedelta(minutes=1)) is None
    assert told.count("audio_not_fetched") == 1


@pytest.mark.parametrize("status", ["in-progress", "paused", "stopped", "processing"])
def test_a_recording_that_is_still_made_is_waited_for(call, kept, recording_sid, status):
    call.rings()
    assert call.recording_is(status, recording_sid).status == 204
    _, ticket, found, _ = kept(call.sid)
    assert (ticket, found) == (None, [])
