"""Engines and sessions for the two kinds of database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import BadInput
from store.database import sqlite
from store.database.sqlite import READING


def connect(url: str, *, may_make: bool = True) -> Engine:
    """An engine for SQLite (a file) or PostgreSQL; nothing is opened yet.

    A SQLite file that is missing is made when it is opened, or refused unless `may_make`.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return sqlite.connect(parsed.database, may_make=may_make)
        case "postgresql":
            # Its driver takes a tenth of a second to load, of which SQLite needs nothing.
            from store.database import postgresql  # noqa: PLC0415

            return postgresql.connect(parsed, sqlite.POOL)
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
