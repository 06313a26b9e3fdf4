"""The settings under which a committed row is never lost, and readers that cannot write."""

import pytest
from sqlalchemy.exc import DBAPIError

import store
from rules.errors import BadInput
from store.database.sqlite_library import driver, wal_is_safe
from tests.builders import a_call
from tests.store.database.pragmas import pragma


def test_sqlite_syncs_every_commit(tmp_path):
    engine = store.connect(f"sqlite:///{tmp_path}/folder/made/for/it.db")
    wal = wal_is_safe(driver.sqlite_version_info)
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
