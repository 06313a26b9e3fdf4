"""Wiring of what wakes workers: on PostgreSQL any number of them, on any number of hosts.

One clock ticks and finds whatever is due, as on a single machine; all of them are woken for what has just
become due. Where the engine stands still, only the waking is missing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.runtime.clock import Clock
from centralino.wiring.customer_messages import sending_of
from centralino.wiring.in_force import followed
from centralino.wiring.outbound_calls import alerts_of, customer_first_of, dialling_of
from centralino.wiring.parts import Parts
from centralino.wiring.staff_notifications import notifying_of
from ivr.twilio_api import TwilioApi
from scheduler import outbound_calls, outbox, recording_download, staff_notifications
from scheduler.clock import Job
from scheduler.engine import SCHEMA, Engine, Task, forget_old
from store.database.postgresql import conninfo

LOOKED_FOR = timedelta(seconds=5)  # by the clock, where workers are woken for it
WOKEN = {
    "fetch recordings",
    "send messages",
    "place calls",
    "ring whoever is alerted",
    "tell technicians",
}
AT_ONCE = 8  # jobs in one clock
CLOCK_QUEUE, SPEECH_QUEUE = "clock", "speech"  # as migration 0043 names them


def clock_tasks(
    parts: Parts, ledger: sessionmaker[Session], twilio: TwilioApi, now: Clock
) -> list[Task]:
    """What a clock does when it is woken."""
    fetching = recording_download.Fetching(parts.settings.recordings.path)
    sending, notifying = sending_of(parts, twilio), notifying_of(parts)
    dialling, ringing = dialling_of(parts, twilio), alerts_of(parts, twilio)
    first = customer_first_of(parts, twilio, ledger)
    fetch = twilio.fetch_recording

    def nothing(_key: int) -> None:
        """Switched off here: the row waits until it is of no use any more."""

    def place(*ways: outbound_calls.Dialling | None) -> Callable[[int], object]:
        known = [way for way in ways if way is not None]
        if not known:
            return nothing
        return lambda key: any(outbound_calls.place_one(ledger, now, way, key) for way in known)

    def send(key: int) -> object:
        return outbox.send_one(ledger, now, sending, key) if sending.kinds else None

    tells = bool(parts.settings.notices.schemas)
    table = [
        Task(
            "fetch",
            lambda key: recording_download.fetch_next(ledger, fetch, now, fetching, only=key),
        ),
        Task("send", send),
        Task("dial", place(dialling, first)),
        Task("alert", place(ringing)),
        Task(
            "tell",
            (lambda key: staff_notifications.send_one(ledger, now, notifying, key))
            if tells
            else nothing,
        ),
    ]
    return [replace(task, run=followed(parts.in_force, task.run)) for task in table]


def less_often(job: Job) -> Job:
    """The job, which finds only what nobody was woken for."""
    return replace(job, every=max(job.every, LOOKED_FOR)) if job.name in WOKEN else job


def forgetting(ledger: sessionmaker[Session]) -> Job:
    """What keeps jobs from gathering without end where no engine serves."""
    return Job("forget jobs that nobody took", timedelta(hours=1), lambda: forget_old(ledger))


@contextmanager
def woken(settings: Settings, queue: str, tasks: Sequence[Task], at_once: int) -> Iterator[None]:
    """For so long these tasks are done whenever the database says that they are due."""
    engine = Engine(conninfo(settings.database.url, SCHEMA), queue, tasks, at_once)
    engine.start()
    try:
        yield
    finally:
        engine.stop()
