"""The routes of calls in which the customer is rung first: who is believed, what a broken service says."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from ivr import prompts
from ivr.prompts import load as shipped_prompts
from ivr.signature import Trust
from ivr.technicians.customer_first import customer_first_blueprint
from ivr.technicians.services import TechnicianServices
from rules.callbacks.outbound_call import Policy
from store.callbacks import attempts
from tests.builders import a_call, a_call_sid, a_ticket
from tests.ivr.signed_call import TwilioCall
from tests.leotron import ACCOUNT, PUBLIC, TOKEN, WEEKDAY_LINE

CUSTOMERS = ("answered", "accepted", "dialled", "status")
TECHNICIANS = ("screen", "join", "technician")


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


def call_of(services):
    app = Flask("test")
    app.register_blueprint(customer_first_blueprint(services))
    return TwilioCall(app.test_client())


@pytest.fixture
def call(services, sessions, now):
    """The customer's leg of an attempt, the first; the second is one of a technician who was rung first."""
    call = call_of(services)
    with sessions.begin() as session:
        for number in (1, 2):
            a_ticket(session, a_call(session, now=now), now=now)
            row = attempts.begin(
                session,
                number,
                now,
                claim_token="t",
                technician="anna",
                technician_phone="+393331112222",
                customer_number="+390458001234",
                customer_first=number == 1,
            )
            if number == 1:
                row.customer_sid = call.sid
    return call


def test_only_the_legs_of_such_a_call_are_believed(call):
    for step in (*CUSTOMERS, *TECHNICIANS):
        path = f"/voice/first/{step}"
        assert call.client.post(f"{path}?a=1", data={"CallSid": call.sid}).status_code == 403
        for query in ("", "a=9", "a=x", "a=2"):
            assert call.post(f"{path}?{query}", Digits="1").status == 403, (step, query)
    stranger = replace(call, sid=a_call_sid())
    for step in CUSTOMERS:
        assert stranger.post(f"/voice/first/{step}?a=1", Digits="1").status == 403, step
    for step in TECHNICIANS:
        other = stranger.post(f"/voice/first/{step}?a=1", ParentCallSid=a_call_sid())
        assert other.status == 403, step
    technician = stranger.post("/voice/first/technician?a=1", ParentCallSid=call.sid)
    assert technician.status == 204


def test_when_the_database_is_gone_the_customer_hears_a_word_and_no_mailbox_is_joined(
    call, services
):
    def away():
        raise OperationalError("BEGIN", {}, Exception("gone"))

    class Gone:
        begin = staticmethod(away)

    broken = replace(call_of(replace(services, sessions=Gone())), sid=call.sid)
    for path in ("answered?a=1", "accepted?a=1", "dialled?a=1", "fallback"):
        answer = broken.post(f"/voice/first/{path}", Digits="1")
        assert ("La richiamiamo noi" in answer.said, answer.status) == (True, 200), path
    assert broken.post("/voice/first/screen?a=1").verbs == ["Hangup"]
    assert broken.post("/voice/first/join?a=1", Digits="5").verbs == ["Hangup"]
    assert broken.post("/voice/first/join?a=1", Digits="1").verbs == []  # they can talk
    assert broken.post("/voice/first/status?a=1").status == 503
