"""What every test may ask for: a real database of each kind, and an instant."""

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

import store
from store.models import Base
from tests import compiled_once, postgres
from tests.once import memory_disk, once

_names = itertools.count(1)
_SHARED = pytest.StashKey[Path]()

# The machine may be busy: how long an example takes says nothing. What CI finds, everybody finds.
settings.register_profile(
    "centralino",
    deadline=None,
    print_blob=True,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("centralino")
compiled_once.share()


def pytest_configure(config: pytest.Config) -> None:
    """A folder for what all workers share; each of them is told which."""
    if (told := getattr(config, "workerinput", None)) is not None:
        config.stash[_SHARED] = Path(told["shared"])
        # There are as many workers as cores: with as many threads each, they would be in each other's way.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        return
    config.stash[_SHARED] = Path(tempfile.mkdtemp(prefix="centralino-tests-"))
    config.stash[_SHARED].chmod(0o755)  # PostgreSQL's own user has to find its folder
    if (memory := memory_disk()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_finish() -> None:
    """What has been imported and collected stays: to look through it for garbage took a fifth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["shared"] = str(node.config.stash[_SHARED])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop(config.stash[_SHARED])
        shutil.rmtree(config.stash[_SHARED], ignore_errors=True)


@pytest.fixture(scope="session")
def shared(request: pytest.FixtureRequest) -> Path:
    """The folder of what all workers share."""
    return request.config.stash[_SHARED]


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
def sqlite_template(shared: Path) -> Path:
    """An SQLite file with the tables in it, to be copied."""
    path = shared / "template.db"

    def make() -> str:
        engine = store.connect(f"sqlite:///{path}")
        store.upgrade(engine)
        engine.dispose()
        return str(path)

    return Path(once(shared, "sqlite", make))


@pytest.fixture(scope="session")
def postgres_url(shared: Path) -> str:
    """A PostgreSQL server; without one the tests are skipped, but never under CI."""
    try:
        return once(shared, "postgres", lambda: postgres.start(shared))
    except postgres.PostgresMissingError as reason:
        if os.environ.get("CI"):
            pytest.fail(f"CI needs a PostgreSQL: {reason}")
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def filled_postgres(postgres_url: str) -> Iterator[Engine]:
    """A PostgreSQL database with the tables in it, used by one test after the other."""
    with _database(postgres_url) as url:
        engine = store.connect(url)
        store.upgrade(engine)
        yield engine
        engine.dispose()


_TABLES = [table.name for table in reversed(Base.metadata.sorted_tables)]
_FILLED = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in _TABLES)
_OTHERS = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_COUNTED = "pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"


def _emptied(engine: Engine) -> str:
    """The URL of the database, as new. Few tables hold rows: to TRUNCATE all takes ten times as long."""
    with engine.begin() as connection:
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM {_OTHERS}"))
        for table in connection.scalars(text(_FILLED)).all():
            connection.execute(text(f"DELETE FROM {table}"))
        counted = f"SELECT quote_ident(sequencename) AS name, start_value FROM {_COUNTED}"
        reset = f"SELECT setval(name::regclass, start_value, false) FROM ({counted}) AS counted"
        connection.execute(text(reset))
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
