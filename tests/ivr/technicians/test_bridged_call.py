"""The routes of calls for technicians: who is believed, and what is said when we are broken."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from ivr import prompts
from ivr.prompts import load as shipped_prompts
from ivr.signature import Trust
from ivr.technicians.bridged_call import TechnicianServices, technician_blueprint
from rules.callbacks.outbound_call import Policy
from store.callbacks import attempts
from store.models import Attempt
from tests.builders import a_call, a_call_sid, a_ticket
from tests.ivr.signed_call import TwilioCall
from tests.leotron import ACCOUNT, PUBLIC, TOKEN, WEEKDAY_LINE

ANSWERED = "/voice/technician/answered?a=1"
CALLBACKS = ("status", "customer", "machine")
STEPS = ("answered", "accepted", "dialled", "left")


@pytest.fixture
def services(sessions, clock):
    return TechnicianServices(
        timezone="Europe/Rome",
        sessions=sessions,
        now=clock,
        trust=Trust(ACCOUNT, (TOKEN,), PUBLIC),
        prompts_now=shipped_prompts,
        voices=prompts.Voices(),
        lines={WEEKDAY_LINE: "weekday"},
        policy=Policy(WEEKDAY_LINE),
    )


def client_of(services):
    app = Flask("test")
    app.register_blueprint(technician_blueprint(services))
    return app.test_client()


@pytest.fixture
def call(services):
    return TwilioCall(client_of(services))


@pytest.fixture
def attempt(sessions, now, call):
    """An attempt whose technician's leg is this call."""
    with sessions.begin() as session:
        a_ticket(session, a_call(session, now=now), now=now)
        row = attempts.begin(
            session,
            1,
            now,
            claim_token="t",
            technician="anna",
            technician_phone="+393331112222",
            customer_number="+390458001234",
        )
        row.technician_sid = call.sid
        return row.id


@pytest.mark.parametrize("step", [*STEPS, *CALLBACKS, "fallback"])
def test_what_twilio_did_not_sign_is_refused(call, attempt, sessions, step):
    path = f"/voice/technician/{step}?a=1"
    assert call.post(path, sign=f"{path}1").status == 403
    assert replace(call, token="another").post(path, Digits="1").status == 403
    with sessions() as session:
        assert session.get(Attempt, attempt).accepted_at is None


@pytest.mark.parametrize("step", [*STEPS, "status"])
@pytest.mark.parametrize("query", ["a=1", "a=2", "a=x", ""])
def test_a_call_that_we_did_not_place_is_refused(call, attempt, sessions, step, query):
    other = replace(call, sid=a_call_sid())
    assert other.post(f"/voice/technician/{step}?{query}", Digits="1").status == 403
    with sessions() as session:
        row = session.get(Attempt, attempt)
        assert (row.technician_sid, row.accepted_at) == (call.sid, None)


def test_a_leg_of_another_call_is_refused(call, attempt):
    path, child = "/voice/technician/customer?a=1", replace(call, sid=a_call_sid())
    assert child.post(path, ParentCallSid=a_call_sid(), CallStatus="busy").status == 403
    assert child.post(path, ParentCallSid=call.sid, CallStatus="busy").status == 204
    another = replace(call, sid=a_call_sid())
    assert another.post(path, ParentCallSid=call.sid, CallStatus="busy").status == 403


def test_a_word_that_detection_never_says_is_not_kept(call, attempt, sessions):
    child = replace(call, sid=a_call_sid())
    assert child.post("/voice/technician/machine?a=1", AnsweredBy="<script>").status == 403
    assert child.post("/voice/technician/machine?a=1", AnsweredBy="a_new_word").status == 204
    with sessions() as session:
        assert session.get(Attempt, attempt).machine is None


def test_when_we_are_broken_the_technician_hears_so_and_twilio_comes_again(services, attempt):
    class Away:
        def begin(self):
            raise OperationalError("select", {}, Exception("away"))

    call = TwilioCall(client_of(replace(services, sessions=Away())))
    for step in STEPS:
        answer = call.post(f"/voice/technician/{step}?a=1", Digits="1")
        assert (answer.status, answer.verbs) == (200, ["Say", "Hangup"])
        assert "problema tecnico" in answer.said
    for step in CALLBACKS:
        assert call.post(f"/voice/technician/{step}?a=1").status == 503


def test_the_fallback_needs_no_database(services):
    call = TwilioCall(client_of(replace(services, sessions=None)))
    answer = call.post("/voice/technician/fallback", ErrorCode="11200")
    assert (answer.verbs, "problema tecnico" in answer.said) == (["Say", "Hangup"], True)
