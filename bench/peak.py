"""`python -m bench peak`: a day of a million calls at its busiest, as fast as it comes and no slower.

Calls begin by the clock and not when others have ended, so that whoever cannot keep up is seen to fall
behind: a webhook's time counts from when it was due.
"""

import asyncio
import json
import secrets
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bench import load

MOST_P99_MS = 250
APART_SECONDS = 0.5  # between the webhooks of one call
PATIENCE = 15.0  # Twilio's
Service = Callable[[Path], AbstractContextManager[int]]
Sign = Callable[..., bytes]


@dataclass
class Peak:
    """What became of all webhooks: seconds since they were due, and how many went wrong."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)


def measure(service: Service, sign: Sign, calls_a_second: int, seconds: int) -> dict[str, Any]:
    """Percentiles and errors of so many new calls a second, with six webhooks each."""
    with tempfile.TemporaryDirectory() as folder, service(Path(folder)) as port:
        peak, began = Peak(), time.perf_counter()
        asyncio.run(_run(port, sign, calls_a_second, seconds, peak))
        took = time.perf_counter() - began
    times = sorted(peak.seconds)
    return {
        "calls_a_second": calls_a_second,
        "asked_a_second": calls_a_second * len(_of_a_call(sign)),
        "answered_a_second": round(len(times) / took, 1),
        "median_ms": round(1000 * times[len(times) // 2], 1),
        "p99_ms": round(1000 * times[int(len(times) * 0.99)], 1),
        "failed": peak.failed,
    }


async def _run(port: int, sign: Sign, calls_a_second: int, seconds: int, peak: Peak) -> None:
    start, calls = asyncio.get_running_loop().time(), []
    for number in range(calls_a_second * seconds):
        due = start + number / calls_a_second
        calls.append(asyncio.create_task(_call(port, _of_a_call(sign), due, peak)))
    await asyncio.gather(*calls)
    for _, writer in peak.idle:
        writer.close()


def _of_a_call(sign: Sign) -> list[bytes]:
    """What Twilio tells of one call that leaves a message."""
    call, audio = "CA" + secrets.token_hex(16), "RE" + secrets.token_hex(16)
    caller = f"+39347{secrets.randbelow(10**7):07}"
    said = {"RecordingSid": audio, "RecordingDuration": "20"}
    return [
        sign("/voice/incoming", call, CallStatus="ringing", From=caller),
        sign("/voice/status", call, CallStatus="ringing", From=caller),
        sign("/voice/status", call, CallStatus="in-progress", From=caller),
        sign("/voice/recording", call, RecordingStatus="in-progress", **said),
        sign("/voice/recording", call, RecordingStatus="completed", **said),
        sign("/voice/status", call, CallStatus="completed", CallDuration="30", From=caller),
    ]


async def _call(port: int, webhooks: list[bytes], due: float, peak: Peak) -> None:
    clock = asyncio.get_running_loop().time
    for place, webhook in enumerate(webhooks):
        now_due = due + place * APART_SECONDS
        await asyncio.sleep(max(0, now_due - clock()))
        try:
            good = await asyncio.wait_for(_answered(port, webhook, peak), PATIENCE)
        except (OSError, EOFError, TimeoutError):
            good = False
        peak.seconds.append(clock() - now_due)
        peak.failed += not good


async def _answered(port: int, webhook: bytes, peak: Peak) -> bool:
    if peak.idle:
        reader, writer = peak.idle.pop()
    else:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(webhook)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    lengths = [line for line in head.split(b"\r\n") if line.startswith(b"content-length")]
    body = await reader.readexactly(int(lengths[0].split(b":")[1])) if lengths else b""
    if b"connection: close" in head:
        writer.close()
    else:
        peak.idle.append((reader, writer))
    # The apology is a 200 too: it tells where the call goes on without the database.
    return head.startswith((b"http/1.1 200", b"http/1.1 204")) and b"/voice/fallback" not in body


def table(measured: dict[str, Any]) -> Table:
    """The figures beside what they should be."""
    rows = Table("figure", "ours", "goal", title="A day's peak")
    rows.add_row(
        "webhooks a second", f"{measured['answered_a_second']}", f"{measured['asked_a_second']}"
    )
    rows.add_row("median", f"{measured['median_ms']} ms", "")
    rows.add_row("99th percentile", f"{measured['p99_ms']} ms", f"under {MOST_P99_MS} ms")
    rows.add_row("failed", f"{measured['failed']}", "0")
    return rows


def command_for(service: Service, sign: Sign) -> click.Command:
    """The command, with what runs the web process and signs webhooks."""

    @click.command("peak")
    @click.option("--calls", default=60, show_default=True, help="New calls a second.")
    @click.option("--seconds", default=600, show_default=True)
    @click.option("--json", "as_json", is_flag=True)
    def peak(calls: int, seconds: int, as_json: bool) -> None:
        """Measure a day's peak: 60 new calls and 360 webhooks a second, for ten minutes."""
        measured = measure(service, sign, calls, seconds)
        if as_json:
            click.echo(json.dumps(measured, indent=2))
        else:
            Console().print(table(measured))
        if measured["failed"] or measured["p99_ms"] > MOST_P99_MS:
            raise click.ClickException("webhooks failed, or waited for too long")

    return peak


def signing(url: str, token: str, account_sid: str, to: str) -> Sign:
    """Signs what is told of a call at a path."""

    def sign(path: str, call_sid: str, **told: str) -> bytes:
        return load.signed(url, path, token, account_sid, call_sid, To=to, **told)

    return sign
