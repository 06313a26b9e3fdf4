"""A scratch database: empty, of the same kind as ours, and gone when nobody needs it any more."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from rules.errors import PermanentFailure
from store.database.engine import connect


@contextmanager
def scratch(beside: Engine) -> Iterator[Engine]:
    """An empty one: a file in the temporary folder, or a database on the same server."""
    if beside.dialect.name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="centralino-scratch-") as folder:
            yield from _used(f"sqlite:///{Path(folder) / 'scratch.db'}")
        return
    name = f"centralino_scratch_{secrets.token_hex(6)}"
    _administer(beside, f"CREATE DATABASE {name}")
    try:
        url = beside.url.set(database=name)
        yield from _used(url.render_as_string(hide_password=False))
    finally:
        _administer(beside, f"DROP DATABASE {name} WITH (FORCE)")


def _used(url: str) -> Iterator[Engine]:
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _administer(beside: Engine, statement: str) -> None:
    """Outside of any transaction, on a connection of its own."""
    engine = create_engine(beside.url, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except DBAPIError as error:
        hint = f"ALTER ROLE {beside.url.username} CREATEDB lets it"
        raise PermanentFailure(f"no scratch database: {error.orig}: {hint}") from error
    finally:
        engine.dispose()
