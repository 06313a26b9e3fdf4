"""`centralino demo`: the main job, end to end, with nothing to configure."""

import secrets
import tempfile
import time
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from centralino.cli.shared.ending import end_by_signal
from centralino.cli.shared.output import json_option, print_json
from centralino.config.preflight import VOICES, require_none
from centralino.config.settings import Settings, read
from centralino.config.which_file import SHIPPED, named
from centralino.demo import run as runner
from centralino.demo import show
from centralino.demo.calls import NATURAL, SMALL_WORLD, SampleCall, samples
from centralino.demo.ears import ears
from centralino.demo.money import charge
from centralino.demo.rehearsal import QUIET, Rehearsal, rehearsal
from centralino.demo.run import Count, Outcome
from centralino.demo.today.desk import opened
from centralino.demo.today.people import LOOKER
from centralino.demo.written import Written, write
from centralino.runtime import log
from centralino.runtime.clock import system_clock
from rules.callbacks.priority import Placed
from rules.hours.mid_morning import Morning, nearest
from rules.staff.accounts import Role
from rules.wall_clock import zone_of
from store import connect, sessions
from store.staff import accounts
from transcription.models import DEMO_NAME
from transcription.models import Settings as Speech

NAME = LOOKER  # the user that --keep makes
PLACED = ("{task.completed} of {task.total} calls",)
TELEPHONES = (
    "A click on «Chiama» rings your telephone, which answers by itself and presses 1, and then the "
    "customer's: nobody's real telephone rings."
)


@click.command()
@click.option("--keep", is_flag=True, help="Leave the service and the carrier running at the end.")
@click.option("--pictures", type=click.Path(path_type=Path), help="Folder for SVGs of it.")
@json_option
@click.pass_context
def demo(ctx: click.Context, keep: bool, pictures: Path | None, as_json: bool) -> None:
    """Place sample calls over both lines and show what becomes of them.

    Real webhooks over HTTP, natural voices, the configured speech model, a throw-away database.
    What the model mishears is shown as it is. Where the model cannot be had, the small one that
    ships hears its own small world. Exits with 1 when the desk holds anything other than what the
    carrier placed.
    """
    end_by_signal()
    config = ctx.obj or named() or SHIPPED
    reading = read(config, environ=QUIET)
    require_none(reading, system_clock(), frozenset({VOICES}))
    log.configure("error")  # of its own; the service writes to a file
    with tempfile.TemporaryDirectory(prefix="centralino-demo-") as folder:
        started = time.monotonic()
        with progress() as bar:
            speech = heard_with(reading.settings, bar)
            calls = samples(SMALL_WORLD if speech.model == DEMO_NAME else NATURAL)
            task = bar.add_task("Starting web, clock and transcription", total=len(calls))

            def done(sample: SampleCall) -> None:
                bar.update(task, advance=1, description=sample.title)

            first = calls[0].instant("Europe/Rome")
            with rehearsal(Path(folder), first, config=config, speech=speech) as desk:
                outcomes = runner.run(desk, calls, done)
                written = write(desk, outcomes[-1].at + timedelta(hours=24))
                now = written[-1].at + timedelta(minutes=5)
                queue, count = runner.the_queue(desk, now), runner.count(desk)
                charged = charge(desk, outcomes, now)
                bar.stop()
                if as_json:
                    print_json(
                        {**document(outcomes, written, queue, count), "money": charged.as_json()}
                    )
                else:
                    shown(desk, outcomes, written, queue, count, time.monotonic() - started)
                    Console().print(show.the_money(charged))
                if pictures:
                    show.draw(
                        pictures, outcomes, written, queue, count, desk.settings.service.timezone
                    )
    if keep:
        stay(config, speech, calls)
    ctx.exit(0 if count.agrees else 1)


def heard_with(settings: Settings, bar: Progress) -> Speech:
    """The speech model; one that is not here is got, and one sees how far."""
    getting: list[TaskID] = []

    def show(done: int, total: int) -> None:
        if not getting:
            getting.append(bar.add_task("Getting the speech model, once", total=None))
        bar.update(getting[0], completed=done, total=total or None)

    speech = ears(settings, partial(click.echo, err=True), show)
    for task in getting:
        bar.remove_task(task)
    return speech


def progress(shown: tuple[str, ...] = PLACED) -> Progress:
    """What is being done now, on standard error."""
    return Progress(
        SpinnerColumn(),
        *Progress.get_default_columns()[:2],
        *map(TextColumn, shown),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


def shown(
    desk: Rehearsal,
    outcomes: list[Outcome],
    written: list[Written],
    queue: list[Placed],
    count: Count,
    seconds: float,
) -> None:
    """Print it for a person."""
    console = Console()
    show.show(console, outcomes, written, queue, count, desk.settings.service.timezone)
    slowest = max(outcome.seconds for outcome in outcomes)
    console.print(
        f"{len(outcomes)} calls in {seconds:.0f} s; from hang-up to a ticket with text at most "
        f"{slowest:.1f} s.",
        style="dim",
    )


def stay(config: Path, speech: Speech, calls: tuple[SampleCall, ...]) -> None:
    """Another service, on a desk of today: play its morning, say how to get in, stay until Ctrl-C."""
    morning = nearest(system_clock(), read(config, environ=QUIET).settings.hours())
    known = {one.voice: one for one in calls if one.voice}
    with (
        tempfile.TemporaryDirectory(prefix="centralino-demo-") as folder,
        rehearsal(Path(folder), morning.before.spans[0][0], config=config, speech=speech) as desk,
    ):
        with progress(()) as bar:
            task = bar.add_task("Opening the desk of today", total=None)
            opened(desk, morning, known, lambda title: bar.update(task, description=title))
        password = let_in(desk.settings.database.url)
        with desk.carrier.living():
            wait(desk, morning, password)


def wait(desk: Rehearsal, morning: Morning, password: str) -> None:
    """Say where everything is and how to get in, and stay until Ctrl-C."""
    click.echo(when(morning), err=True)
    click.echo(f"Console: {desk.address}/console (name {NAME}, password {password})", err=True)
    click.echo(f"Service: {desk.address} (webhooks under /voice, /healthz, /readyz)", err=True)
    click.echo(f"Carrier: {desk.carrier_url}; everything lies in {desk.folder}", err=True)
    click.echo(TELEPHONES, err=True)
    click.echo("Ctrl-C stops both and throws it all away.", err=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


def when(morning: Morning) -> str:
    """What time it is at the desk, and why it is not the time on the wall."""
    local = morning.at.astimezone(zone_of(morning.day.timezone))
    why = "today" if morning.is_today else "the nearest morning of work, for the desk is closed now"
    return f"It is {local:%H:%M} of {local:%A %d %B %Y} by the rehearsal's clock: {why}."


def add_user(url: str, now: datetime) -> str:
    """Somebody who may see everything; the password with which to sign in."""
    password = secrets.token_urlsafe(12)
    engine = connect(url)
    with sessions(engine).begin() as session:
        accounts.add(session, NAME, password, Role.SUPERVISOR, now=now)
    engine.dispose()
    return password


def let_in(url: str) -> str:
    """A new password of whoever looks on, who is there with a telephone already."""
    password = secrets.token_urlsafe(12)
    engine = connect(url)
    with sessions(engine).begin() as session:
        accounts.set_password(session, NAME, password)
    engine.dispose()
    return password


def document(
    outcomes: list[Outcome], written: list[Written], queue: list[Placed], count: Count
) -> dict[str, Any]:
    """Everything shown, as one JSON document."""
    return {
        "calls": [
            {
                "title": outcome.sample.title,
                "at": outcome.at.isoformat(),
                "call_sid": outcome.call.call_sid,
                "heard": outcome.call.texts,
                "pressed": outcome.call.pressed,
                "said": outcome.sample.said or None,
                "ticket": outcome.ticket,
                "seconds_to_text": round(outcome.seconds, 2),
            }
            for outcome in outcomes
        ],
        "written": [
            {"title": one.title, "at": one.at.isoformat(), "ticket": one.ticket} for one in written
        ],
        "queue": [
            {"place": row.place, "reason": row.reason, **plain(asdict(row.entry))} for row in queue
        ],
        "count": {
            "calls_placed": len(count.calls_placed),
            "calls_held": len(count.calls_held),
            "messages_left": len(count.messages_left),
            "messages_held": len(count.messages_held),
            "joined": count.joined,
            "written": count.written,
            "tickets": count.tickets,
            "callbacks": count.callbacks,
            "agrees": count.agrees,
        },
    }


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Instants as ISO 8601."""
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}
