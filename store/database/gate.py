"""Gate: keeps a database that does not answer from using up the threads that answer callers.

Only so many threads in haste are within at once; and once one of them waited in vain, all others
are refused at the gate until the database answers again, which a thread of the gate's own finds out.
"""

import threading
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from store.database import haste

log = structlog.get_logger()

ROOM_SECONDS = 0.3  # how long whoever is in haste waits for room; most transactions take 5 ms
PROBE_SECONDS = 0.2  # between two questions whether the database answers again


class Gate:
    """Where a thread has to pass before it gets a connection.

    `most`: threads in haste that may be within at once. `answers` asks the database over a way of
    its own. `error` is what the driver would raise; who passes a connection on knows no other.
    """

    def __init__(
        self, most: int, answers: Callable[[], bool], error: Callable[[str], Exception]
    ) -> None:
        self._room = threading.BoundedSemaphore(most)
        self._answers, self._error = answers, error
        self._guard = threading.Lock()
        self._within: dict[int, int] = {}  # connections by thread
        self._seated: set[int] = set()  # threads that take up room
        self._is_away = False

    @property
    def is_away(self) -> bool:
        """Whether the database is known not to answer."""
        return self._is_away

    def enter(self) -> int:
        """Pass, or raise what the driver would; comes back with what `leave` wants."""
        if self._is_away:
            raise self._error("the database does not answer")
        thread = threading.get_ident()
        if haste.is_on() and thread not in self._within:
            if not self._room.acquire(timeout=haste.left(ROOM_SECONDS)):
                raise self._error("as many as may are waiting for the database")
            self._seated.add(thread)
        with self._guard:
            self._within[thread] = self._within.get(thread, 0) + 1
        return thread

    def leave(self, thread: int) -> None:
        """The thread gave a connection back."""
        with self._guard:
            self._within[thread] -= 1
            if self._within[thread]:
                return
            del self._within[thread]
            is_seated = thread in self._seated
            self._seated.discard(thread)
        if is_seated:
            self._room.release()

    def close(self) -> None:
        """Somebody waited in vain: refuse all others until the database answers again."""
        with self._guard:
            if self._is_away:
                return
            self._is_away = True
        threading.Thread(target=self._open_again, name="database probe", daemon=True).start()

    def _open_again(self) -> None:
        pause, asked = threading.Event(), 0
        while not self._answers():
            if not asked:
                log.error("database does not answer")
            asked += 1
            pause.wait(PROBE_SECONDS)
        self._is_away = False
        if asked:
            log.warning("database answers again")


class GatedPool(QueuePool):
    """SQLAlchemy's pool, behind a gate where one was set."""

    gate: Gate | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._passed: dict[int, int] = {}  # thread by connection

    def recreate(self) -> "GatedPool":
        """Called by SQLAlchemy when all connections are known to be of no use."""
        made = super().recreate()
        assert isinstance(made, GatedPool)  # noqa: S101 - for mypy
        made.gate = self.gate
        return made

    def _do_get(self) -> ConnectionPoolEntry:
        gate = self.gate
        if gate is None:
            return super()._do_get()
        thread = gate.enter()
        try:
            record = super()._do_get()
        except BaseException:
            gate.leave(thread)
            raise
        self._passed[id(record)] = thread
        return record

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        thread = self._passed.pop(id(record), None)
        try:
            super()._do_return_conn(record)
        finally:
            if self.gate is not None and thread is not None:
                self.gate.leave(thread)
