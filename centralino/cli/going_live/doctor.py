"""`centralino doctor`: everything that can be reached is looked at; each fault with what mends it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.status import Status

from centralino.cli.shared.output import console, json_option, print_json, say
from centralino.config.errors import ConfigError
from centralino.doctor.examination import examine, is_well
from centralino.doctor.findings import Finding, State, fault
from centralino.doctor.subject import Subject
from centralino.doctor.words import LANGUAGES, Told, in_words
from centralino.runtime import log
from centralino.runtime.clock import service_clock
from centralino.tenants.installation import installed
from centralino.tenants.told import by_firm

MARKS = {
    State.OK: ("ok", "green"),
    State.DOUBT: ("?", "yellow"),
    State.FAULT: ("WRONG", "bold red"),
    State.SKIPPED: ("-", "dim"),
}


@click.command()
@click.option("--local", "only_local", is_flag=True, help="Ask nobody else than this machine.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@json_option
@click.pass_context
def doctor(context: click.Context, only_local: bool, language: str, as_json: bool) -> None:
    """Examine configuration, machine, database, speech model, Twilio, public address, mail, processes.

    Nothing is changed and nothing is sent. Exit code 1 with a fault, 2 where the configuration cannot be
    read; what is only doubtful (?) is no fault.
    """
    log.configure("critical")  # what the parts log is told as findings
    try:
        firms = installed(context.obj).firms
    except ConfigError as error:
        if not as_json:
            raise
        print_json(_document([fault("configuration.unreadable", message=str(error))], language))
        context.exit(2)
    told: dict[str | None, list[Finding]] = {}
    for firm in firms:
        subject = Subject(firm.reading, service_clock())
        with _progress() as doing:
            told[firm.name] = list(examine(subject, only_local=only_local, doing=doing))
        if not as_json:
            if firm.name is not None:
                console().print(f"\n{firm.name}", style="bold", markup=False)
            show([in_words(one, language) for one in told[firm.name]])
    if as_json:
        print_json(by_firm({name: _document(found, language) for name, found in told.items()}))
    if not all(is_well(found) for found in told.values()):
        context.exit(1)


def show(told: list[Told]) -> None:
    """A line for each finding, below it what mends it; in the end how many there are."""
    out = console()
    for one in told:
        mark, style = MARKS[one.finding.state]
        out.print(f"{mark:>5}", style=style, end="  ")
        out.print(f"{one.check}: {one.told}", markup=False, soft_wrap=True)
        if one.mend and one.finding.state in (State.FAULT, State.DOUBT):
            out.print(f"       → {one.mend}", markup=False, style="cyan", soft_wrap=True)
    faults = sum(one.finding.state is State.FAULT for one in told)
    doubts = sum(one.finding.state is State.DOUBT for one in told)
    say(f"{faults} faults, {doubts} doubts." if faults or doubts else "Nothing is amiss.")


def _document(found: list[Finding], language: str) -> dict[str, Any]:
    return {
        "ok": is_well(found),
        "findings": [_as_json(in_words(one, language)) for one in found],
    }


def _as_json(one: Told) -> dict[str, Any]:
    return {
        "check": one.finding.check,
        "title": one.check,
        "state": one.finding.state.value,
        "code": one.finding.code,
        "told": one.told,
        "mend": one.mend or None,
        "facts": {name: _plain(value) for name, value in one.finding.facts.items()},
    }


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


@contextmanager
def _progress() -> Iterator[Callable[[str], object]]:
    """What is being looked at, on a terminal's standard error."""
    if not sys.stderr.isatty():
        yield str
        return
    with Status("", console=Console(file=sys.stderr)) as status:
        yield lambda name: status.update(f"Looking at {name} …")
