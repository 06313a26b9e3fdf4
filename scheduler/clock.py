"""The clock: a table of jobs on APScheduler, which only says "now"; the database remembers what is due.

Kept in memory and in one process alone, never in a web worker: several would each run every job.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from structlog.contextvars import bound_contextvars

from rules.errors import CentralinoError, TemporaryFailure

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """One line of the table: its name, how often, and what is done."""

    name: str
    every: timedelta
    run: Callable[[], object]


# Keeps, for whoever looks elsewhere, why a job of this name fails; None once it runs.
Note = Callable[[str, str | None], None]
NOTED_AGAIN = 300.0  # seconds: another process may have noted that the job runs there


APART = timedelta(seconds=0.1)  # between the first runs of two tables


@dataclass(frozen=True)
class Table:
    """The jobs of one firm, and who notes which fail; it has a name where there are several."""

    jobs: tuple[Job, ...]
    note: Note | None = None
    tenant: str | None = None


def start(jobs: Iterable[Job], note: Note | None = None) -> BackgroundScheduler:
    """The scheduler, already running each job for the first time; stop it with shutdown()."""
    return start_all([Table(tuple(jobs), note)])


def start_all(tables: Sequence[Table]) -> BackgroundScheduler:
    """The same for several firms: no job of one ever waits for one of another."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        # As many threads as jobs, so that a slow download never holds up the sweep, and a firm with
        # ten thousand messages no other; one is begun only where none is idle.
        executors={"default": ThreadPoolExecutor(max(1, sum(len(one.jobs) for one in tables)))},
        # Whatever fell due while we were away is done once, however late.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for place, table in enumerate(tables):
        tries = Tries(table.note, table.tenant)
        for job in table.jobs:
            scheduler.add_job(
                tries.run,
                "interval",
                args=[job],
                seconds=job.every.total_seconds(),
                id=f"{table.tenant}: {job.name}" if table.tenant else job.name,
                name=job.name,
                next_run_time=datetime.now(UTC) + place * APART,
            )
    scheduler.start()
    return scheduler


class Tries:
    """Runs jobs, whatever they raise; a fault is told when it comes, and not at each try."""

    def __init__(self, note: Note | None = None, tenant: str | None = None) -> None:
        self._about = {} if tenant is None else {"tenant": tenant}  # of each line of the log
        self._told: dict[str, str] = {}  # by job; each runs in one thread at a time
        self._note = note
        self._noted: dict[str, tuple[str | None, float]] = {}  # what of each job, and when
        self._not_before: dict[str, float] = {}  # where the other side said when to come again

    def run(self, job: Job) -> None:
        """Run the job; when it raises, say so and leave the next time to try again."""
        with bound_contextvars(**self._about):
            self._run(job)

    def _run(self, job: Job) -> None:
        if time.monotonic() < self._not_before.get(job.name, 0.0):
            return
        try:
            job.run()
        except Exception as error:
            if isinstance(error, TemporaryFailure) and error.retry_after:
                self._not_before[job.name] = time.monotonic() + error.retry_after
            reason = _reason(error)
            if self._told.get(job.name) != reason:
                self._told[job.name] = reason
                _tell(job, error, reason)
        else:
            if self._told.pop(job.name, None) is not None:
                log.info("job runs again", job=job.name)
        self._keep(job.name, self._told.get(job.name))

    def _keep(self, name: str, reason: str | None) -> None:
        """Note how it stands with the job, where that was not noted yet."""
        if self._note is None:
            return
        before, at = self._noted.get(name, ("", 0.0))
        is_old = reason is not None and time.monotonic() - at > NOTED_AGAIN
        if reason == before and not is_old:
            return
        try:
            self._note(name, reason)
        except SQLAlchemyError:  # the database is away: noted at the next try
            self._noted.pop(name, None)
        else:
            self._noted[name] = (reason, time.monotonic())


def _reason(error: Exception) -> str:
    """One line, without the statement that failed."""
    return str(error.orig if isinstance(error, DBAPIError) else error) or type(error).__name__


def _tell(job: Job, error: Exception, reason: str) -> None:
    match error:
        case TemporaryFailure():  # the network, mostly: nothing to be looked into
            log.warning("job put off", job=job.name, reason=reason)
        case CentralinoError() | OperationalError():  # understood: a traceback would add nothing
            log.error("job failed", job=job.name, reason=reason)
        case _:
            log.error("job failed", job=job.name, reason=reason, exc_info=error)
