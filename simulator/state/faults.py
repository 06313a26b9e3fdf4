"""Faults on demand: what can go wrong between Twilio and a service, in a chosen step.

A fault picks its requests by `kind` and by `path` (both with * and ?), leaves the first `skip` of
them alone, and strikes at most `times` times, each time with the given `chance` (seeded).

The kinds of a webhook: voice (the first of a call), gather, record, redirect, dial, screen,
fallback, recording, status, leg, amd, message. The kinds of a REST request are its methods.
"""

import random
import threading
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeVar


@dataclass(frozen=True)
class Fault:
    kind: str = "*"
    path: str = "*"
    skip: int = 0
    times: int | None = None
    chance: float = 1.0


@dataclass(frozen=True)
class Drop(Fault):
    """The webhook never arrives: as if the desk could not be reached."""


@dataclass(frozen=True)
class LoseAnswer(Fault):
    """The request arrives and is worked on, and its answer is lost on the way back.

    Of a webhook nothing comes back; of a REST request a gateway's page.
    """


@dataclass(frozen=True)
class Delay(Fault):
    """The webhook comes so much later; before TwiML the caller waits in silence."""

    seconds: float = 60.0


@dataclass(frozen=True)
class Duplicate(Fault):
    """The webhook arrives twice.

    With the same idempotency token it is a retry, with another one a second sending. `together`
    sends both at the same instant. A call goes on with the first answer, or with the `last`.
    """

    same_token: bool = True
    together: bool = False
    last: bool = False


@dataclass(frozen=True)
class Repeat(Fault):
    """A callback is sent again so much later, under another idempotency token."""

    seconds: float = 60.0


@dataclass(frozen=True)
class Reorder(Fault):
    """A callback waits until the same call's callback of the kind `after` has been told."""

    after: str = "recording"


@dataclass(frozen=True)
class RestStatus(Fault):
    """A REST request is answered with this status; `body` when it should not be JSON."""

    status: int = 500
    body: str | None = None
    retry_after: int | None = None


@dataclass(frozen=True)
class NotReady(Fault):
    """The media of a recording is 404, although its callback has been sent."""


@dataclass(frozen=True)
class Hang(Fault):
    """A REST request is accepted, and nothing comes back for so many real seconds."""

    seconds: float = 30.0


@dataclass(frozen=True)
class Truncate(Fault):
    """The media breaks off after this part of it, below the length that was announced."""

    keep: float = 0.5


@dataclass(frozen=True)
class WrongLength(Fault):
    """The media breaks off, and the length that was announced is that of the rest: only the
    duration shows that something is missing."""

    keep: float = 0.5


@dataclass(frozen=True)
class WrongType(Fault):
    """The media comes as something else, such as an error page with status 200."""

    content_type: str = "text/html"
    body: str = "<html><body>Service unavailable</body></html>"


Kind = TypeVar("Kind", bound=Fault)


class Faults:
    """The faults in force, and how often each has struck."""

    def __init__(self, *faults: Fault, seed: int = 1) -> None:
        self._faults = list(faults)
        self._met: Counter[int] = Counter()
        self._struck: Counter[int] = Counter()
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def add(self, *faults: Fault) -> None:
        with self._lock:
            self._faults += faults

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()
            self._met.clear()
            self._struck.clear()

    def strike(self, kind_of_fault: type[Kind], kind: str, path: str) -> Kind | None:
        """The fault that befalls this request; asking counts."""
        with self._lock:
            for fault in self._faults:
                if isinstance(fault, kind_of_fault) and self._strikes(fault, kind, path):
                    return fault
        return None

    def struck(self, fault: Fault) -> int:
        """How often a fault has struck."""
        return self._struck[id(fault)]

    def _strikes(self, fault: Fault, kind: str, path: str) -> bool:
        if not (fnmatchcase(kind, fault.kind) and fnmatchcase(path, fault.path)):
            return False
        self._met[id(fault)] += 1
        spent = fault.times is not None and self._struck[id(fault)] >= fault.times
        if self._met[id(fault)] <= fault.skip or spent or self._random.random() >= fault.chance:
            return False
        self._struck[id(fault)] += 1
        return True
