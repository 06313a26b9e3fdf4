"""Database timeouts: a statement answers or fails within seconds, since a caller waits on the line.

The addresses that we give to Twilio allow 4 s for an answer; the sentence that is spoken when the
database fails must still fit into them.
"""

from functools import partial
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from store.database import sqlite
from store.database.gate import Gate, GatedPool

WAIT_MS = 2500
NETWORK_MS = 500  # beside what the server itself may take


def limit_waits(engine: Engine, wait_ms: int = WAIT_MS) -> None:
    """Limit how long a new connection of the engine waits for a lock, or for its server."""
    if engine.dialect.name == "sqlite":

        def limit(_dialect: object, _record: object, _args: object, given: dict[str, Any]) -> None:
            given["timeout"] = wait_ms / 1000

        event.listen(engine, "do_connect", limit)
        return
    limits = _postgresql().limits_of(engine)
    given = engine.dialect.create_connect_args(engine.url)[1]
    # In the options and not by SET, which a rollback would undo.
    ours = f"-c lock_timeout={wait_ms} -c statement_timeout={wait_ms}"
    limits.parameters = {
        "options": f"{given.get('options', '')} {ours}".strip(),
        "connect_timeout": 2,  # psycopg takes no less
        "tcp_user_timeout": wait_ms,  # a server that is gone without a word
    }
    limits.answer_s = (wait_ms + NETWORK_MS) / 1000  # and one that is stopped


def limit_answers(engine: Engine, seconds: float) -> None:
    """Limit how long a new connection waits for its server to say anything, whatever it does."""
    if engine.dialect.name == "postgresql":
        _postgresql().limits_of(engine).answer_s = seconds


def set_gate(engine: Engine, threads: int) -> Gate:
    """Leave some of so many threads free of the database, whatever becomes of it."""
    kind: Any = sqlite if engine.dialect.name == "sqlite" else _postgresql()
    gate = Gate(
        most=max(1, threads - max(1, threads // 4)),
        answers=partial(kind.answers, engine),
        error=engine.dialect.loaded_dbapi.OperationalError,
    )

    def look_at(context: ExceptionContext) -> None:
        if sqlite.is_silence(context.original_exception):
            gate.close()

    if engine.dialect.name == "sqlite":
        event.listen(engine, "handle_error", look_at)
    else:  # while the connection is still held: nobody may take its room before the gate is shut
        kind.limits_of(engine).silent = gate.close
    pool = engine.pool
    assert isinstance(pool, GatedPool)  # noqa: S101 - for mypy
    pool.gate = gate
    return gate


def _postgresql() -> Any:
    """Its settings, which load the driver: where SQLite is used, nobody waits for that."""
    from store.database import postgresql  # noqa: PLC0415

    return postgresql
