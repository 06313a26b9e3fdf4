"""The engine wakes whoever does what the ledger says is due, and the ledger alone says what that is."""

import queue
import threading
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import procrastinate
import pytest
from sqlalchemy import text

import store
from scheduler import recording_download
from scheduler.engine import SCHEMA, Engine, Task, forget_old
from scheduler.recording_download import Fetching
from store.callbacks import outbound_calls
from store.calls import recordings
from store.database.postgresql import conninfo
from store.messages import outbox
from store.models import Recording
from store.models.states import OutboxKind, RecordingState
from tests.builders import a_call_sid, a_recording_sid
from tests.centralino.web_process import wait_for
from tests.leotron import TEN
from tests.stories.click_to_call import POLICY, in_hand
from transcription.result import Transcript
from transcription.worker import Working, work_once

SHIPPED = Path(procrastinate.__file__).parent / "sql" / "schema.sql"
VOICE = Path(__file__).parents[2] / "simulator" / "voices" / "trattoria.wav"
KEPT = Path(store.__file__).parent / "migrations" / "procrastinate_3_10.sql"
JOBS = text(f"SELECT queue_name, task_name, args, scheduled_at FROM {SCHEMA}.procrastinate_jobs")


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def ledger(filled_postgres, database_url, sessions):
    """A ledger on PostgreSQL, with no job left from before."""
    with sessions.begin() as session:
        session.execute(text(f"TRUNCATE {SCHEMA}.procrastinate_jobs CASCADE"))
    return sessions


def jobs(ledger):
    with ledger() as session:
        return [tuple(row) for row in session.execute(JOBS)]


def announced(session, now, sid: str | None = None) -> str:
    sid = sid or a_recording_sid()
    recordings.announce(session, sid=sid, call_sid=a_call_sid(), duration_s=3, now=now)
    return sid


@pytest.fixture
def woken(ledger, database_url):
    """The keys for which `fetch` was woken, while an engine serves."""
    keys: queue.Queue[str] = queue.Queue()
    engine = Engine(conninfo(database_url, SCHEMA), "clock", [Task("fetch", keys.put)], 4)
    engine.start()
    yield keys
    engine.stop()


def test_the_tables_are_those_of_the_library_that_is_installed():
    assert KEPT.read_text(encoding="utf-8").endswith(SHIPPED.read_text(encoding="utf-8"))


@on_postgresql
def test_what_becomes_due_is_a_job_of_the_same_transaction_with_nothing_but_its_key(ledger, now):
    with ledger() as session:
        announced(session, now)
        session.rollback()
    assert jobs(ledger) == []
    with ledger.begin() as session:
        sid = announced(session, now)
        message = {"kind": OutboxKind.SMS, "to": "+393331112222", "body": {"text": "Buongiorno"}}
        outbox.put(session, **message, key="k", now=now)
    found = jobs(ledger)
    assert [(one[0], one[1], list(one[2])) for one in found] == [
        ("clock", "fetch", ["key"]),
        ("clock", "send", ["key"]),
    ]
    assert found[0][2] == {"key": sid}


@on_postgresql
def test_what_is_claimed_is_no_job_and_what_is_due_later_is_one_for_later(ledger, now):
    with ledger.begin() as session:
        announced(session, now)
        claim = recordings.claim_fetch(session, now=now, lease=timedelta(minutes=1))
        assert len(jobs(ledger)) == 0  # nothing is seen before the commit
    later = now + timedelta(days=3650)
    with ledger.begin() as session:
        recordings.retry_at(session, claim, at=later, error="404")
    assert [one[3] for one in jobs(ledger)] == [None, later]


@on_postgresql
def test_a_worker_is_woken_within_the_second_by_the_commit(ledger, woken, now):
    assert wait_for(lambda: listening(ledger), 20)
    took = []
    for _ in range(5):
        with ledger.begin() as session:
            sid = announced(session, now)
        began = time.monotonic()
        assert woken.get(timeout=10) == sid
        took.append(time.monotonic() - began)
    assert min(took) < 0.5, took


@on_postgresql
def test_a_worker_goes_on_after_the_server_ended_all_its_connections(ledger, woken, now):
    assert wait_for(lambda: listening(ledger), 20)
    with ledger.begin() as session:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        session.execute(text(f"{ended} AND pid <> pg_backend_pid()"))
    with ledger.begin() as session:
        sid = announced(session, now)
    assert woken.get(timeout=30) == sid


class Hearing:
    """A recogniser that hears the same in every message."""

    model = "test"

    def transcribe(self, audio, words, language):
        return Transcript("La cassa non stampa più.", "it", 0.9, ())


@on_postgresql
def test_a_message_is_read_when_it_is_stored_by_whoever_is_woken(
    ledger, database_url, now, tmp_path
):
    working = Working(frozenset(), lambda *_: None, tmp_path)

    def read(key: str) -> None:
        work_once(ledger, Hearing(), lambda: now, working, key)

    engine = Engine(conninfo(database_url, SCHEMA), "speech", [Task("read", read)], 1)
    engine.start()
    try:
        with ledger.begin() as session:
            sid = announced(session, now)
        download = VOICE.read_bytes()
        fetching = Fetching(tmp_path)
        fetch = partial(recording_download.fetch_next, ledger, now=lambda: now, settings=fetching)
        assert fetch(download=lambda _sid, target: target.write(download), only=sid)

        def state():
            with ledger() as session:
                return session.get_one(Recording, sid).state

        assert wait_for(lambda: state() is RecordingState.TRANSCRIBED, 20)
    finally:
        engine.stop()


@on_postgresql
def test_a_call_that_a_technician_asks_for_is_a_job(ledger):
    callback, token = in_hand(ledger)
    with ledger.begin() as session:
        asked = {"by": "anna", "now": TEN, "policy": POLICY, "timezone": "Europe/Rome"}
        attempt = outbound_calls.request_call(session, callback, token, **asked).id
    assert ("clock", "dial", {"key": attempt}) in [one[:3] for one in jobs(ledger)]


@on_postgresql
def test_a_job_whose_row_another_has_done_changes_nothing(ledger, now, tmp_path):
    def download(sid, target):
        raise AssertionError("it is not due")

    with ledger.begin() as session:
        sid = announced(session, now)
        recordings.claim_fetch(session, now=now, lease=timedelta(minutes=3))
    fetching = Fetching(tmp_path)
    assert not recording_download.fetch_next(ledger, download, lambda: now, fetching, only=sid)
    assert not recording_download.fetch_next(ledger, download, lambda: now, fetching, only="RE0")


@on_postgresql
def test_jobs_that_nobody_took_for_a_day_are_forgotten(ledger, now):
    with ledger.begin() as session:
        old, new = announced(session, now), announced(session, now)
    with ledger.begin() as session:
        aged = (
            f"UPDATE {SCHEMA}.procrastinate_events SET at = at - interval '2 days' WHERE job_id IN"
        )
        of = f"(SELECT id FROM {SCHEMA}.procrastinate_jobs WHERE args ->> 'key' = '{old}')"
        session.execute(text(f"{aged} {of}"))
    forget_old(ledger)
    assert [one[2]["key"] for one in jobs(ledger)] == [new]


@on_postgresql
def test_a_task_that_fails_leaves_the_engine_serving(ledger, database_url, now):
    done, failing = threading.Event(), []

    def run(key: str) -> None:
        failing.append(key)
        if len(failing) == 1:
            raise ValueError("unexpected")
        done.set()

    engine = Engine(conninfo(database_url, SCHEMA), "clock", [Task("fetch", run)], 2)
    engine.start()
    try:
        with ledger.begin() as session:
            announced(session, now)
        assert wait_for(lambda: len(failing) == 1, 20)
        with ledger.begin() as session:
            announced(session, now)
        assert done.wait(10)
        assert wait_for(lambda: jobs(ledger) == [], 10)
    finally:
        engine.stop()


def listening(ledger) -> bool:
    """Whether somebody waits to be woken."""
    here = "FROM pg_stat_activity WHERE datname = current_database()"
    asked = f"SELECT count(*) {here} AND query LIKE 'LISTEN%'"
    with ledger() as session:
        return bool(session.scalar(text(asked)))
