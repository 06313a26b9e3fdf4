"""Writers of one process are let through in the order in which they came."""

import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

import store
from store.database.fifo_lock import FifoLock
from store.database.sqlite import QueuedConnection
from store.database.sqlite_library import driver
from tests.builders import a_call


def test_the_first_comes_through_at_once():
    assert FifoLock().acquire(timeout=0)


def test_the_second_waits_until_the_first_leaves():
    turnstile = FifoLock()
    turnstile.acquire(0)
    assert not turnstile.acquire(timeout=0.01)
    turnstile.release()
    assert turnstile.acquire(timeout=0)


def test_whoever_waits_longest_is_next():
    turnstile, came = FifoLock(), []
    turnstile.acquire(0)

    def queue(name):
        turnstile.acquire(5)
        came.append(name)
        turnstile.release()

    threads = []
    for name in range(5):
        threads.append(threading.Thread(target=queue, args=(name,)))
        threads[-1].start()
        while len(turnstile._waiting) <= name:  # until this one stands in the queue
            time.sleep(0.001)
    turnstile.release()
    for thread in threads:
        thread.join()
    assert came == list(range(5))


def test_who_gave_up_waiting_is_not_waited_for():
    turnstile = FifoLock()
    turnstile.acquire(0)
    turnstile.acquire(timeout=0)
    turnstile.release()
    assert turnstile.acquire(timeout=0)


@pytest.fixture
def sessions(sqlite_template, tmp_path):
    """On SQLite alone: PostgreSQL has many writers."""
    engine = store.connect(f"sqlite:///{shutil.copy(sqlite_template, tmp_path)}")
    yield store.sessions(engine)
    engine.dispose()


@pytest.mark.parametrize("ending", ["commit", "rollback", "close", "error"])
def test_transaction_lets_the_next_one_through_however_it_ends(sessions, now, ending):
    session = sessions()
    session.begin()
    a_call(session, now=now)
    if ending == "error":
        with pytest.raises(OperationalError):
            session.connection().exec_driver_sql("SELECT * FROM nothing")
        session.rollback()
    else:
        getattr(session, ending)()
    started = time.monotonic()
    with sessions.begin() as following:
        a_call(following, now=now)
    assert time.monotonic() - started < 2


def test_writer_that_is_kept_waiting_too_long_is_told_so(sessions, now):
    def be_impatient(_dialect, _record, _arguments, options):
        options["timeout"] = 0.05

    event.listen(sessions.kw["bind"], "do_connect", be_impatient)
    with sessions.begin() as first:
        a_call(first, now=now)
        with pytest.raises(OperationalError, match="locked"), sessions.begin() as second:
            second.connection()
    with sessions.begin() as third:
        a_call(third, now=now)


def test_threads_that_open_a_file_at_once_queue_at_the_same_turnstile(tmp_path, monkeypatch):
    together, make = threading.Barrier(4), FifoLock.__init__

    def make_slowly(turnstile):
        time.sleep(0.05)  # long enough for every thread to find none
        make(turnstile)

    def opened(file):
        together.wait()
        return driver.connect(file, factory=QueuedConnection, timeout=1, check_same_thread=False)

    monkeypatch.setattr(FifoLock, "__init__", make_slowly)
    with ThreadPoolExecutor(4) as pool:
        connections = list(pool.map(opened, [tmp_path / "one.db"] * 4))

    assert len({id(one._turnstile) for one in connections}) == 1
    for one in connections:
        one.close()
