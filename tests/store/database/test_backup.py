"""A copy taken while the service runs is whole, and brings everything back."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

import store
from rules.errors import BadInput, PermanentFailure
from store.calls import call_log
from store.database import backup
from store.database.sqlite_library import driver
from store.models import Call, Turn
from store.tickets import lifecycle
from tests.builders import a_call, a_ticket


@pytest.fixture
def file(tmp_path):
    return tmp_path / "copy.backup"


def count(sessions, table):
    with store.reading(sessions) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_restored_database_holds_what_it_held(engine, sessions, now, file):
    with sessions.begin() as session:
        number = a_ticket(session, now=now).id
    backup.backup(engine, file)
    with sessions.begin() as session:
        a_call(session, now=now)
        lifecycle.move(session, number, "closed", actor="anna", now=now)
    backup.restore(engine, file)
    assert count(sessions, Call) == 1
    with sessions.begin() as session:
        assert lifecycle.find(session, number).state == "open"
        assert a_ticket(session, now=now).id > number  # numbers go on where they were
    assert store.current(engine) == store.head()


def test_copy_taken_while_calls_come_in_is_whole(engine, sessions, now, file):
    stop, answered = threading.Event(), threading.Event()

    def answer():
        while not stop.is_set():
            with sessions.begin() as session:
                call = a_call(session, now=now)
                turn = {"step": "incoming", "digits": "", "heard": None, "now": now}
                call_log.add_turn(session, call.sid, key=call.sid, **turn)
            answered.set()

    answering = threading.Thread(target=answer)
    answering.start()
    assert answered.wait(30)
    try:
        for _ in range(3):
            backup.backup(engine, file)
    finally:
        stop.set()
        answering.join()
    backup.restore(engine, file)
    assert 0 < count(sessions, Call) == count(sessions, Turn)


def test_nothing_is_left_beside_the_copy(engine, file):
    backup.backup(engine, file)
    assert [path.name for path in file.parent.iterdir() if "copy" in path.name] == [file.name]


def test_copy_into_a_folder_that_is_not_there_is_refused(engine, tmp_path):
    with pytest.raises(BadInput, match="no such folder"):
        backup.backup(engine, tmp_path / "missing" / "copy")


def test_copy_into_a_folder_that_cannot_be_written_is_refused(engine):
    with pytest.raises(PermanentFailure, match="cannot be written"):
        backup.backup(engine, Path("/proc/copy"))


def test_the_database_is_no_place_for_its_own_copy(sqlite_template, tmp_path):
    database = tmp_path / "desk.db"
    database.write_bytes(sqlite_template.read_bytes())
    (tmp_path / "link.db").symlink_to(database)
    engine = store.connect(f"sqlite:///{database}")
    for name in ("desk.db", "link.db", "desk.db-wal"):
        with pytest.raises(BadInput, match="the database itself"):
            backup.backup(engine, tmp_path / name)
    with pytest.raises(BadInput, match="the database itself"):
        backup.restore(engine, database)
    engine.dispose()


def test_restoring_what_is_no_copy_changes_nothing(engine, sessions, now, file):
    with sessions.begin() as session:
        a_call(session, now=now)
    file.write_text("not a copy")
    with pytest.raises(PermanentFailure):
        backup.restore(engine, file)
    with pytest.raises(BadInput, match="no such file"):
        backup.restore(engine, file.with_name("missing"))
    assert count(sessions, Call) == 1


def test_some_other_sqlite_file_is_no_copy(sqlite_template, tmp_path):
    other = tmp_path / "other.db"
    with driver.connect(other) as connection:
        connection.execute("CREATE TABLE songs (title)")
    engine = store.connect(f"sqlite:///{tmp_path}/centralino.db")
    with pytest.raises(PermanentFailure, match="expected a backup of Centralino"):
        backup.restore(engine, other)


def test_missing_program_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(backup, "POSTGRES_HOMES", tmp_path)
    engine = store.connect("postgresql://u@localhost/d")
    with pytest.raises(PermanentFailure, match="pg_dump is not installed"):
        backup.backup(engine, tmp_path / "copy")


def test_password_is_not_in_the_command_line(monkeypatch, tmp_path):
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@ env=$PGPASSWORD" > {tmp_path}/seen; exit 1\n')
    program.chmod(0o755)
    monkeypatch.setattr(backup, "POSTGRES_HOMES", tmp_path / "none")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    engine = store.connect("postgresql://u:secret@localhost/d")
    with pytest.raises(PermanentFailure):
        backup.backup(engine, tmp_path / "copy")
    seen = (tmp_path / "seen").read_text()
    assert "postgresql://u@localhost/d" in seen
    assert seen.count("secret") == 1
    assert "env=secret" in seen
