"""Group commit: transactions that wait for each other on SQLite are committed together, by one sync.

A disk takes as long for thirty rows as for one. So whoever has the pen writes within a savepoint and
hands the open transaction on to whoever waits; the last one commits, and each goes on only then. A
member that fails takes back its own rows alone. PostgreSQL does the same by itself.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from store.database import haste
from store.database.fifo_lock import FifoLock
from store.database.gate import GatedPool
from store.database.sqlite import BUSY_SECONDS, LOCKED
from store.database.sqlite_library import driver

MOST = 64  # members; whoever comes later is one of the next group
LONGEST_SECONDS = 0.1  # from the first member's beginning; then nobody else is let in
SYNC_SECONDS = (
    30.0  # how long a member waits for the one who commits: longer than any disk that lives
)


class Group:
    """An open transaction with the rows of several members, and what became of it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.members = 0
        self._began = time.monotonic()
        self._over = threading.Event()
        self._error: BaseException | None = None

    @property
    def has_room(self) -> bool:
        """Whether one more may join without keeping the first waiting for long."""
        return self.members < MOST and time.monotonic() - self._began < LONGEST_SECONDS

    @property
    def is_whole(self) -> bool:
        """Whether the transaction still stands: SQLite rolls all of it back where the disk is full."""
        if self.connection.invalidated:
            return False
        opened: Any = self.connection.connection.dbapi_connection
        return bool(opened.in_transaction)

    def commit(self) -> None:
        """Write down what all members wrote, or nothing of it; all are told which."""
        try:
            if not self.is_whole:
                raise _refusal("the transaction was rolled back")
            self.connection.commit()
        except BaseException as error:
            self._error = error
            self.connection.invalidate()  # with whatever is left of the transaction
        finally:
            self.connection.close()
            self._over.set()

    def wait(self) -> None:
        """Return once the rows are on the disk; raise where they are not."""
        if not self._over.wait(SYNC_SECONDS):
            raise _refusal("the disk has not answered")
        if self._error is not None:
            raise _refusal(str(getattr(self._error, "orig", self._error))) from self._error


class GroupedSessions(sessionmaker[Session]):
    """Sessions whose `begin` shares its commit with whoever waits at the same time."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, expire_on_commit=False)
        self._engine = engine
        self._pen = FifoLock()
        self._open: Group | None = None  # handed on with the pen

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session in a transaction that is on the disk when the block is left."""
        with self._admitted():
            group = self._join()
            try:
                with (
                    self(
                        bind=group.connection, join_transaction_mode="create_savepoint"
                    ) as session,
                    session.begin(),
                ):
                    yield session
            except BaseException:
                self._pass_on(group)
                raise
            self._pass_on(group)
            group.wait()

    @contextmanager
    def _admitted(self) -> Iterator[None]:
        """Within the gate: whoever waits for the pen waits for the database too."""
        pool = self._engine.pool
        gate = pool.gate if isinstance(pool, GatedPool) else None
        if gate is None:
            yield
            return
        try:
            thread = gate.enter()
        except driver.Error as error:
            raise OperationalError("BEGIN", None, error) from error
        try:
            yield
        finally:
            gate.leave(thread)

    def _join(self) -> Group:
        """Take the pen, and with it the transaction that is open, or else a new one."""
        if not self._pen.acquire(haste.left(BUSY_SECONDS)):
            raise _refusal(LOCKED)
        try:
            group = self._open or self._begun()
        except BaseException:
            self._pen.release()
            raise
        self._open = None
        group.members += 1
        return group

    def _begun(self) -> Group:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return Group(connection)

    def _pass_on(self, group: Group) -> None:
        """Hand the transaction to whoever waits, or be the one who commits it."""
        if group.has_room and group.is_whole:
            self._open = group
            if self._pen.hand_on():
                return
            self._open = None
        try:
            group.commit()
        finally:
            self._pen.release()


def grouped(engine: Engine) -> sessionmaker[Session]:
    """The factory of sessions for those of whom many wait at once."""
    if engine.dialect.name == "sqlite":
        return GroupedSessions(engine)
    return sessionmaker(engine, expire_on_commit=False)


def _refusal(reason: str) -> OperationalError:
    return OperationalError("COMMIT", None, driver.OperationalError(reason))
