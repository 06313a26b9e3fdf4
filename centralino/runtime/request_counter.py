"""Request counter: requests by part of the service and by status, with the time they took.

Plain numbers under a lock, because callers' webhooks pay for it: some microseconds each. What
monitoring reads is made of them when it asks (`centralino.runtime.metrics`).
"""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Upper bounds of the histogram, in seconds: Twilio waits for 15.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
PARTS = frozenset({"voice", "api", "assistenza", "console", "login", "logout"})


class Traffic:
    """What this process has answered since it began."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._spans: Counter[tuple[str, int]] = Counter()
        self._seconds: dict[str, float] = {}

    def note(self, part: str, status: str, seconds: float) -> None:
        """Count one answer."""
        bucket = bisect_left(BOUNDS, seconds)
        with self._guard:
            self._answers[part, status] += 1
            self._spans[part, bucket] += 1
            self._seconds[part] = self._seconds.get(part, 0.0) + seconds

    def answers(self) -> dict[tuple[str, str], int]:
        """How many answers, by part and status."""
        with self._guard:
            return dict(self._answers)

    def spans(self) -> dict[str, tuple[list[int], float]]:
        """By part: how many answers took at most each bound, and any time; all their seconds."""
        with self._guard:
            spans, seconds = dict(self._spans), dict(self._seconds)
        return {part: (_up_to(spans, part), total) for part, total in seconds.items()}


def _up_to(spans: dict[tuple[str, int], int], part: str) -> list[int]:
    counts, so_far = [], 0
    for bucket in range(len(BOUNDS) + 1):
        so_far += spans.get((part, bucket), 0)
        counts.append(so_far)
    return counts


class Counted:
    """Hands every request on, and counts its answer."""

    def __init__(self, app: "WSGIApplication", traffic: Traffic) -> None:
        self._app, self._traffic = app, traffic

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        began = time.perf_counter()
        told = ["500"]

        def start(status: str, *rest: object) -> object:
            told[0] = status[:3]
            return start_response(status, *rest)  # type: ignore[arg-type]

        try:
            return self._app(environ, start)  # type: ignore[arg-type]
        finally:
            part = part_of(str(environ.get("PATH_INFO", "")))
            self._traffic.note(part, told[0], time.perf_counter() - began)


def part_of(path: str) -> str:
    """The part of the service: few names, whatever strangers ask for."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in PARTS else "other"
