"""Cleaning free pages: what was erased leaves the bytes of the database too, and its word indexes.

A database keeps what was deleted where nobody reads it any more, until the place is needed again.
SQLite overwrites it as it goes (`PRAGMA secure_delete`), except in its word index and in copies that
moving rows left behind: the index is merged, and the file written anew. PostgreSQL writes the tables
anew, and again where another session could still read what was erased: it copies such rows along.
Others wait meanwhile, so that the clock does this while nobody is at work.
"""

import re
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from rules.errors import TemporaryFailure
from store.database.engine import reading, sessions
from store.database.sqlite_library import driver
from store.database.statements import changed
from store.models import Erasure
from store.privacy import erasure

WAIT_SECONDS = 5  # for those who are using a table; then another time
_PAUSE_SECONDS = 0.05
_INDEXES = ("tickets_words", "transcripts_words")
# Where something personal may stand; accounts, customers on record and the rota are nobody's to erase.
_TABLES = (
    *("tickets", "ticket_history", "callbacks", "attempts", "attachments", "calls", "turns"),
    *("recordings", "transcripts", "glossary", "outbox", "work_entries", "program_requests"),
)


def are_owed(session: Session) -> bool:
    """Whether anything was erased since the pages were cleaned."""
    owed = Erasure.cleaned_at.is_(None)
    return session.scalar(select(Erasure.id).where(owed).limit(1)) is not None


def clean(engine: Engine, now: datetime) -> None:
    """Clean them, and note it; raises TemporaryFailure where others use the database throughout."""
    factory = sessions(engine)
    with reading(factory) as session:
        newest = session.scalar(select(Erasure.id).order_by(Erasure.id.desc()).limit(1)) or 0
    try:
        with factory.begin() as session:
            erasure.blank_late(session)
        if engine.dialect.name == "sqlite":
            _sqlite(Path(str(engine.url.database)))
        else:
            _postgresql(engine)
    except (driver.OperationalError, OperationalError) as error:
        reason = getattr(error, "orig", error)
        raise TemporaryFailure(f"free pages not cleaned: {reason}") from error
    with factory.begin() as session:
        before = (Erasure.id <= newest, Erasure.cleaned_at.is_(None))
        changed(session, Erasure.id, *before, cleaned_at=now)


def _sqlite(path: Path) -> None:
    name = f"file:{quote(str(path))}?mode=rw"
    opened = driver.connect(name, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    with closing(opened) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        for index in _INDEXES:
            connection.execute(f"INSERT INTO {index}({index}) VALUES ('optimize')")  # noqa: S608
        connection.execute("VACUUM")
        is_read, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_read:  # what was erased still stands in the journal, for whoever began to read before
        raise TemporaryFailure("free pages not cleaned: the journal is still read by others")


def _postgresql(engine: Engine) -> None:
    from store.database.postgresql import BoundedConnection, Limits  # noqa: PLC0415 - as the engine does

    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if isinstance(connection.connection.dbapi_connection, BoundedConnection):
            connection.connection.dbapi_connection.limits = Limits()  # for as long as it takes
        connection.execute(text(f"SET lock_timeout = {int(WAIT_SECONDS * 1000)}"))
        connection.execute(text("SET statement_timeout = 0"))
        try:
            for table in _TABLES:
                _written_anew(connection, table)
        finally:
            connection.invalidate()  # its settings go with it


def _written_anew(connection: Connection, table: str) -> None:
    """Write a table anew until no erased row was copied along, at most `WAIT_SECONDS` long."""
    kept: list[int] = []
    session: Any = connection.connection.driver_connection
    # Its sentences follow the server's language; the first number of the detail does not move
    # (PostgreSQL 15, src/backend/commands/cluster.c: "%.0f dead row versions cannot be removed yet.").
    session.add_notice_handler(
        lambda told: kept.extend(int(n) for n in re.findall(r"\d+", told.message_detail or "")[:1])
    )
    until = time.monotonic() + WAIT_SECONDS
    while True:
        kept.clear()
        connection.execute(text(f"VACUUM (FULL, VERBOSE) {table}"))
        if not any(kept):
            return
        if time.monotonic() > until:
            raise TemporaryFailure(f"free pages not cleaned: {table} is still read by others")
        time.sleep(_PAUSE_SECONDS)
