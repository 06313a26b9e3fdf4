"""Which SQLite is spoken to: one that loses nothing in WAL mode, where there is one."""

import sqlite3
import sys
from types import SimpleNamespace

import pytest

import store
from store.database import sqlite_library
from store.database.sqlite_library import choose, driver, wal_is_safe
from tests.store.database.pragmas import pragma

OLD, MENDED = SimpleNamespace(sqlite_version_info=(3, 40, 1)), (3, 53, 4)


@pytest.fixture
def wheel(monkeypatch):
    """A wheel with such an SQLite."""

    def with_version(*version):
        made = SimpleNamespace(sqlite_version_info=version)
        monkeypatch.setitem(sys.modules, "a_wheel", made)
        return made

    return with_version


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


def test_the_wheel_takes_the_place_of_a_system_that_is_too_old(wheel):
    made = wheel(*MENDED)
    assert choose(OLD, "a_wheel") is made


def test_a_system_that_is_mended_is_used_as_it_is(wheel):
    wheel(*MENDED)
    system = SimpleNamespace(sqlite_version_info=(3, 51, 3))
    assert choose(system, "a_wheel") is system


def test_without_a_wheel_or_with_one_that_is_too_old_the_system_serves(wheel):
    assert choose(OLD, "no_such_wheel") is OLD
    wheel(3, 51, 2)
    assert choose(OLD, "a_wheel") is OLD


def test_where_a_wheel_is_made_the_ledger_is_in_wal_and_synced_at_each_commit(tmp_path):
    pytest.importorskip(sqlite_library.WHEEL, reason="no wheel for this machine")
    engine = store.connect(f"sqlite:///{tmp_path}/one.db")
    with engine.connect() as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == 2  # FULL
    assert engine.dialect.dbapi is driver
    assert wal_is_safe(driver.sqlite_version_info)
    engine.dispose()


def test_a_ledger_of_before_goes_over_to_wal_with_all_its_rows(tmp_path):
    pytest.importorskip(sqlite_library.WHEEL, reason="no wheel for this machine")
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:  # nobody else has this file open yet
        old.execute("PRAGMA journal_mode=delete")
        old.execute("CREATE TABLE kept (word)")
        old.execute("INSERT INTO kept VALUES ('pronto')")
    old.close()
    engine = store.connect(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT word FROM kept").scalar() == "pronto"
        assert pragma(connection, "journal_mode") == "wal"
    engine.dispose()
