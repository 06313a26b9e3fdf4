"""Alembic, driven by the program itself: an operator never calls it."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from store.database.sqlite import READING

LOCK = 4_510_225_056  # any number, as long as every process asks for the same


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest version; several processes may do so at once."""
    if current(engine) == head():
        return
    with transaction(engine) as connection:
        command.upgrade(config(connection), "head")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction in which tables may be altered; other processes wait until it is over."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            yield connection
        return
    # SQLite alters a table by copying it, and would delete with the old one whatever refers to it.
    # Its keys can be switched only between transactions.
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():  # takes the write lock
                yield connection
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"a migration left rows that refer to nothing: {broken[:3]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def current(engine: Engine) -> str | None:
    """The version of the database; None when it holds nothing of ours yet."""
    with engine.connect().execution_options(**{READING: True}) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_modelled(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether the models tell of it: full-text indexes are each database's own (migration 0015)."""
    return "_words" not in (name or "")


@functools.cache  # to find it, each migration is loaded: readiness is asked for every few seconds
def head() -> str:
    """The newest version that this program knows."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    if newest is None:
        raise RuntimeError("no migration is packaged: the installation is broken")
    return newest


def config(connection: Connection | None = None) -> Config:
    """What Alembic needs to know, without a file of its own."""
    config = Config()
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    folder = str(Path(__file__).parent)
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
