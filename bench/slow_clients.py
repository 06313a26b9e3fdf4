"""`python -m bench slow`: how long callers wait while others hold connections open and say little.

Three attacks, one after the other: connections that send a byte of their headers every four seconds,
or of their body, to the webhooks and the form; and three hundred that send nothing.
"""

import contextlib
import json
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bench import load

MOST_MS = 1000
TRICKLERS, SILENT = 16, 300
BYTE_SECONDS = 4.0
HEADERS = b"POST {path} HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = (
    b"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 4000\r\n\r\na"
)
ATTACKS = {
    "none": (),
    "headers, a byte every 4 s": (HEADERS,) * TRICKLERS,
    "bodies, a byte every 4 s": (BODY,) * TRICKLERS,
    "nothing at all": (b"",) * SILENT,
}
PATHS = (b"/voice/incoming", b"/assistenza")
Desk = Callable[[Path], AbstractContextManager[int]]


def measure(desk: Desk, signed: Callable[[int], list[bytes]], seconds: float) -> dict[str, Any]:
    """Milliseconds of callers' answers by attack; `desk` runs the web process on a folder."""
    found = {}
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder)) as port:
        load.run(port, signed(50), 4)
        for name, openings in ATTACKS.items():
            with attacked(port, openings):
                time.sleep(1)
                until, rounds = time.monotonic() + seconds, []
                while not rounds or time.monotonic() < until:
                    rounds.append(load.run(port, signed(40), 4))
            found[name] = {
                "median_ms": round(max(one.median_ms for one in rounds), 1),
                "p99_ms": round(max(one.p99_ms for one in rounds), 1),
                "failed": sum(one.failed for one in rounds),
            }
    return found


@contextmanager
def attacked(port: int, openings: tuple[bytes, ...]) -> Iterator[None]:
    """So many connections, each with its opening, that say a byte now and then."""
    stop = threading.Event()
    held = [socket.create_connection(("127.0.0.1", port)) for _ in openings]
    for which, (one, opening) in enumerate(zip(held, openings, strict=True)):
        one.sendall(opening.replace(b"{path}", PATHS[which % len(PATHS)]))

    def trickle() -> None:
        while not stop.wait(BYTE_SECONDS):
            for one, opening in zip(held, openings, strict=True):
                if opening:
                    with contextlib.suppress(OSError):
                        one.send(b"a")

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        for one in held:
            one.close()


def table(figures: dict[str, Any]) -> Table:
    """The figures beside what they should be."""
    rows = Table("attack", "median", "p99", "failed", "wanted", title="Callers beside slow clients")
    for name, one in figures.items():
        told = (f"{one['median_ms']:.0f} ms", f"{one['p99_ms']:.0f} ms", str(one["failed"]))
        rows.add_row(name, *told, "p99 under 1 s, none failed")
    return rows


def command_for(desk: Desk, signed: Callable[[int], list[bytes]]) -> click.Command:
    """The command, with what runs the web process and what makes webhooks."""

    @click.command("slow")
    @click.option("--seconds", default=12.0, show_default=True, help="For each attack.")
    @click.option("--json", "as_json", is_flag=True)
    def slow(seconds: float, as_json: bool) -> None:
        """Measure callers' answers while slow clients hold connections."""
        figures = measure(desk, signed, seconds)
        if as_json:
            click.echo(json.dumps(figures, indent=2))
        else:
            Console().print(table(figures))
        if any(one["failed"] or one["p99_ms"] > MOST_MS for one in figures.values()):
            raise click.ClickException("callers waited for longer than a second")

    return slow
