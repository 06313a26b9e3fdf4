"""Twilio's side of a call, one signed request at a time, against a real database."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from ivr import prompts
from ivr.playback_links import Links
from ivr.services import Services
from ivr.signature import Trust
from ivr.webhooks import blueprint
from rules.billing.costs import Rates
from rules.entitlement import Terms
from rules.hours.schedule import Hours
from rules.promise import Policy
from store.callbacks.promises import Promises
from store.calls import call_log, recordings
from store.models import Call, Callback, Recording, Ticket, TicketHistory, Turn
from store.tickets import lifecycle
from tests.builders import ACCOUNT, WEEKDAY_LINE, a_call_sid, a_recording_sid

TOKEN = "the auth token"
PUBLIC = "https://assistenza.example.it"
WEEKEND_LINE = "+390452525658"
CALLER = "+390458001234"
HOURS = Hours(
    timezone="Europe/Rome",
    weekday="Mo-Fr 09:15-12:45,14:45-18:15",
    weekend="Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45",
)

TERMS = Terms(Rates(Decimal("80.00"), Decimal(22), 60), 120, "Europe/Rome")

_tokens = itertools.count(1)


@dataclass
class Hand:
    """A clock that stands still until it is moved."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def move(self, **delta: float) -> None:
        self.at += timedelta(**delta)


def services_for(sessions: sessionmaker[Session], clock: Hand, folder: Path) -> Services:
    return Services(
        sessions=sessions,
        now=clock,
        hours=HOURS,
        lines={WEEKDAY_LINE: "weekday", WEEKEND_LINE: "weekend"},
        trust=Trust(ACCOUNT, (TOKEN,), PUBLIC),
        prompts=prompts.load(),
        voices=prompts.Voices(),
        links=Links((TOKEN,)),
        terms=TERMS,
        promises=Promises(HOURS, Policy(), timedelta(minutes=10)),
        recordings=folder,
        sounds=folder,
        max_seconds=90,
        keep_days=90,
    )


@dataclass
class Answer:
    """What came back, read as Twilio would."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def verbs(self) -> list[str]:
        return [verb.tag for verb in self._document()]

    @property
    def said(self) -> str:
        return " ".join(say.text or "" for say in self._document().iter("Say"))

    def goes_to(self, verb: str) -> str:
        """The address, without its fragment, to which the first verb of this name leads."""
        found = next(self._document().iter(verb))
        return str(found.get("action") or found.text).partition("#")[0]

    def _document(self) -> ET.Element:
        return ET.fromstring(self.response.data)


@dataclass
class TwilioCall:
    """One call: posts what Twilio posts, signed."""

    client: object
    sid: str = field(default_factory=a_call_sid)
    caller: str = CALLER
    to: str = WEEKDAY_LINE
    token: str = TOKEN

    def post(self, path: str, *, sign: str | None = None, headers=None, **form: str) -> Answer:
        """Post the form with every standard parameter; `sign` signs for another address."""
        told = {**self.standard(), **form}
        return self.send(path, told, sign=sign, headers=headers)

    def send(self, path: str, form: dict[str, str], *, sign=None, headers=None) -> Answer:
        signature = RequestValidator(self.token).compute_signature(PUBLIC + (sign or path), form)
        sent = {
            "X-Twilio-Signature": signature,
            "I-Twilio-Idempotency-Token": f"00000000-0000-4000-8000-{next(_tokens):012d}",
            **(headers or {}),
        }
        given = {name: value for name, value in sent.items() if value is not None}
        return Answer(self.client.post(path, data=form, headers=given))

    def standard(self) -> dict[str, str]:
        return {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "CallSid": self.sid,
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "From": self.caller,
            "FromCity": "",
            "To": self.to,
        }

    def rings(self, **more) -> Answer:
        return self.post("/voice/incoming", CallStatus="ringing", **more)

    def presses(self, path: str, digits: str, **more) -> Answer:
        return self.post(path, Digits=digits, **more)

    def recorded(self, path: str, sid: str, seconds: int, **more) -> Answer:
        return self.post(path, RecordingSid=sid, RecordingDuration=str(seconds), **more)

    def recording_is(self, status: str, sid: str, seconds: int | None = None, **more) -> Answer:
        """The recording's callback, which carries neither numbers nor the call's status."""
        form = {
            "AccountSid": ACCOUNT,
            "CallSid": self.sid,
            "RecordingSid": sid,
            "RecordingStatus": status,
            "RecordingSource": "RecordVerb",
            "ErrorCode": "0",
        }
        if seconds is not None:
            form["RecordingDuration"] = str(seconds)
        return self.send("/voice/recording", form, **more)

    def ends(self, status: str = "completed", seconds: int = 30, **more) -> Answer:
        told = {"CallStatus": status, "CallDuration": str(seconds), "Duration": "1", **more}
        return self.post("/voice/status", **told)


def state(**query: object) -> str:
    return urlencode({"l": "it", "n": 0, "j": 0, "f": "weekday", **query})


RECORDED = f"/voice/recorded?{state()}"


@pytest.fixture(autouse=True)
def logged():
    """What is logged, instead of a traceback on the screen for every fault that a test provokes."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
def clock(now) -> Hand:
    return Hand(now)


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
