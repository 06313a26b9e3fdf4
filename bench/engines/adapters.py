"""The four engines: how each is installed, given a job in somebody's transaction, and run as a worker.

`python -m bench.engines.adapters ENGINE URL WORK_URL SLOT SECONDS` is a worker. Its task writes one row to
`done` over a connection of its own (another role, which no fault hits but the restart), after SECONDS.
Each is set to notice a dead worker within about six seconds, where it can be told to.
"""

# An environment need have one of them alone; their decorators want names that we have no use for.
# ruff: noqa: ANN001, ANN201, ARG001, PLC0415, S603
# mypy: ignore-errors
import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import timedelta

import psycopg

ENGINES = ("procrastinate", "pgqueuer", "dbos", "awa")
AT_ONCE = 8  # jobs of one worker
STALLED = 6  # seconds


def work(url: str, number: int, seconds: float) -> None:
    """What a job does: something that takes a while, and a row that says so."""
    time.sleep(seconds)
    with psycopg.connect(url, connect_timeout=5) as connection:
        connection.execute(
            "INSERT INTO done (id, at, pid) VALUES (%s, clock_timestamp(), %s)",
            (number, os.getpid()),
        )


def install(engine: str, url: str) -> None:
    """Its tables."""
    if engine == "procrastinate":
        with procrastinate_app(url).open() as app:
            app.schema_manager.apply_schema()
    if engine == "pgqueuer":
        asyncio.run(_pgqueuer_install(url))
    if engine == "dbos":
        _run("from dbos.cli.cli import app; app()", "migrate", "--sys-db-url", sqlalchemy(url))
    if engine == "awa":
        _run("from awa.__main__ import main; main()", "--database-url", url, "migrate")


def _run(program: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, stdout=subprocess.DEVNULL
    )


def defer(engine: str, connection: psycopg.Connection, number: int) -> None:
    """One job, in the transaction that is open."""
    if engine == "procrastinate":
        connection.execute(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('jobs', 'work', 0, NULL, NULL, %s::jsonb, NULL)"
            "::procrastinate_job_to_defer_v1])",
            (json.dumps({"number": number}),),
        )
    if engine == "pgqueuer":
        from pgqueuer.db import SyncPsycopgDriver
        from pgqueuer.queries import SyncQueries

        SyncQueries(SyncPsycopgDriver(connection)).enqueue("work", str(number).encode())
    if engine == "dbos":
        connection.execute(
            "SELECT dbos.enqueue_workflow('work', 'jobs', ARRAY[%s]::json[])", (str(number),)
        )
    if engine == "awa":
        from awa import bridge

        bridge.insert_job_sync(connection, {"number": number}, kind="work", queue="jobs")


def sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def procrastinate_app(url: str):
    import procrastinate

    return procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, max_size=6))


def run_procrastinate(url: str, work_url: str, slot: str, seconds: float) -> None:
    import procrastinate

    app = procrastinate_app(url)

    @app.task(name="work", queue="jobs", retry=procrastinate.RetryStrategy(wait=1))
    def run(number: int) -> None:
        work(work_url, number, seconds)

    @app.periodic(cron="*/3 * * * * *")
    @app.task(name="stalled", queue="jobs", queueing_lock="stalled", pass_context=True)
    async def stalled(context, timestamp: int) -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
            await app.job_manager.retry_job(job)

    app.run_worker(
        queues=["jobs"],
        name=slot,
        concurrency=AT_ONCE,
        delete_jobs="successful",
        update_heartbeat_interval=2,
        stalled_worker_timeout=STALLED,
        fetch_job_polling_interval=2,
    )


async def _pgqueuer_install(url: str) -> None:
    from pgqueuer.db import PsycopgDriver
    from pgqueuer.queries import Queries

    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await Queries(PsycopgDriver(connection)).install()


def run_pgqueuer(url: str, work_url: str, slot: str, seconds: float) -> None:
    asyncio.run(_run_pgqueuer(url, work_url, seconds))


async def _run_pgqueuer(url: str, work_url: str, seconds: float) -> None:
    import asyncpg
    from pgqueuer import PgQueuer

    async with asyncpg.create_pool(url, min_size=2, max_size=6) as pool:
        jobs = PgQueuer.from_asyncpg_pool(pool)

        @jobs.entrypoint("work")
        async def run(job) -> None:
            while True:  # of its own it deletes, or holds for a person, whatever failed once
                try:
                    await asyncio.to_thread(work, work_url, int(job.payload), seconds)
                except psycopg.OperationalError:
                    await asyncio.sleep(1)
                else:
                    return

        await jobs.run(
            dequeue_timeout=timedelta(seconds=2),
            batch_size=AT_ONCE // 2,
            max_concurrent_tasks=AT_ONCE,
            heartbeat_timeout=timedelta(seconds=STALLED),
            shutdown_on_listener_failure=True,
        )


def run_dbos(url: str, work_url: str, slot: str, seconds: float) -> None:
    from dbos import DBOS

    DBOS(
        config={
            "name": "bench",
            "system_database_url": sqlalchemy(url),
            "executor_id": slot,
            "application_version": "1",
            "run_admin_server": False,
            "console_log_level": "ERROR",
        }
    )

    @DBOS.step(retries_allowed=True, max_attempts=20, interval_seconds=1, backoff_rate=1)
    def once(number: int) -> None:
        work(work_url, number, seconds)

    @DBOS.workflow(name="work")
    def run(number: int) -> None:
        once(number)

    DBOS.launch()
    DBOS.register_queue("jobs", worker_concurrency=AT_ONCE, polling_interval_sec=0.25)
    while True:
        time.sleep(1)


def run_awa(url: str, work_url: str, slot: str, seconds: float) -> None:
    asyncio.run(_run_awa(url, work_url, seconds))


async def _run_awa(url: str, work_url: str, seconds: float) -> None:
    from dataclasses import make_dataclass

    from awa import AsyncClient

    client = AsyncClient(url)

    @client.task(make_dataclass("Work", [("number", int)]), kind="work", queue="jobs")
    async def run(job) -> None:
        await asyncio.to_thread(work, work_url, job.args.number, seconds)

    await client.start(
        [("jobs", AT_ONCE)],
        heartbeat_interval_ms=2000,
        heartbeat_staleness_ms=STALLED * 1000,
        heartbeat_rescue_interval_ms=2000,
        leader_election_interval_ms=2000,
        promote_interval_ms=500,
    )
    while True:
        await asyncio.sleep(1)


if __name__ == "__main__":
    name, own, other, place, pause = sys.argv[1:]
    globals()[f"run_{name}"](own, other, place, float(pause))
