"""The settings under which a committed row is never lost, and readers that cannot write."""

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import store
from rules.errors import BadInput
from store.database.sqlite import wal_is_safe
from tests.builders import a_call


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),  # Debian 12
        ((3, 44, 5), False),
        ((3, 44, 6), True),  # the fix, carried back
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),  # the fix, carried back
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 60, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_is_used_only_where_it_loses_nothing(version, safe):
    assert wal_is_safe(version) is safe


def pragma(connection, name):
    return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_sqlite_syncs_every_commit(tmp_path):
    engine = store.connect(f"sqlite:///{tmp_path}/folder/made/for/it.db")
    wal = wal_is_safe(sqlite3.sqlite_version_info)
    with engine.connect() as connection:
        assert pragma(connection, "journal_mode") == ("wal" if wal else "delete")
        assert pragma(connection, "synchronous") == (2 if wal else 3)  # FULL or EXTRA
        assert pragma(connection, "foreign_keys") == 1
        assert 9_000 < pragma(connection, "busy_timeout") <= 10_000
    engine.dispose()


def test_reader_cannot_write(sessions, now):
    with store.reading(sessions) as session, pytest.raises(DBAPIError, match=r"read-?only"):
        a_call(session, now=now)
    with sessions.begin() as session:  # the same connection, out of the pool, can
        a_call(session, now=now)


def test_rows_stay_readable_after_the_transaction(sessions, now):
    with sessions.begin() as session:
        call = a_call(session, now=now)
    assert call.started_at == now


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
    ],
)
def test_postgresql_is_spoken_to_through_psycopg(url, driver):
    assert store.connect(url).url.drivername == driver


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://u@h/d"])
def test_databases_that_would_lose_calls_are_refused(url):
    with pytest.raises(BadInput, match="expected"):
        store.connect(url)
