"""A table of jobs on APScheduler, which only says "now": the database remembers what is due.

Kept in memory and in one process alone, never in a web worker: several would each run every job.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import OperationalError

from desk.errors import DeskError, TemporaryFailure

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """One line of the table: its name, how often, and what is done."""

    name: str
    every: timedelta
    run: Callable[[], object]


def start(jobs: Iterable[Job]) -> BackgroundScheduler:
    """The scheduler, already running each job for the first time; stop it with shutdown()."""
    table = list(jobs)
    scheduler = BackgroundScheduler(
        timezone=UTC,
        # A thread for each job, so that a slow download never holds up the sweep.
        executors={"default": ThreadPoolExecutor(max(1, len(table)))},
        # Whatever fell due while we were away is done once, however late.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in table:
        scheduler.add_job(
            safely,
            "interval",
            args=[job],
            seconds=job.every.total_seconds(),
            id=job.name,
            name=job.name,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    return scheduler


def safely(job: Job) -> None:
    """Run the job; when it raises, say so and leave the next time to try again."""
    try:
        job.run()
    except TemporaryFailure as error:  # the network, mostly: nothing to be looked into
        log.warning("job put off", job=job.name, reason=str(error))
    except DeskError as error:  # understood, if not mended: a traceback would add nothing
        log.error("job failed", job=job.name, reason=str(error))
    except OperationalError as error:  # the database is away: each job will say so, again and again
        log.error("job failed", job=job.name, reason=str(error.orig))
    except Exception:
        log.exception("job failed", job=job.name)
