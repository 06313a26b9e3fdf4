"""The time of the carrier: virtual by default, so that a call of a minute takes milliseconds."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

GLANCE_S = 0.1  # how often whoever waits looks whether it is still worth waiting


def never() -> bool:
    return False


class Clock(Protocol):
    """What the carrier asks of a clock; `reach` returns once it is that instant, or before where it
    takes time and there is cause to wait no longer; `set` jumps."""

    def now(self) -> datetime: ...

    def reach(self, instant: datetime, unless: Callable[[], bool] = never) -> None: ...

    def set(self, instant: datetime) -> None: ...


class VirtualClock:
    """A clock that moves only when a call, or a test, moves it.

    Calls under way at once each keep their own time; this clock shows the latest of them.
    """

    def __init__(self, start: datetime) -> None:
        self._lock = threading.Lock()
        self._now = aware(start)

    def now(self) -> datetime:
        return self._now

    def reach(
        self,
        instant: datetime,
        unless: Callable[[], bool] = never,  # noqa: ARG002
    ) -> None:
        """Moves on to `instant`, never back; it takes no time."""
        with self._lock:
            self._now = max(self._now, instant)

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now += timedelta(seconds=seconds)

    def set(self, instant: datetime) -> None:
        """Jumps to `instant`, back as well: for the next scene of a rehearsal."""
        with self._lock:
            self._now = aware(instant)


class RealClock:
    """A clock that goes as fast as the one on the wall: a sentence of five seconds takes five."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def reach(self, instant: datetime, unless: Callable[[], bool] = never) -> None:
        while (left := (instant - self.now()).total_seconds()) > 0 and not unless():
            time.sleep(min(left, GLANCE_S))

    def set(self, instant: datetime) -> None:
        """From now on it is this instant, and time goes on from there."""
        self._ahead = aware(instant) - datetime.now(UTC)


def aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"expected an instant with its offset, found {instant.isoformat()}")
    return instant.astimezone(UTC)
