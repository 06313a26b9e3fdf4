"""Twilio's side of a call, one signed request at a time."""

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from sqlalchemy.orm import Session, sessionmaker
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from ivr import prompts
from ivr.playback_links import Links
from ivr.prompts import load as shipped_prompts
from ivr.services import Services
from ivr.signature import Trust
from rules.promise import Policy
from store.callbacks.promises import Promises
from tests.builders import a_call_sid
from tests.clock import Clock
from tests.leotron import (
    ACCOUNT,
    CALLER,
    HOURS,
    LINES,
    PUBLIC,
    TERMS,
    TOKEN,
    WEEKDAY_LINE,
)

_tokens = itertools.count(1)


def services_for(sessions: sessionmaker[Session], clock: Clock, folder: Path) -> Services:
    return Services(
        sessions=sessions,
        now=clock,
        hours_now=lambda: HOURS,
        lines=LINES,
        trust=Trust(ACCOUNT, (TOKEN,), PUBLIC),
        prompts_now=shipped_prompts,
        voices=prompts.Voices(),
        links=Links((TOKEN,)),
        terms=TERMS,
        promises=Promises(lambda: HOURS, Policy(), timedelta(minutes=10)),
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
