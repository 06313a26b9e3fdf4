"""SQLite settings: durable commits, and writers that wait in order of arrival."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError

from rules.errors import BadInput
from store import private_files
from store.database import haste, plain_text
from store.database.fifo_lock import FifoLock
from store.database.file_guard import FileGuard
from store.database.gate import GatedPool
from store.database.sqlite_library import driver, wal_is_safe

READING = "centralino_reading"  # execution option of transactions that only read
BUSY_SECONDS = 10.0  # Twilio waits 15 s for an answer
LOCKED = "database is locked"  # as SQLite says it
READ_ONLY = "readonly database"
PROBE_SECONDS = 0.1
MOST_KEPT = 64 * 1024 * 1024  # bytes of a journal that grew while somebody read for long

# As many connections as there are threads that want one; the first few stay open.
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": -1, "poolclass": GatedPool}

# SQLite lets waiting writers poll, and whoever polls at the right moment wins: under load some
# wait for seconds. The threads of one process need not take part in that lottery.
_turnstiles: dict[str, FifoLock] = {}
_making = threading.Lock()


def connect(path: str | None, *, may_make: bool = True) -> Engine:
    """An engine on the file, which is made when it is missing, with its folder, where it may be."""
    if path is None or path == ":memory:":
        raise BadInput('expected a file after "sqlite:///": a database in memory forgets calls')
    file = Path(path).absolute()
    try:
        private_files.make_folder(file.parent)
    except OSError as error:
        raise BadInput(f"{file.parent}: expected a folder, found: {error.strerror}") from error
    arguments = {"timeout": BUSY_SECONDS, "factory": QueuedConnection}
    # What callers say is none of the log's business: errors of statements name no values.
    engine = create_engine(
        f"sqlite:///{file}", module=driver, connect_args=arguments, hide_parameters=True, **POOL
    )
    _speak_of_savepoints_directly(engine.dialect)
    one = FileGuard(file, may_make=may_make)
    event.listen(engine, "do_connect", lambda *_: one.check_opening())
    event.listen(engine, "do_connect", lambda *_: _close_to_others(file))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "connect", lambda *_: one.opened())
    event.listen(engine, "begin", lambda connection: _begin(connection, one))
    event.listen(engine, "handle_error", _give_up_read_only)
    return engine


def _close_to_others(file: Path) -> None:
    """Before it is opened: SQLite gives its journals the modes of the file."""
    with suppress(OSError):  # opening it says what is amiss
        private_files.make_file(file)


def _speak_of_savepoints_directly(dialect: Any) -> None:
    """SQLAlchemy would build a statement anew for each name, and each webhook has a savepoint."""

    def saying(words: str) -> Callable[[Connection, str], None]:
        def say(connection: Connection, name: str) -> None:
            opened: Any = connection.connection.dbapi_connection
            try:
                opened.execute(f"{words} {name}")
            except driver.OperationalError as error:
                raise OperationalError(words, None, error) from error

        return say

    dialect.do_savepoint = saying("SAVEPOINT")
    dialect.do_release_savepoint = saying("RELEASE SAVEPOINT")
    dialect.do_rollback_to_savepoint = saying("ROLLBACK TO SAVEPOINT")


class QueuedConnection(driver.Connection):
    """A connection whose writing transactions queue with the others of this process."""

    def __init__(self, database: str, *, timeout: float, **options: Any) -> None:
        super().__init__(database, timeout=timeout, **options)
        self._patience = timeout
        self._turnstile = _turnstile_of(database)
        self._through = False
        self._set: dict[str, object] = {}  # pragmas as they were set last

    def begin(self, *, reads: bool) -> None:
        """Begin a transaction, within the connection's timeout or not at all."""
        self._pragma("query_only", "ON" if reads else "OFF")
        patience = haste.left(self._patience)
        if reads:
            self._allow(patience)
            self.execute("BEGIN")
            return
        came = time.monotonic()
        if not self._turnstile.acquire(patience):
            raise driver.OperationalError(LOCKED)
        self._through = True
        try:
            self._allow(max(0, patience - (time.monotonic() - came)))
            # Not BEGIN: a reader that turns writer is refused at once, whatever the timeout.
            self.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._leave()
            raise

    def commit(self) -> None:
        super().commit()  # after an error the transaction goes on, until it is rolled back
        self._leave()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._leave()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._leave()

    def _allow(self, seconds: float) -> None:
        """Wait for so long, to the tenth of a second: set anew only where somebody did wait."""
        self._pragma("busy_timeout", math.ceil(seconds * 10) * 100)

    def _pragma(self, name: str, value: object) -> None:
        """Set it where it differs: each statement lets other threads in before us."""
        if self._set.get(name) != value:
            self.execute(f"PRAGMA {name}={value}")
            self._set[name] = value

    def _leave(self) -> None:
        if self._through:
            self._through = False
            self._turnstile.release()


def is_silence(error: BaseException | None) -> bool:
    """Whether somebody else keeps the database, and others would wait for it in vain too."""
    return isinstance(error, driver.OperationalError) and LOCKED in str(error)


def answers(engine: Engine) -> bool:
    """Whether the write lock is to be had, or the database says why not, over a connection of its own."""
    # As it is: a file that is missing must not be made by asking for it.
    uri = f"{Path(str(engine.url.database)).absolute().as_uri()}?mode=rw"
    try:
        with closing(
            driver.connect(uri, uri=True, timeout=PROBE_SECONDS, isolation_level=None)
        ) as connection:
            connection.execute("BEGIN IMMEDIATE")
    except driver.Error as error:
        return not is_silence(error)
    return True


def _turnstile_of(database: str) -> FifoLock:
    """The one for this file; the first connections may be opened at once by several threads."""
    with _making:
        return _turnstiles.setdefault(database, FifoLock())


def _prepare(connection: driver.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own
    wal = wal_is_safe(driver.sqlite_version_info)
    _set_journal(connection, "wal" if wal else "delete")
    connection.execute(f"PRAGMA synchronous={'FULL' if wal else 'EXTRA'}")
    connection.execute(f"PRAGMA journal_size_limit={MOST_KEPT}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is erased leaves the file too
    plain_text.teach(connection)


def _set_journal(connection: driver.Connection, mode: str) -> None:
    """Switch the journal where it differs; another process may be about to do the same."""
    for last in (False, False, False, True):
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == mode:
            return
        try:
            connection.execute(f"PRAGMA journal_mode={mode}")
        except driver.OperationalError:  # the switch does not wait for a lock by itself
            if last:
                raise
            time.sleep(0.2)


def _give_up_read_only(context: ExceptionContext) -> None:
    """Connections that were opened while nobody might write stay so: the next one may be better."""
    connection = context.connection
    reads = connection is not None and connection.get_execution_options().get(READING)
    if READ_ONLY in str(context.original_exception) and not reads:
        context.is_disconnect = True


def _begin(connection: Connection, one: FileGuard) -> None:
    opened: Any = connection.connection.dbapi_connection
    try:
        one.check()
        opened.begin(reads=connection.get_execution_options().get(READING, False))
    except driver.OperationalError as error:  # SQLAlchemy translates statements only
        gate = getattr(connection.engine.pool, "gate", None)
        if gate is not None and is_silence(error):
            gate.close()
        raise OperationalError("BEGIN", None, error) from error
