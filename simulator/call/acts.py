"""Acts and events of a call: what a caller meets, and what a caller may do about it.

A call is a generator. It yields what the caller meets now (a sentence, a question, the beep) and
is sent what the caller does then; None is to listen on, without a word.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from simulator.call.document_request import Request
from simulator.sound import Sound


@dataclass(frozen=True, eq=False)
class Heard:
    """A sentence or a file begins; `keys` says whether a key interrupts it."""

    text: str
    seconds: float
    keys: bool = False
    speech: bool = False


@dataclass(frozen=True, eq=False)
class Asked:
    """The prompts of a Gather are over and it waits."""

    digits: str
    seconds: float
    keys: bool = True
    speech: bool = False


@dataclass(frozen=True, eq=False)
class Beep:
    """The recording runs; `finish_on_key` are the keys that end it."""

    finish_on_key: str
    max_seconds: int


@dataclass(frozen=True, eq=False)
class Ringing:
    """The caller hears that somebody is being rung, for so long."""

    seconds: float


@dataclass(frozen=True, eq=False)
class Bridged:
    """The caller talks with whoever answered, for so long."""

    to_number: str
    seconds: float


Event = Heard | Asked | Beep | Ringing | Bridged


@dataclass(frozen=True)
class Keys:
    """Keys pressed, `after` so many seconds of what is met."""

    keys: str
    after: float = 0.0


@dataclass(frozen=True)
class Words:
    """Speech that Twilio recognises, for a Gather that listens to speech."""

    text: str
    confidence: float = 0.9
    after: float = 0.0


@dataclass(frozen=True)
class Voice:
    """Sound spoken into a recording."""

    sound: Sound
    name: str = ""


@dataclass(frozen=True)
class Wait:
    """Nothing, for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Gone:
    """The caller hangs up, `after` so many seconds of what is met."""

    after: float = 0.0


Act = Keys | Words | Voice | Wait | Gone | None

Result = TypeVar("Result")
Steps = Generator[Event, Act, Result]


class HungUp(Exception):
    """Raised within a call when its caller is gone."""


class HungUpButTold(HungUp):
    """The caller is gone, and the desk is still told so through an action."""

    def __init__(self, request: Request) -> None:
        super().__init__(f"{request.kind} is still told")
        self.request = request
