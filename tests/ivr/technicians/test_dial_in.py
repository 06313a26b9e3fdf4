"""Technicians who ring the line: who is believed, and from where one may sign in."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

import store
from centralino.wiring.staff_phones import Staff
from centralino.wiring.technician_calls import technician_services
from ivr.playback_links import Links
from ivr.technicians.dial_in import dial_in_blueprint
from ivr.technicians.services import DialInServices
from ivr.webhooks import blueprint
from rules.callbacks.callback import Policy as CallbackPolicy
from rules.callbacks.outbound_call import Policy
from store.callbacks import outbound_calls, queue
from store.calls import call_log
from store.models import User
from store.staff import accounts
from tests.builders import a_call, a_ticket, a_user
from tests.ivr.signed_call import TwilioCall, services_for
from tests.leotron import HOURS, TOKEN, WEEKDAY_LINE
from tests.store.old_ledger import back_to

STEPS = ("pin", "next", "choice", "dialled", "outcome", "when", "hour", "agreed", "colleague")
PHONE = "+393331112222"


def client_of(services):
    """A web client for callers and for technicians who ring the line."""
    technician = technician_services(services, Policy(WEEKDAY_LINE))
    gaps = CallbackPolicy(4, (timedelta(minutes=10),))
    app = Flask("test")
    app.register_blueprint(
        dial_in_blueprint(
            DialInServices(technician, Links((TOKEN,)), lambda: HOURS, gaps, Decimal(22))
        )
    )
    app.register_blueprint(blueprint(services))
    return app.test_client()


@pytest.fixture
def call(services):
    return TwilioCall(client_of(services))


def add(sessions, now, name, *, phone=PHONE, pin="402817"):
    with sessions.begin() as session:
        a_user(session, name, pin=pin, now=now)
        outbound_calls.set_phone(session, name, phone)


@pytest.mark.parametrize("step", STEPS)
def test_what_twilio_did_not_sign_is_refused(call, sessions, now, step):
    add(sessions, now, "anna")
    path = f"/voice/road/{step}?u=1"
    assert call.post(path, sign="/voice/road/pin").status == 403
    assert replace(call, token="another").post(path).status == 403


@pytest.mark.parametrize("step", ["next", "choice", "outcome", "colleague"])
@pytest.mark.parametrize("query", ["", "u=99", "u=x", "u=0"])
def test_nothing_is_told_to_somebody_who_did_not_sign_in(call, sessions, now, step, query):
    add(sessions, now, "anna")
    assert call.presses(f"/voice/road/{step}?{query}", "1").status == 403


def test_a_pin_from_a_telephone_of_nobody_leads_on_as_a_caller(call, sessions, now):
    add(sessions, now, "anna")
    stranger = replace(call, caller="+393339999999")
    answer = stranger.presses("/voice/road/pin", "402817")
    assert answer.goes_to("Redirect").startswith("/voice/incoming?n=1")


def test_a_telephone_of_two_signs_nobody_in(call, sessions, now):
    add(sessions, now, "anna")
    add(sessions, now, "bruno", phone="+393331113333")
    with sessions.begin() as session:  # as it could be written before a telephone was one's own
        session.query(User).where(User.name == "bruno").one().phone = PHONE
    answer = replace(call, caller=PHONE).presses("/voice/road/pin", "402817")
    assert answer.goes_to("Redirect").startswith("/voice/incoming?n=1")


def test_only_a_technician_with_a_pin_is_asked_for_it(sessions, now):
    add(sessions, now, "anna")
    add(sessions, now, "bruno", phone="+393331113333", pin=None)
    add(sessions, now, "carla", phone="+393331114444")
    with sessions.begin() as session:
        accounts.disable(session, "carla", now=now)
    staff = Staff(sessions)
    known = [number for number in (PHONE, "+393331113333", "+393331114444") if staff(number)]
    assert known == [PHONE]


def test_it_is_asked_again_after_half_a_minute_and_goes_on_when_the_database_is_away(sessions, now):
    seconds = [100.0]
    staff = Staff(sessions, lambda: seconds[0])
    assert not staff(PHONE)
    add(sessions, now, "anna")
    assert not staff(PHONE)
    seconds[0] += 30
    assert staff(PHONE)

    staff._sessions = store.sessions(store.connect("postgresql+psycopg://no@127.0.0.1:1/no"))
    seconds[0] += 30
    assert staff(PHONE)
    with sessions() as session:
        assert session.query(User).count() == 1


# Where a ledger at 0020 kept the case that is read to a technician.
KEPT_BEFORE = """
    UPDATE calls SET about = CAST(callback_id AS VARCHAR(20)) WHERE callback_id IS NOT NULL
"""


def test_a_case_that_is_read_while_the_ledger_is_upgraded_goes_back_at_the_end_of_the_call(
    empty_url, clock, tmp_path, now
):
    engine = store.connect(empty_url)
    store.upgrade(engine)
    sessions = store.sessions(engine)
    add(sessions, now, "anna")
    with sessions.begin() as session:
        ticket = a_ticket(session, a_call(session, now=now), now=now)
        callback_id = queue.of_ticket(session, ticket.id).id
    call = TwilioCall(client_of(services_for(sessions, clock, tmp_path)), caller=PHONE)
    call.post(call.presses("/voice/road/pin", "402817").goes_to("Redirect"))
    with sessions() as session:
        assert queue.holder_of(session, callback_id, now).name == "anna"
    back_to(engine, "0020", calls=KEPT_BEFORE)
    store.upgrade(engine)
    assert call.ends().status == 204
    with sessions() as session:
        assert queue.find(session, callback_id).state == "waiting"
        assert call_log.find(session, call.sid).about is None
    engine.dispose()
