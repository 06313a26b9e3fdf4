"""Best effort: does what is useful but not needed, within a bound of time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

log = structlog.get_logger()

MOST_AT_ONCE = 4


class Patience:
    """Runs work on threads of its own; whoever asks for it goes on after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="patience")
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)

    def attempt(self, work: Callable[[], object]) -> bool:
        """Whether the work was done in time; else it goes on by itself, or is left undone."""
        if not self._room.acquire(blocking=False):
            return False  # as many again are stuck already
        try:
            self._pool.submit(self._run, work).result(self.seconds)
        except Exception as error:
            log.warning("left undone", error=type(error).__name__)
            return False
        return True

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            self._room.release()
