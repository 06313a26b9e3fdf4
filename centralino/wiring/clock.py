"""The clock's process: alone where the database is a file, one of any number on PostgreSQL."""

import signal
import threading
from collections.abc import Callable, Mapping

from centralino.config.database_url import file_of
from centralino.config.settings import Settings
from centralino.runtime import clock as instant
from centralino.wiring.parts import parts_of
from centralino.wiring.worker import bounded, jobs, twilio_api
from scheduler import clock, leader
from store import connect, failing_jobs, sessions


def run_clock(firms: Mapping[str | None, Settings]) -> None:
    """Tick until told to stop, for the only firm (None), or for each of several."""
    stopping = told_to_stop()
    now = instant.service_clock()
    alone, with_others = list[clock.Table](), list[threading.Thread]()
    for tenant, settings in firms.items():
        if file_of(settings.database.url) is not None:
            alone.append(clock.Table(jobs(settings, now), noting(settings, now), tenant))
            continue
        told = (tenant, settings, now, stopping)
        with_others.append(threading.Thread(target=_run_with_others, args=told))
    for thread in with_others:
        thread.start()
    scheduler = clock.start_all(alone) if alone else None
    stopping.wait()
    if scheduler is not None:
        scheduler.shutdown()
    for thread in with_others:
        thread.join()


def _run_with_others(
    tenant: str | None, settings: Settings, now: instant.Clock, stopping: threading.Event
) -> None:
    """Do what we are woken for, and tick for as long as no other clock does."""
    from centralino.wiring.woken import (  # noqa: PLC0415 - what a single machine does not need
        AT_ONCE,
        CLOCK_QUEUE,
        clock_tasks,
        forgetting,
        less_often,
        woken,
    )

    engine = bounded(connect(settings.database.url, may_make=False))
    ledger = sessions(engine)
    tasks = clock_tasks(parts_of(settings, ledger), ledger, twilio_api(settings), now)

    def start() -> Callable[[], object]:
        table = (*(less_often(job) for job in jobs(settings, now)), forgetting(ledger))
        ticking = clock.start_all([clock.Table(table, noting(settings, now), tenant)])
        end: Callable[[], object] = ticking.shutdown
        return end

    with woken(settings, CLOCK_QUEUE, tasks, AT_ONCE):
        leader.lead(engine, stopping, start)


def noting(settings: Settings, now: instant.Clock) -> clock.Note:
    """Keeps which jobs fail, for /readyz, /metrics and the console."""
    ledger = sessions(connect(settings.database.url, may_make=False))

    def note(name: str, reason: str | None) -> None:
        with ledger.begin() as session:
            if reason is None:
                failing_jobs.runs(session, name)
            else:
                failing_jobs.fails(session, name, reason, now())

    return note


def told_to_stop() -> threading.Event:
    """Set once SIGTERM or SIGINT comes."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
