"""`python -m bench faults`: the first words of twenty callers at once in a fault, and under kills.

A database that another process keeps locked; a web master that is killed every three seconds.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import click
import psutil
from rich.console import Console
from rich.table import Table

from bench import load
from store.database.sqlite_library import driver

MOST_MS = 2000
CALLERS = 20
KILLS, KILL_SECONDS = 5, 3.0
Start = Callable[[Path], Any]


def measure(service: Start, signed: Callable[[int], list[bytes]]) -> dict[str, Any]:
    """Milliseconds until callers were answered; `service` runs `serve` on a folder, and tells its port."""
    found = {}
    with tempfile.TemporaryDirectory() as folder, service(Path(folder)) as (port, process):
        load.run(port, signed(20), 4)
        found["nothing is wrong"] = of(load.run(port, signed(CALLERS), CALLERS))
        with locked(Path(folder)):
            found["locked, the first"] = of(load.run(port, signed(CALLERS), CALLERS))
            found["locked, the next"] = of(load.run(port, signed(CALLERS), CALLERS))
        time.sleep(2)
        found["master killed every 3 s"] = killed(port, process, signed)
    return found


def killed(port: int, process: subprocess.Popen[bytes], signed: Any) -> dict[str, float]:
    """What callers met who came one after the other all the while; refused are those without an answer."""
    rounds, refused, next_kill, kills = [], 0, time.monotonic() + 1, 0
    while kills <= KILLS:
        if time.monotonic() > next_kill:
            next_kill, kills = time.monotonic() + KILL_SECONDS, kills + 1
            for child in psutil.Process(process.pid).children():
                with suppress(psutil.Error):
                    if "web" in child.cmdline():
                        child.kill()
        try:
            rounds.append(load.run(port, signed(4), 4))
        except (OSError, EOFError):
            refused += 1
    return {
        "median_ms": round(sorted(one.median_ms for one in rounds)[len(rounds) // 2], 1),
        "slowest_ms": round(max(one.p99_ms for one in rounds), 1),
        "failed": sum(one.failed for one in rounds) + refused,
    }


def of(one: load.Load) -> dict[str, float]:
    """A round of callers at once."""
    return {
        "median_ms": round(one.median_ms, 1),
        "slowest_ms": round(one.p99_ms, 1),
        "failed": one.failed,
    }


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    with closing(driver.connect(folder / "centralino.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def table(figures: dict[str, Any]) -> Table:
    """The figures beside what they should be."""
    rows = Table("fault", "median", "slowest", "failed", "wanted", title="First words in a fault")
    for name, one in figures.items():
        told = (f"{one['median_ms']:.0f} ms", f"{one['slowest_ms']:.0f} ms", str(one["failed"]))
        rows.add_row(name, *told, "under 2 s, none failed")
    return rows


def command_for(service: Start, signed: Callable[[int], list[bytes]]) -> click.Command:
    """The command, with what runs the service and what makes webhooks."""

    @click.command("faults")
    @click.option("--json", "as_json", is_flag=True)
    def faults(as_json: bool) -> None:
        """Measure callers' first words while something is wrong."""
        figures = measure(service, signed)
        if as_json:
            click.echo(json.dumps(figures, indent=2))
        else:
            Console().print(table(figures))
        if any(one["failed"] or one["slowest_ms"] > MOST_MS for one in figures.values()):
            raise click.ClickException("callers waited for longer than two seconds, or in vain")

    return faults
