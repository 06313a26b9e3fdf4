"""The leader: of several clocks on one PostgreSQL the one that ticks, by an advisory lock of the server's.

The server gives the lock back when its holder's connection ends, however that came about; whoever of the
others asks next has it. There is nobody to be elected, and no time by which somebody counts as dead.
"""

import threading
from collections.abc import Callable
from contextlib import suppress

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger()

CLOCK = 4_510_225_058  # the key of the lock: any number, the same in every process
CHECK_SECONDS = 2.0  # between two questions: is the lock free, or is it still ours
_TRY = text("SELECT pg_try_advisory_lock(:key)")
_STILL = text("SELECT 1")


def lead(
    engine: Engine,
    stopping: threading.Event,
    start: Callable[[], Callable[[], object]],
    key: int = CLOCK,
    check_seconds: float = CHECK_SECONDS,
) -> None:
    """Until told to stop: whenever the lock is ours, `start`, and end by what that gave when it is lost."""
    while not stopping.is_set():
        held = _taken(engine, key)
        if held is not None:
            _tick(held, stopping, start, check_seconds)
        stopping.wait(check_seconds)


def _tick(
    held: Connection,
    stopping: threading.Event,
    start: Callable[[], Callable[[], object]],
    check_seconds: float,
) -> None:
    log.info("clock leads")
    end = start()
    try:
        while _is_held(held) and not stopping.wait(check_seconds):
            pass
    finally:
        end()  # before the lock goes: the next one begins when ours is over
        _let_go(held)
    if not stopping.is_set():
        log.error("clock leads no longer", reason="the connection that holds the lock ended")


def _taken(engine: Engine, key: int) -> Connection | None:
    """The connection that holds the lock; None where another has it, or the database is away."""
    try:
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except DBAPIError:
        return None
    try:
        if connection.scalar(_TRY, {"key": key}):
            return connection
    except DBAPIError:
        pass
    _let_go(connection)
    return None


def _is_held(connection: Connection) -> bool:
    """Whether the connection lives, and the lock with it."""
    try:
        connection.execute(_STILL)
    except DBAPIError:
        return False
    return True


def _let_go(connection: Connection) -> None:
    """Close it for good: given back to the pool it would keep the lock."""
    with suppress(DBAPIError):
        connection.invalidate()
    with suppress(DBAPIError):
        connection.close()
