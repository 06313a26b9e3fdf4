"""`python -m bench.engines`: five faults and a load, for each engine, in one table."""

# ruff: noqa: ANN001, S603
# mypy: ignore-errors
import json
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import click
import psycopg
from rich.console import Console
from rich.table import Table

from bench.engines.adapters import ENGINES, defer, install
from bench.engines.cluster import ROLE, Cluster, running

RATE, SECONDS = 20, 10.0  # jobs a second while something is wrong, and for how long
LOAD = 310
PATIENCE = 45.0  # after the last job was given, until what is not done counts as lost
TASK_SECONDS = 0.2
PRODUCERS = 4
INSERT = "INSERT INTO ledger VALUES (%s, clock_timestamp())"


class Workers:
    """Two workers, each started again half a second after it ended, until `end`."""

    def __init__(self, engine: str, cluster: Cluster, database: str, seconds: float) -> None:
        urls = cluster.url(ROLE, database), cluster.url("test", database)
        self._command = (sys.executable, "-m", "bench.engines.adapters", engine, *urls)
        self._seconds, self.restarts, self._over = str(seconds), 0, threading.Event()
        self.running = [self._start(slot) for slot in (0, 1)]
        self._tending = threading.Thread(target=self._tend, daemon=True)
        self._tending.start()

    def _start(self, slot: int) -> subprocess.Popen:
        return subprocess.Popen(
            [*self._command, f"worker{slot}", self._seconds],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _tend(self) -> None:
        while not self._over.wait(0.1):
            for slot, process in enumerate(self.running):
                if process.poll() is not None:
                    self.restarts += 1
                    self._over.wait(0.5)
                    self.running[slot] = self._start(slot)

    def end(self) -> None:
        self._over.set()
        self._tending.join()
        for process in self.running:
            process.kill()
            process.wait()


def nothing(_cluster: Cluster, _workers: Workers, _url: str) -> None:
    """What a day is like."""


def restart(cluster: Cluster, _workers: Workers, _url: str) -> None:
    cluster.stop()
    time.sleep(2)
    cluster.start()


def backends_killed(_cluster: Cluster, _workers: Workers, url: str) -> None:
    for _ in range(3):
        _end_backends(url)
        time.sleep(1)


def pool_exhausted(_cluster: Cluster, _workers: Workers, url: str) -> None:
    """For four seconds the server has no connection for the engine, nor those that it had."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {ROLE} CONNECTION LIMIT 0")
        _end_backends(url)
        time.sleep(4)
        connection.execute(f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")


def worker_killed(_cluster: Cluster, workers: Workers, _url: str) -> None:
    workers.running[0].kill()


def killed_again(_cluster: Cluster, workers: Workers, _url: str) -> None:
    for turn in range(6):
        workers.running[turn % 2].kill()
        time.sleep(1.5)


FAULTS = {
    "database restarted": restart,
    "backends killed": backends_killed,
    "no connection to be had": pool_exhausted,
    "worker killed": worker_killed,
    "killed again and again": killed_again,
}


def _end_backends(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (ROLE,)
        )


@dataclass
class Found:
    """What became of the jobs."""

    given: int
    lost: int
    twice: int
    median_ms: float
    p99_ms: float
    last_s: float  # from the end of the fault to the last job
    given_a_second: float
    restarts: int


def produce(engine: str, url: str, numbers: range, rate: float) -> None:
    """Commit a row for each number, so many a second, each with its job; what was not committed again."""
    begun, connection = time.monotonic(), None
    for turn, number in enumerate(numbers):
        wait = begun + turn / rate - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        while True:
            try:
                connection = connection or psycopg.connect(url, autocommit=True)
                with connection.transaction():
                    connection.execute(INSERT, (number,))
                    defer(engine, connection, number)
            except psycopg.errors.UniqueViolation:  # the commit came through, its answer did not
                break
            except psycopg.OperationalError:
                connection = None
                time.sleep(0.1)
            else:
                break


def measure(
    engine: str, cluster: Cluster, name: str, fault, rate: float, seconds: float, task: float
) -> Found:
    """One scenario, on a database of its own."""
    database = f"{engine}_{abs(hash(name)) % 10**6}"
    url = cluster.url("test", database)
    with psycopg.connect(cluster.url("test", "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database} OWNER {ROLE}")
    install(engine, cluster.url(ROLE, database))
    with psycopg.connect(url) as connection:
        if fault is nothing:  # the engines are compared, and not the disk
            connection.execute(f"ALTER DATABASE {database} SET synchronous_commit = off")
        connection.execute("CREATE TABLE ledger (id int PRIMARY KEY, at timestamptz)")
        connection.execute("CREATE TABLE done (id int, at timestamptz, pid int)")
    workers = Workers(engine, cluster, database, task)
    try:
        time.sleep(5)  # until they have loaded
        over = [0.0]

        def hit() -> None:
            time.sleep(seconds * 0.3)
            fault(cluster, workers, url)
            over[0] = time.time()

        hitting = threading.Thread(target=hit)
        hitting.start()
        given = int(rate * seconds)
        with ThreadPoolExecutor(PRODUCERS) as producers:
            for first in range(PRODUCERS):
                numbers = range(first, given, PRODUCERS)
                producers.submit(produce, engine, url, numbers, rate / PRODUCERS)
        hitting.join()
        return _outcome(url, given, over[0], workers)
    finally:
        workers.end()


def _outcome(url: str, given: int, over: float, workers: Workers) -> Found:
    until = time.monotonic() + PATIENCE
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < until:
            if connection.execute("SELECT count(DISTINCT id) FROM done").fetchone()[0] >= given:
                break
            time.sleep(0.2)
        rows = connection.execute(
            "SELECT id, count(*), extract(epoch FROM min(done.at - ledger.at)),"
            " extract(epoch FROM min(done.at))"
            " FROM done JOIN ledger USING (id) GROUP BY id"
        ).fetchall()
        span = "SELECT extract(epoch FROM max(at) - min(at)) FROM ledger"
        seconds = float(connection.execute(span).fetchone()[0])
    took = sorted(float(row[2]) * 1000 for row in rows) or [0.0]
    return Found(
        given=given,
        lost=given - len(rows),
        twice=sum(row[1] > 1 for row in rows),
        median_ms=round(statistics.median(took), 1),
        p99_ms=round(took[int(0.99 * (len(took) - 1))], 1),
        last_s=round(max((float(row[3]) for row in rows), default=over) - over, 1),
        restarts=workers.restarts,
        given_a_second=round(given / seconds, 1),
    )


@click.command()
@click.argument("engines", nargs=-1, type=click.Choice(ENGINES))
@click.option("--load-alone", is_flag=True, help="No faults.")
@click.option("--json", "as_json", is_flag=True)
def main(engines: tuple[str, ...], load_alone: bool, as_json: bool) -> None:
    """Measure the engines, or those that are named."""
    found, console = {}, Console(stderr=True)
    with running() as cluster:

        def measured(engine: str, name: str, *how: Any) -> None:
            found[engine, name] = measure(engine, cluster, name, *how)
            console.print(engine, name, found[engine, name])

        for engine in engines or ENGINES:
            for name, fault in () if load_alone else FAULTS.items():
                measured(engine, name, fault, RATE, SECONDS, TASK_SECONDS)
            measured(engine, f"{LOAD} jobs a second", nothing, LOAD, SECONDS, 0.0)
    if as_json:
        click.echo(
            json.dumps({f"{one} {name}": asdict(what) for (one, name), what in found.items()})
        )
        return
    table = Table("engine", "scenario", *Found.__annotations__)
    for (engine, name), what in found.items():
        table.add_row(engine, name, *(str(value) for value in asdict(what).values()))
    Console().print(table)


if __name__ == "__main__":
    main()
