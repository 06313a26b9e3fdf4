"""The engine's tables, which PostgreSQL keeps beside the ledger's: through restores, and nowhere else."""

import subprocess
import sys

import pytest
from alembic import command
from sqlalchemy import text

import store
from store import migrations
from store.calls import recordings
from store.database import backup
from tests.builders import a_call_sid, a_recording_sid

JOBS = text("SELECT task_name FROM procrastinate.procrastinate_jobs")


on_postgresql = pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)


@pytest.fixture
def empty(empty_url):
    engine = store.connect(empty_url)
    yield engine
    engine.dispose()


def woken_for(engine, now):
    """For what workers are woken once a recording is announced."""
    with store.sessions(engine).begin() as session:
        sid = a_recording_sid()
        recordings.announce(session, sid=sid, call_sid=a_call_sid(), duration_s=3, now=now)
    with engine.connect() as connection:
        return list(connection.scalars(JOBS))


@on_postgresql
def test_workers_are_woken_after_a_copy_came_back(empty, now, tmp_path):
    store.upgrade(empty)
    backup.backup(empty, tmp_path / "copy")
    assert woken_for(empty, now) == ["fetch"]
    backup.restore(empty, tmp_path / "copy")
    assert woken_for(empty, now) == ["fetch"]


@on_postgresql
def test_workers_are_woken_after_a_copy_came_back_that_is_older_than_their_tables(
    empty, now, tmp_path
):
    with migrations.transaction(empty) as connection:
        command.upgrade(migrations.config(connection), "0041")
    backup.backup(empty, tmp_path / "copy")
    store.upgrade(empty)
    assert woken_for(empty, now) == ["fetch"]
    backup.restore(empty, tmp_path / "copy")
    store.upgrade(empty)
    assert woken_for(empty, now) == ["fetch"]


def test_a_single_machine_loads_no_engine():
    asked = "import sys, centralino.wiring.clock, centralino.wiring.transcription"
    command_line = [sys.executable, "-c", f"{asked}; print('procrastinate' in sys.modules)"]
    found = subprocess.run(command_line, check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "False"
