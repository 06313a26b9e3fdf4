"""What every test may ask for: a real database of each kind, and an instant."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

import store
from store.models import Base
from tests import postgres

_names = itertools.count(1)


@contextmanager
def _database(server: str) -> Iterator[str]:
    """The URL of a new database on the server, dropped in the end."""
    name = f"centralino_test_{os.getpid()}_{next(_names)}"
    admin = create_engine(
        store.connect(server).url, isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(autouse=True)
def log_as_it_comes() -> Iterator[None]:
    """A command that a test runs configures the log of this very process: later tests' is as new."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def now() -> datetime:
    """Tuesday 24 November 2026, ten o'clock in Verona: a weekday, in hours."""
    return datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables in it, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = store.connect(f"sqlite:///{path}")
    store.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server; without one the tests are skipped, but never under CI."""
    server = postgres.server()
    try:
        url = server.__enter__()
    except postgres.PostgresMissingError as reason:
        if os.environ.get("CI"):
            pytest.fail(f"CI needs a PostgreSQL: {reason}")
        pytest.skip(str(reason))
    try:
        yield url
    finally:
        server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def filled_postgres(postgres_url: str) -> Iterator[Engine]:
    """A PostgreSQL database with the tables in it, used by one test after the other."""
    with _database(postgres_url) as url:
        engine = store.connect(url)
        store.upgrade(engine)
        yield engine
        engine.dispose()


def _emptied(engine: Engine) -> str:
    """The URL of the database, as new: some ten times quicker than to make another."""
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    others = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.begin() as connection:
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM {others}"))
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database, of each kind, that holds nothing."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    with _database(request.getfixturevalue("postgres_url")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database, of each kind, with the tables in it."""
    if request.param == "sqlite":
        path = tmp_path / "centralino.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    yield _emptied(request.getfixturevalue("filled_postgres"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database with the tables in it: SQLite, then PostgreSQL."""
    engine = store.connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return store.sessions(engine)
