"""Job: after a fault Twilio is asked at once what we missed, and again while messages are in the making.

A callback that met a database that was away does not come again. Whoever could not keep it notes so
as soon as the database takes notes again; that the clock itself could not read is such a note too.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import TemporaryFailure
from store import reading
from store.calls import missed_webhooks

log = structlog.get_logger()

# Seconds after a fault: callers who met it may still speak, and a recording is made when they hang up.
LOOKS = (0.0, 15.0, 60.0, 180.0)
AGAIN = 10.0  # seconds after a question that was not answered


@dataclass
class Recovery:
    """When Twilio is to be asked, beside the questions every ten minutes."""

    sessions: sessionmaker[Session]
    look: Callable[[], object]
    clock: Callable[[], float] = time.monotonic
    _due: list[float] = field(default_factory=list)
    _seen: int | None = None
    _is_first: bool = True
    _was_away: bool = False
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def tick(self) -> None:
        """Ask, if somebody missed something since; raises what keeps us from knowing."""
        try:
            with reading(self.sessions) as session:
                newest = missed_webhooks.newest(session)
        except Exception:
            self._was_away = True
            raise
        if self._was_away or (newest != self._seen and not self._is_first):
            log.info("asking Twilio what we missed")
            now = self.clock()
            self._due = [now + after for after in LOOKS]
        self._seen, self._is_first, self._was_away = newest, False, False
        if self._due and self._due[0] <= self.clock():
            self.ask()

    def ask(self) -> None:
        """Ask now; where that fails, soon again, and when Twilio says when, then."""
        with self._one_at_a_time:
            try:
                self.look()
            except Exception as error:
                told = error.retry_after if isinstance(error, TemporaryFailure) else None
                soon = self.clock() + max(AGAIN, told or 0.0)
                self._due = [soon, *(at for at in self._due if at > soon)]
                raise
            now = self.clock()
            self._due = [at for at in self._due if at > now]
