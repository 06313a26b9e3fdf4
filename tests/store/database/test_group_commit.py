"""Whoever waits together on SQLite is committed together, and nobody goes on before the sync."""

import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

import store
from centralino.runtime.database_timeouts import limit_waits, set_gate
from store.calls import call_log
from store.database import group_commit, haste
from store.database.group_commit import MOST, GroupedSessions, grouped
from store.database.sqlite_library import driver
from store.models import Call
from tests.sources import ROOT
from tests.store.database.traced import SID, answered, strace

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OTHERS = 6


@pytest.fixture
def file(sqlite_template, tmp_path):
    return shutil.copy(sqlite_template, tmp_path / "desk.db")


@pytest.fixture
def engine(file):
    engine = store.connect(f"sqlite:///{file}")
    limit_waits(engine, wait_ms=1000)
    yield engine
    engine.dispose()


@pytest.fixture
def together(engine, monkeypatch):
    monkeypatch.setattr(group_commit, "LONGEST_SECONDS", 60.0)  # the machine may be busy
    return grouped(engine)


@pytest.fixture
def commits(engine):
    """One entry for each commit, which may be kept from going on."""
    seen = []
    event.listen(engine, "commit", lambda _: seen.append(time.monotonic()))
    return seen


def kept(engine) -> set[str]:
    with store.reading(store.sessions(engine)) as session:
        return set(session.scalars(select(Call.sid)))


def nothing(_session, _sid) -> None:
    """Whoever writes does nothing else."""


def write(sessions, sid, then=nothing):
    with sessions.begin() as session:
        call_log.stub(session, sid, AT)
        then(session, sid)
    return sid


def queued(sessions, count) -> None:
    """Return once so many stand behind the one who has the pen."""
    until = time.monotonic() + 20
    while len(sessions._pen._waiting) < count:
        assert time.monotonic() < until
        time.sleep(0.001)


@contextmanager
def a_group(sessions, of=OTHERS, then=nothing):
    """Futures of a first one and of so many who came while it was writing."""
    hold = threading.Event()

    def at_first(session, sid):
        assert hold.wait(20)
        then(session, sid)

    with ThreadPoolExecutor(of + 1) as pool:
        found = [pool.submit(write, sessions, "CA0", at_first)]
        while sessions._pen.acquire(0):
            sessions._pen.release()
        for number in range(1, of + 1):
            found.append(pool.submit(write, sessions, f"CA{number}", then))
            queued(sessions, number)
        hold.set()
        yield found


def sids(*numbers) -> set[str]:
    return {f"CA{number}" for number in numbers}


def test_those_who_wait_together_are_committed_by_one_commit(together, engine, commits):
    with a_group(together) as members:
        assert {one.result(20) for one in members} == sids(*range(OTHERS + 1))
    assert len(commits) == 1
    assert kept(engine) == sids(*range(OTHERS + 1))


def test_whoever_is_alone_waits_for_nobody(together, engine, commits):
    assert write(together, "CA7") == "CA7"
    assert len(commits) == 1
    assert kept(engine) == sids(7)


def test_nobody_goes_on_before_the_commit_has_ended(together, engine):
    committing, go_on = threading.Event(), threading.Event()
    event.listen(engine, "commit", lambda _: (committing.set(), go_on.wait(20)))
    with a_group(together) as members:
        assert committing.wait(20)
        time.sleep(0.05)
        assert not any(one.done() for one in members)
        assert kept(engine) == set()
        go_on.set()
        assert {one.result(20) for one in members} == sids(*range(OTHERS + 1))


@pytest.mark.parametrize("who", [0, 3, OTHERS])
def test_a_member_that_fails_takes_back_its_own_rows_alone(together, engine, commits, who):
    def one_fails(_session, sid):
        if sid == f"CA{who}":
            raise ValueError(sid)

    with a_group(together, then=one_fails) as members:
        told = [one.exception(20) for one in members]
    others = sids(*range(OTHERS + 1)) - sids(who)
    assert [type(error) for error in told if error] == [ValueError]
    assert kept(engine) == others
    assert len(commits) == 1


def test_a_member_that_catches_its_own_fault_within_a_savepoint_keeps_the_rest(together, engine):
    def try_in_vain(session, _sid):
        with suppress(ValueError), session.begin_nested():
            call_log.stub(session, "CA99", AT)
            raise ValueError

    write(together, "CA1", try_in_vain)
    assert kept(engine) == sids(1)


def test_a_commit_that_fails_is_told_to_all_and_keeps_nothing(together, engine):
    def full(_connection):
        raise driver.OperationalError("database or disk is full")

    event.listen(engine, "commit", full)
    with a_group(together) as members:
        told = [one.exception(20) for one in members]
    assert all(isinstance(error, OperationalError) and "full" in str(error) for error in told)
    event.remove(engine, "commit", full)
    assert kept(engine) == set()
    assert write(together, "CA8") == "CA8"  # the pen lies free again


def test_a_transaction_that_sqlite_rolled_back_is_told_to_all_who_were_in_it(together, engine):
    def undo(session, sid):
        if sid == "CA2":
            session.connection().connection.dbapi_connection.execute("ROLLBACK")

    with a_group(together, then=undo) as members:
        told = [one.exception(20) for one in members]
    assert all(isinstance(error, OperationalError) for error in told[:3])
    assert told[3:] == [None] * (OTHERS - 2)  # who came later began anew
    assert kept(engine) == sids(*range(3, OTHERS + 1))


def test_whoever_cannot_wait_any_longer_leaves_the_others_to_be_committed(together, engine):
    def in_haste():
        haste.begin(0.1)
        try:
            return write(together, "CA50")
        finally:
            haste.end()

    hold = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(write, together, "CA0", lambda *_: hold.wait(20))
        while together._pen.acquire(0):
            together._pen.release()
        began = time.monotonic()
        with pytest.raises(OperationalError, match="locked"):
            pool.submit(in_haste).result(20)
        assert time.monotonic() - began < 5
        hold.set()
        assert first.result(20) == "CA0"
    assert kept(engine) == sids(0)


def test_while_somebody_else_writes_each_is_refused_in_time_and_then_let_in(together, engine, file):
    with closing(driver.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        set_gate(engine, threads=16)
        with ThreadPoolExecutor(OTHERS) as pool:
            told = [pool.submit(write, together, f"CA{n}").exception(20) for n in range(OTHERS)]
        assert all(isinstance(error, OperationalError) for error in told)
        other.execute("ROLLBACK")
    until = time.monotonic() + 20
    while engine.pool.gate.is_away and time.monotonic() < until:
        time.sleep(0.01)
    assert write(together, "CA9") == "CA9"
    assert engine.pool.gate._within == {}


def test_a_group_does_not_grow_for_ever(together, engine, commits):
    with a_group(together, of=MOST) as members:
        assert len({one.result(60) for one in members}) == MOST + 1
    assert len(commits) >= 2
    assert len(kept(engine)) == MOST + 1


def test_postgresql_commits_each_by_itself_and_groups_them_itself():
    engine = store.connect("postgresql://u@h/d")
    assert not isinstance(grouped(engine), GroupedSessions)


def writers(file, *more):
    return (sys.executable, "-m", "tests.store.database.grouped_writers", str(file), *more)


@pytest.mark.slow
def test_as_the_kernel_saw_it_each_is_answered_after_its_sync(file, tmp_path):
    trace = tmp_path / "trace"
    subprocess.run((*strace(trace), *writers(file, "60")), cwd=ROOT, check=True, timeout=120)
    told, early = answered(trace)
    assert (len(set(told)), early) == (60, [])


@pytest.mark.slow
def test_as_the_kernel_saw_it_the_control_answers_too_early(file, tmp_path):
    trace = tmp_path / "trace"
    command = (*strace(trace), *writers(file, "60", "early"))
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    told, early = answered(trace)
    assert len(set(told)) == 60
    assert early


@pytest.mark.slow
def test_whoever_was_answered_before_the_process_was_killed_has_a_row(file, engine):
    process = subprocess.Popen(writers(file, "100000"), cwd=ROOT, stdout=subprocess.PIPE)
    heard = b"".join(process.stdout.readline() for _ in range(100))
    process.send_signal(signal.SIGKILL)
    told = set(SID.findall((heard + process.communicate(timeout=20)[0]).decode()))
    assert len(told) >= 100
    assert told <= kept(engine)
