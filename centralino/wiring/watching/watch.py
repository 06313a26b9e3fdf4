"""Wiring of the watch: who notes that it is alive, and the heartbeat that goes out while all is well."""

import os
import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.config.variables import CLOCK_FILE
from centralino.runtime.clock import Clock
from centralino.watch.bounds import Broken, broken
from centralino.watch.look import look
from scheduler.clock import Job
from scheduler.heartbeat import JOB, Heartbeat
from store import reading
from store.signs_of_life import Sign, note

log = structlog.get_logger()

EVERY = timedelta(seconds=30)


def watch_jobs(settings: Settings, ledger: sessionmaker[Session], now: Clock) -> tuple[Job, ...]:
    """The clock's own sign of life, and the heartbeat where somebody listens."""
    alive = Job("show that the clock runs", EVERY, lambda: _note(ledger, Sign.CLOCK, now))
    url = settings.watch.heartbeat_url
    if url is None or CLOCK_FILE in os.environ:  # a rehearsal's being well is nobody's news
        return (alive,)

    def amiss() -> list[str]:
        with reading(ledger) as session:
            found = look(session, settings, now())
        return [_words(one) for one in broken(found, settings.watch)]

    heartbeat = Heartbeat(str(url), amiss, lambda: _note(ledger, Sign.HEARTBEAT, now))
    every = timedelta(minutes=settings.watch.heartbeat_minutes)
    return alive, Job(JOB, every, heartbeat.beat)


def noted(
    do: Callable[[], object], ledger: sessionmaker[Session], sign: Sign, now: Clock
) -> Callable[[], object]:
    """The same, which is written down once it is done without a fault."""

    def done() -> object:
        came = do()
        _note(ledger, sign, now)
        return came

    return done


def show_life(ledger: sessionmaker[Session], sign: Sign, now: Clock) -> None:
    """Note from a thread of its own that this process runs, for as long as it does."""

    def go_on() -> None:
        while True:
            try:
                _note(ledger, sign, now)
            except SQLAlchemyError as error:  # a database that is away: others tell of it
                log.debug("sign of life not noted", reason=type(error).__name__)
            threading.Event().wait(EVERY.total_seconds())

    threading.Thread(target=go_on, name="sign of life", daemon=True).start()


def _note(ledger: sessionmaker[Session], sign: Sign, now: Clock) -> None:
    with ledger.begin() as session:
        note(session, sign, now())


def _words(one: Broken) -> str:
    return (
        f"{one.bound} of {one.of}"
        if one.since is None
        else f"{one.bound} of {one.of} since {one.since:%FT%H:%MZ}"
    )
