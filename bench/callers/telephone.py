"""A call from the first webhook to the last, signed and in one process; seconds as they are heard."""

from __future__ import annotations

import io
import secrets
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from xml.etree import ElementTree as ET

from flask.testing import FlaskClient

from rules.calls.before_the_beep import spoken_seconds
from simulator.wire.signing import signature

PUBLIC = "https://assistenza.example"
ACCOUNT, TOKEN, LINE = "AC" + "0" * 32, "0" * 32, "+390455117067"
MESSAGE_S = 3
_tokens = count(1)


@dataclass
class Clock:
    """The service's time, which moves with what is heard."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Question:
    """Where a key is waited for: the step that takes it, and what was said before."""

    step: str
    said: str
    action: str
    wait_s: float


@dataclass
class Call:
    """One call, as the caller hears it: `heard_s` counts speech, pauses and waits for keys."""

    client: FlaskClient
    clock: Clock
    shown: str
    sid: str = field(default_factory=lambda: "CA" + secrets.token_hex(16))
    recording: str = field(default_factory=lambda: "RE" + secrets.token_hex(16))
    heard_s: float = 0.0
    said: list[str] = field(default_factory=list)
    marks: dict[str, float] = field(default_factory=dict)  # when each step was first reached
    _keys: str = ""

    def post(self, path: str, **form: str) -> ET.Element:
        """Twilio's request, and the answer; anything but 200 or 204 ends the measurement."""
        self.marks.setdefault(_step(path), self.heard_s)
        told = {
            **{"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "CallSid": self.sid},
            **{"CallStatus": "in-progress", "Direction": "inbound", "From": self.shown, "To": LINE},
            **form,
        }
        headers = {
            "X-Twilio-Signature": signature(TOKEN, PUBLIC + path, told.items()),
            "I-Twilio-Idempotency-Token": f"00000000-0000-4000-8000-{next(_tokens):012d}",
        }
        answer = self.client.post(path, data=told, headers=headers)
        if answer.status_code not in {200, 204}:
            raise RuntimeError(f"{path}: {answer.status}")
        return ET.fromstring(answer.data) if answer.data else ET.Element("Response")  # noqa: S314

    def to_the_beep(self) -> str:
        """Nothing is pressed; where the message goes."""
        document = self.post("/voice/incoming", CallStatus="ringing")
        while True:
            for verb in document:
                if verb.tag == "Record":
                    return _address(verb)
                self._hears(verb)
                if verb.tag == "Redirect":
                    document = self.post(_address(verb))
                    break
            else:
                raise RuntimeError("the call ended before the beep")

    def leaves(self, recorded: str, *, hangs_up: bool) -> ET.Element:
        """The message, and the recording's own webhook."""
        spoken = {"RecordingSid": self.recording, "RecordingDuration": str(MESSAGE_S)}
        gone = {"Digits": "hangup", "CallStatus": "completed"} if hangs_up else {}
        answer = self.post(recorded, **spoken, **gone)
        self.post("/voice/recording", RecordingStatus="completed", RecordingSource="RecordVerb",
                  ErrorCode="0", **spoken)  # fmt: skip
        return answer

    def walks(self, document: ET.Element, passes: Callable[[], object]) -> Iterator[Question]:
        """Each question on the way; `passes` is called before each request, by the clock's time.

        Whoever iterates sends the keys by `answer`, or nothing: then silence is heard out.
        """
        while True:
            following = None
            for verb in document:
                self._hears(verb)
                if verb.tag == "Gather":
                    self._keys = ""
                    action = _address(verb)
                    yield Question(_step(action), _said(verb), action, _wait(verb))
                    if self._keys:
                        self.heard_s -= _wait(verb)
                        passes()
                        following = self.post(action, Digits=self._keys)
                        break
                elif verb.tag == "Redirect":
                    passes()
                    following = self.post(_address(verb))
                    break
            if following is None:
                return
            document = following

    def answer(self, keys: str) -> None:
        """The keys for the question at hand."""
        self._keys = keys

    def ends(self) -> None:
        """Whoever hung up, Twilio says so."""
        self.post("/voice/status", CallStatus="completed", CallDuration="40", Duration="1")

    def _hears(self, verb: ET.Element) -> None:
        seconds = sum(spoken_seconds(say.text or "") for say in verb.iter("Say"))
        seconds += float(verb.get("length", "1")) if verb.tag == "Pause" else 0.0
        seconds += _wait(verb) if verb.tag == "Gather" else 0.0
        self.said += [say.text or "" for say in verb.iter("Say")]
        self.heard_s += seconds
        self.clock.at += timedelta(seconds=seconds)


def sound(target: io.BufferedIOBase) -> None:
    """A recording as Twilio gives it: its length is right, and nobody listens to it."""
    with wave.open(target, "wb") as file:  # type: ignore[call-overload]
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x10\x00" * 8000 * MESSAGE_S)


def _address(verb: ET.Element) -> str:
    return str(verb.get("action") or verb.text).partition("#")[0].removeprefix(PUBLIC)


def _step(action: str) -> str:
    return action.partition("?")[0].rsplit("/", 1)[1]


def _said(verb: ET.Element) -> str:
    return " ".join(say.text or "" for say in verb.iter("Say"))


def _wait(verb: ET.Element) -> float:
    return float(verb.get("timeout", "5"))
