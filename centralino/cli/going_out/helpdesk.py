"""`centralino helpdesk`: which requests the other helpdesk knows of, and those that it does not take."""

from pathlib import Path

import click

from centralino.cli.shared.ledger import reading, writing
from centralino.cli.shared.output import json_option, print_json, say, table
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from rules.tickets.ticket import number_of
from store.messages import helpdesk as told


@click.group()
def helpdesk() -> None:
    """Requests in another helpdesk (Zammad)."""


@helpdesk.command()
@click.option("--failing", is_flag=True, help="Only those that it did not take.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@json_option
@click.pass_obj
def status(config: Path | None, failing: bool, limit: int, as_json: bool) -> None:
    """Under which number each request stands there, the newest first."""
    with reading(load(config)) as session:
        known = [told.as_json(row) for row in told.listed(session, limit, failing=failing)]
    if as_json:
        print_json(known)
        return
    columns = ("ticket", "there", "told", "failure")
    rows = (
        (number_of(one["ticket"]), one["remote_number"], one["told_at"], one["failure"])
        for one in known
    )
    table(columns, rows)


@helpdesk.command()
@click.pass_obj
def retry(config: Path | None) -> None:
    """Tell at once what it did not take."""
    with writing(load(config)) as session:
        count = told.again(session, service_clock()())
    say(f"Told again by the worker: {count}.")
