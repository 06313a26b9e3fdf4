"""Engines and sessions, with the settings under which a committed row is never lost."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from desk.errors import BadInput

READING = "centralino_reading"  # execution option of transactions that only read
BUSY_SECONDS = 10.0  # Twilio waits 15 s for an answer


def connect(url: str) -> Engine:
    """An engine for SQLite (a file) or PostgreSQL; nothing is opened yet."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return _connect_sqlite(parsed.database)
        case "postgresql":
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        case other:
            raise BadInput(f'expected a database "sqlite" or "postgresql", found "{other}"')


def sessions(engine: Engine) -> sessionmaker[Session]:
    """The factory of sessions; rows read stay readable after the commit."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def reading(factory: sessionmaker[Session]) -> Iterator[Session]:
    """A session that only reads: it takes no write lock, and the database refuses its writes."""
    engine = factory.kw["bind"].execution_options(**{READING: True})
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(postgresql_readonly=True)
    with factory(bind=engine) as session:
        yield session


def _connect_sqlite(path: str | None) -> Engine:
    if path is None or path == ":memory:":
        raise BadInput('expected a file after "sqlite:///": a database in memory forgets calls')
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the fault that can lose committed rows in WAL mode.

    Present from 3.7.0 to 3.51.2; mended in 3.51.3 and in the backports 3.44.6 and 3.50.7.
    """
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions of its own: a reader that turns writer gets
    # BUSY_SNAPSHOT at once, whatever the timeout.
    connection.isolation_level = None
    wal = wal_is_safe(sqlite3.sqlite_version_info)
    _set_journal(connection, "wal" if wal else "delete")
    connection.execute(f"PRAGMA synchronous={'FULL' if wal else 'EXTRA'}")
    connection.execute("PRAGMA foreign_keys=ON")


def _set_journal(connection: sqlite3.Connection, mode: str) -> None:
    """Switch the journal where it differs; another process may be about to do the same."""
    for last in (False, False, False, True):
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == mode:
            return
        try:
            connection.execute(f"PRAGMA journal_mode={mode}")
        except sqlite3.OperationalError:  # the switch does not wait for a lock by itself
            if last:
                raise
            time.sleep(0.2)


def _begin_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    reads = connection.get_execution_options().get(READING, False)
    driver.execute(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    driver.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
