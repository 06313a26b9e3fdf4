"""Missed note: remembers that a webhook could not be kept, and writes it down once that is possible."""

import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger()

PAUSE_SECONDS = 0.5  # between two tries, and between two notes


class MissedNote:
    """Told by callers' threads, which never wait for it; a thread of its own writes."""

    def __init__(self, write: Callable[[], object], pause_seconds: float = PAUSE_SECONDS) -> None:
        self._write, self._pause = write, pause_seconds
        self._told = threading.Event()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self) -> None:
        """Something was missed."""
        self._told.set()
        with self._guard:  # no thread outlives the fork of a web process: it begins when needed
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="missed", daemon=True)
                self._thread.start()

    def at_once(self) -> None:
        """The same by whoever has time for it: no thread is begun where it can be written now."""
        try:
            self._write()
        except Exception as error:  # whatever the database says: later
            log.warning("missed webhook not noted yet", error=type(error).__name__)
            self()

    def _run(self) -> None:
        pause, failed = threading.Event(), False
        while True:
            self._told.wait()
            self._told.clear()
            try:
                self._write()
                failed = False
            except Exception as error:  # whatever the database says: later
                if not failed:  # once, and not each second for as long as it is away
                    log.warning("missed webhook not noted yet", error=type(error).__name__)
                failed = True
                self._told.set()
            pause.wait(self._pause)
