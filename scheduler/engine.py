"""The engine: Procrastinate, on PostgreSQL, which wakes whoever is to do what the ledger says is due.

A job carries the key of a row and nothing else, and was put into its table by the transaction that made
the row due (migration 0043). It is done by claiming that row, as whoever looks by himself does: so a job
that comes late, twice or never changes nothing, and nothing here is worth keeping once it was run.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate import exceptions
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import CentralinoError

log = structlog.get_logger()

SCHEMA = "procrastinate"
POLL_SECONDS = 2.0  # between two looks at what is due at an hour, of which nobody is told
HEARTBEAT_SECONDS, STALLED_SECONDS = 10.0, 30.0
AGAIN_SECONDS = (0.5, 1.0, 2.0, 5.0)  # until it is begun anew, after the database was away


# While no engine serves, jobs gather: whoever looks by himself did long ago what they are for.
_WITHIN = text(f"SET LOCAL search_path TO {SCHEMA}")
_FORGET = text("""
    DELETE FROM procrastinate_jobs WHERE status = 'todo'
    AND coalesce(scheduled_at, now()) < now() + interval '1 minute' AND id IN (
        SELECT job_id FROM procrastinate_events WHERE type = 'deferred' AND at < now() - interval '1 day')
    """)


@dataclass(frozen=True)
class Task:
    """One kind of job: what is done with the row of that key, if it is due."""

    name: str
    run: Callable[[Any], object]


class Engine:
    """Serves one queue in threads of its own, whatever becomes of the database, from `start` to `stop`."""

    def __init__(self, conninfo: str, queue: str, tasks: Sequence[Task], at_once: int) -> None:
        self._conninfo, self._queue, self._tasks, self._at_once = conninfo, queue, tasks, at_once
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._serving: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name=f"engine {queue}", daemon=True)

    def start(self) -> None:
        """Begin, and return at once."""
        # It tells each fault several times, with a traceback; ours says it once.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
        self._thread.start()

    def stop(self) -> None:
        """Take no more jobs, and wait for those that are being done."""
        self._stopping.set()
        if self._loop is not None and self._serving is not None:
            self._loop.call_soon_threadsafe(self._serving.cancel)
        self._thread.join()

    def _run(self) -> None:
        failures, told = 0, ""
        while not self._stopping.is_set():
            try:
                asyncio.run(self._serve())
                failures = 0
            except asyncio.CancelledError:
                failures = 0  # told to stop
            except (exceptions.ProcrastinateException, psycopg.Error, OSError) as error:
                reason = str(error.__cause__ or error).strip()
                if reason != told:
                    log.error("engine stopped", queue=self._queue, reason=reason)
                told, failures = reason, failures + 1
            except Exception:
                log.exception("engine stopped", queue=self._queue)
                failures += 1
            self._stopping.wait(AGAIN_SECONDS[min(failures, len(AGAIN_SECONDS) - 1)])

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(self._at_once + 1, "engine"))
        self._serving = asyncio.current_task()
        if self._stopping.is_set():
            return
        app = self._app()
        async with app.open_async():
            log.info("engine serves", queue=self._queue)
            await app.run_worker_async(
                queues=[self._queue],
                concurrency=self._at_once,
                fetch_job_polling_interval=POLL_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                delete_jobs="always",
                install_signal_handlers=False,
            )

    def _app(self) -> procrastinate.App:
        """Made anew each time: its pool does not outlive a loop."""
        connector = procrastinate.PsycopgConnector(
            conninfo=self._conninfo, min_size=1, max_size=4, timeout=10.0
        )
        app = procrastinate.App(connector=connector)
        for task in self._tasks:
            app.task(name=task.name, queue=self._queue)(self._doing(task))
        name = f"stalled {self._queue}"

        @app.periodic(cron="*/30 * * * * *")
        @app.task(name=name, queue=self._queue, queueing_lock=name)
        async def stalled(timestamp: int) -> None:  # noqa: ARG001 - the library hands it over
            """Jobs of workers that died wait again; the rows' leases say whether they are due."""
            for job in await app.job_manager.get_stalled_jobs(
                queue=self._queue, seconds_since_heartbeat=STALLED_SECONDS
            ):
                await app.job_manager.retry_job(job)

        return app

    def _doing(self, task: Task) -> Callable[..., None]:
        def do(key: Any) -> None:
            if self._stopping.is_set():
                return  # whoever looks finds it
            try:
                task.run(key)
            except (CentralinoError, DBAPIError) as error:
                log.warning("woken in vain", task=task.name, key=key, reason=type(error).__name__)
            except Exception:
                log.exception("woken in vain", task=task.name, key=key)

        return do


def forget_old(sessions: sessionmaker[Session]) -> None:
    """Delete the jobs that nobody took for a day."""
    with sessions.begin() as session:
        session.execute(_WITHIN)  # functions of the library's own name its tables alone
        session.execute(_FORGET)
