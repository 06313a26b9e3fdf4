"""The clock only ticks: at once, again and again, whatever the last time came to."""

import sqlite3
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from rules.errors import PermanentFailure, TemporaryFailure
from scheduler.clock import Job, Tries, start

SOON = timedelta(seconds=0.05)


def test_every_job_runs_at_once_and_again():
    runs = {name: threading.Semaphore(0) for name in ("fetch", "sweep")}
    scheduler = start(Job(name, SOON, ran.release) for name, ran in runs.items())
    try:
        for ran in runs.values():
            assert ran.acquire(timeout=5)
            assert ran.acquire(timeout=5)
    finally:
        scheduler.shutdown()


def test_a_job_that_raises_is_logged_and_runs_again():
    tries = threading.Semaphore(0)

    def fail() -> None:
        tries.release()
        raise RuntimeError("no disk")

    with capture_logs() as logs:
        scheduler = start([Job("fetch", SOON, fail)])
        try:
            assert all(tries.acquire(timeout=5) for _ in range(3))
        finally:
            scheduler.shutdown()
    assert {entry["job"] for entry in logs if entry["log_level"] == "error"} == {"fetch"}


@pytest.mark.parametrize(
    ("error", "level", "reason"),
    [
        (TemporaryFailure("Twilio could not be reached"), "warning", "Twilio could not be reached"),
        (PermanentFailure("Twilio answered 400"), "error", "Twilio answered 400"),
        (
            OperationalError("BEGIN", None, sqlite3.OperationalError("file removed")),
            "error",
            "file r",
        ),
    ],
)
def test_what_is_understood_is_one_line_without_a_traceback(error, level, reason):
    def fail() -> None:
        raise error

    with capture_logs() as logs:
        Tries().run(Job("ask", SOON, fail))
    [entry] = logs
    assert (entry["job"], entry["log_level"]) == ("ask", level)
    assert entry["reason"].startswith(reason)
    assert "exc_info" not in entry


def test_a_slow_job_neither_overlaps_itself_nor_holds_up_another():
    inside, release, swept = [], threading.Event(), threading.Semaphore(0)

    def slow() -> None:
        inside.append(1)
        release.wait(5)

    scheduler = start([Job("fetch", SOON, slow), Job("sweep", SOON, swept.release)])
    try:
        assert all(swept.acquire(timeout=5) for _ in range(5))
        assert len(inside) == 1
    finally:
        release.set()
        scheduler.shutdown()


def test_nothing_is_kept_outside_memory_and_nothing_is_dropped_for_being_late():
    scheduler = start([Job("fetch", timedelta(hours=1), lambda: None)])
    try:
        (job,) = scheduler.get_jobs()
        assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
        assert str(scheduler.timezone) == "UTC"
    finally:
        scheduler.shutdown()


def test_a_fault_is_told_when_it_comes_and_when_it_is_over_and_not_at_each_try():
    faults = iter(["away", "away", "disk full", None, None, "away"])

    def work() -> None:
        if fault := next(faults):
            raise RuntimeError(fault)

    tries, job = Tries(), Job("fetch", SOON, work)
    with capture_logs() as logs:
        for _ in range(6):
            tries.run(job)
    told = [(entry["event"], entry.get("reason")) for entry in logs]
    assert told == [
        ("job failed", "away"),
        ("job failed", "disk full"),
        ("job runs again", None),
        ("job failed", "away"),
    ]


def test_how_it_stands_with_a_job_is_noted_when_that_changes_and_once_the_database_is_back():
    faults = iter(["away", "away", "disk full", None, None])
    noted, away = [], iter([True, False, False, False, False])

    def work() -> None:
        if fault := next(faults):
            raise RuntimeError(fault)

    def note(name, reason) -> None:
        if next(away):
            raise OperationalError("INSERT", None, sqlite3.OperationalError("locked"))
        noted.append((name, reason))

    tries, job = Tries(note), Job("fetch", SOON, work)
    for _ in range(5):
        tries.run(job)
    assert noted == [("fetch", "away"), ("fetch", "disk full"), ("fetch", None)]


def test_a_job_that_runs_from_the_start_forgets_what_an_earlier_process_noted():
    noted = []
    tries = Tries(lambda *told: noted.append(told))
    for _ in range(2):
        tries.run(Job("fetch", SOON, lambda: None))
    assert noted == [("fetch", None)]


def test_a_job_that_was_told_when_to_come_again_does_not_come_sooner():
    asked, tries = [], Tries()

    def ask() -> None:
        asked.append(1)
        raise TemporaryFailure("Twilio answered 429", retry_after=0.3)

    for _ in range(3):
        tries.run(Job("ask", SOON, ask))
    assert len(asked) == 1
    time.sleep(0.35)
    tries.run(Job("ask", SOON, ask))
    assert len(asked) == 2
