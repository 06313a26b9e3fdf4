"""`make bench`: the figures of docs/performance.md, measured on this machine in one run."""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
import psutil
import requests
from rich.console import Console
from rich.progress import track
from sqlalchemy import text

from bench import (
    faults,
    hang_up,
    load,
    pages,
    peak,
    promise,
    queue,
    slow_clients,
    speech_speed,
    triage,
)
from bench.callers import measure as callers
from bench.figures import table
from bench.outages import measure as outages
from centralino.config.variables import CLOCK_FILE
from centralino.demo.rehearsal import PUBLIC_URL, environment, free_port
from centralino.runtime.supervisor import centralino
from store import connect, upgrade

ROOT = Path(__file__).parents[1]
TOKEN, ACCOUNT, LINE = "0" * 32, "AC" + "0" * 32, "+390455117067"


@click.group(invoke_without_command=True)
@click.option("--requests", "count", default=300, show_default=True)
@click.option("--rounds", default=12, show_default=True)
@click.option("--connections", default=32, show_default=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def main(context: click.Context, count: int, rounds: int, connections: int, as_json: bool) -> None:
    """Measure webhooks against a bare view, the start, the memory, the way to text, the queue."""
    if context.invoked_subcommand:
        return
    console = Console(stderr=True)
    figures = {
        "webhooks": webhooks(count, rounds, connections, console),
        "alone": webhooks(count // 3, rounds, 1, console),
        "start": start(),
        "hours_s": hours(),
        "text": hang_up.measure(console),
        "pages": pages.measure(pages.TICKETS, service_with, console),
        "promise": promise.measure(promise.worlds(seed=1), console),
        "queue": queue.measure(queue.worlds(seed=1), console),
    }
    if as_json:
        click.echo(json.dumps(figures, indent=2))
    else:
        Console().print(table(figures))
        Console().print(pages.table(figures["pages"]))
        Console().print(promise.table(figures["promise"]))
        Console().print(queue.table(figures["queue"]))
    pages.fail_if_slow(figures["pages"])
    promise.fail_unless_within(figures["promise"])


def webhooks(count: int, rounds: int, connections: int, console: Console) -> dict[str, Any]:
    """Throughput and percentiles of both, a round of one straight after a round of the other.

    A disk's pace changes from one second to the next, by more than what is measured: each round is
    compared with its neighbour, and the median of those ratios counts.
    """
    pairs = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as both:
        ports = []
        for measure in (desk, bare_view):
            place = Path(folder) / measure.__name__
            place.mkdir()
            ports.append(both.enter_context(measure(place)))
        for port in ports:
            load.run(port, signed(50), connections)  # warm
        for _ in track(range(rounds), "Webhooks", console=console):
            pairs.append([load.run(port, signed(count), connections) for port in ports])
    return {
        "connections": connections,
        "ours": vars(middle([one for one, _ in pairs])),
        "bare": vars(middle([other for _, other in pairs])),
        "throughput_ratio": round(
            statistics.median(one.per_second / other.per_second for one, other in pairs), 2
        ),
        "p99_ratio": round(statistics.median(one.p99_ms / other.p99_ms for one, other in pairs), 2),
    }


def signed(count: int) -> list[bytes]:
    """So many first webhooks of new calls."""
    return [load.webhook(PUBLIC_URL, "/voice/incoming", TOKEN, ACCOUNT, LINE) for _ in range(count)]


def middle(rounds: list[load.Load]) -> load.Load:
    """The round of median throughput."""
    return sorted(rounds, key=lambda one: one.per_second)[len(rounds) // 2]


@contextmanager
def desk(folder: Path) -> Iterator[int]:
    """The service's own web process."""
    port = free_port()
    env = own_environment(folder, port)
    engine = connect(env["CENTRALINO_DATABASE__URL"])
    upgrade(engine)
    engine.dispose()
    with running(centralino("web"), env, port):
        yield port


@contextmanager
def service(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The whole service, once it answers: its port, and the process that started all others."""
    port = free_port()
    env = own_environment(folder, port)
    process = subprocess.Popen(centralino("serve"), env=env, cwd=ROOT, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        first_twiml(port, time.perf_counter())
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def service_with(folder: Path, fill: Callable[[Any], None]) -> Iterator[str]:
    """The web process on a ledger that was filled; its address."""
    port = free_port()
    env = own_environment(folder, port)
    # Without https, or no browser would send its cookies here.
    env |= {"CENTRALINO_SERVICE__PUBLIC_URL": f"http://127.0.0.1:{port}"}
    pages.prepared(env["CENTRALINO_DATABASE__URL"], fill)
    with running(centralino("web"), env, port):
        yield env["CENTRALINO_SERVICE__PUBLIC_URL"]


def own_environment(folder: Path, port: int) -> dict[str, str]:
    """A service of our own, by the clock on the wall."""
    env = environment(folder, port, ACCOUNT, TOKEN, "http://127.0.0.1:9", ROOT / "config.yaml")
    del env[CLOCK_FILE]
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # a service keeps what it has compiled
    return env


@contextmanager
def bare_view(folder: Path) -> Iterator[int]:
    """The bare view, with the journal and the sync that the service's database has here."""
    port = free_port()
    engine = connect(f"sqlite:///{folder / 'probe.db'}")
    with engine.connect() as connection:
        journal = connection.execute(text("PRAGMA journal_mode")).scalar_one()
        sync = connection.execute(text("PRAGMA synchronous")).scalar_one()
    engine.dispose()
    env = os.environ | {
        "BENCH_PATH": str(folder / "bare.db"),
        "BENCH_TOKEN": TOKEN,
        "BENCH_URL": PUBLIC_URL,
        "BENCH_JOURNAL": str(journal),
        "BENCH_SYNC": str(sync),
        "BENCH_PORT": str(port),
        "BENCH_THREADS": "8",
    }
    with running((sys.executable, "-m", "bench.bare_view"), env, port):
        yield port


@contextmanager
def running(command: tuple[str, ...], env: dict[str, str], port: int) -> Iterator[None]:
    """The process, once it answers; ended at the end."""
    process = subprocess.Popen(command, env=env, cwd=ROOT)  # noqa: S603
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    """Return once anything answers on the port."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            requests.get(f"http://127.0.0.1:{port}/healthz", timeout=1)
        except requests.RequestException:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")


def start() -> dict[str, float]:
    """Seconds from `centralino serve` to the first TwiML, and the web process's megabytes.

    The first start after an installation compiles our modules; the second is measured.
    """
    started()
    return started()


def started() -> dict[str, float]:
    """The same for one start."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        env = own_environment(Path(folder), port)
        engine = connect(env["CENTRALINO_DATABASE__URL"])
        upgrade(engine)
        engine.dispose()
        began = time.perf_counter()
        process = subprocess.Popen(centralino("serve"), env=env, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            seconds = first_twiml(port, began)
            for request in signed(200):
                load.run(port, [request], 1)
            return {"first_twiml_s": round(seconds, 2), "web_mb": round(web_memory(process.pid), 1)}
        finally:
            process.terminate()
            process.wait(30)


def hours() -> float:
    """Seconds of processor that the quickest of five `centralino hours explain` took."""
    command = centralino("hours", "explain", "2026-11-28T10:00")
    took = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return round(min(took), 2)


def first_twiml(port: int, began: float) -> float:
    """Seconds until the first webhook is answered."""
    while True:
        try:
            if load.run(port, signed(1), 1).failed == 0:
                return time.perf_counter() - began
        except (OSError, EOFError):
            time.sleep(0.02)
        if time.perf_counter() - began > 60:
            raise TimeoutError("serve answered no webhook within 60 s")


def web_memory(pid: int) -> float:
    """The largest resident set among the web processes, in MB."""
    parts = psutil.Process(pid).children(recursive=True)
    web = [part for part in parts if "web" in part.cmdline()]
    return max(part.memory_info().rss for part in web) / 1e6


main.add_command(pages.command_for(service_with))
main.add_command(promise.command)
main.add_command(faults.command_for(service, signed))
main.add_command(slow_clients.command_for(desk, signed))
main.add_command(peak.command_for(desk, peak.signing(PUBLIC_URL, TOKEN, ACCOUNT, LINE)))
main.add_command(queue.command)
main.add_command(triage.command)
main.add_command(callers.command)
main.add_command(hang_up.command)
main.add_command(outages.command)
main.add_command(speech_speed.command)

if __name__ == "__main__":
    main()
