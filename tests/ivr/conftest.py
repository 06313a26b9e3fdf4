"""Twilio's side of a call, one signed request at a time, against a real database."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from structlog.testing import capture_logs

from ivr.services import Services
from ivr.webhooks import blueprint
from store.calls import call_log, recordings
from store.models import Call, Callback, Recording, Ticket, TicketHistory, Turn
from store.tickets import lifecycle
from tests.builders import a_call_sid, a_recording_sid
from tests.clock import Clock
from tests.ivr.signed_call import TwilioCall, services_for


@pytest.fixture(autouse=True)
def logged():
    """What is logged, instead of a traceback on the screen for every fault that a test provokes."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
def clock(now) -> Clock:
    return Clock(now)


@pytest.fixture
def services(sessions, clock, tmp_path) -> Services:
    return services_for(sessions, clock, tmp_path)


@pytest.fixture
def answering():
    """A web client for the caller's edge."""

    def client_of(services: Services):
        app = Flask("test")
        app.register_blueprint(blueprint(services))
        return app.test_client()

    return client_of


@pytest.fixture
def call(services, answering) -> TwilioCall:
    return TwilioCall(answering(services))


@pytest.fixture
def another_call(call):
    def make(**changes) -> TwilioCall:
        return replace(call, sid=a_call_sid(), **changes)

    return make


@pytest.fixture
def recording_sid() -> str:
    return a_recording_sid()


@pytest.fixture
def kept(sessions):
    """What the database holds of a call, in short."""

    def look(sid: str):
        with sessions() as session:
            call = call_log.find(session, sid)
            ticket = lifecycle.of_call(session, sid)
            return call, ticket, recordings.of_call(session, sid), call_log.turns(session, sid)

    return look


@pytest.fixture
def everything(sessions):
    """How many rows each table holds."""

    def count() -> dict[str, int]:
        with sessions() as session:
            return {
                table.__tablename__: session.scalar(select(func.count()).select_from(table))
                for table in (Call, Turn, Recording, Ticket, TicketHistory, Callback)
            }

    return count
