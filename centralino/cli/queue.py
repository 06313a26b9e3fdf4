"""`centralino queue`: whom we ring next, and why."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from centralino.cli.shared.configured import configured_of
from centralino.cli.shared.in_force import with_ledger
from centralino.cli.shared.ledger import reading
from centralino.cli.shared.output import json_option, print_json, table
from centralino.cli.tickets import came, local, subject
from centralino.cli.tickets import who as asked_by
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from rules.callbacks.priority import ordered
from store.callbacks import queue as callbacks
from store.staff import accounts
from store.views.as_json.callback_json import placed_json


@click.command()
@click.option("--for", "name", help="As it is for this user, by skills and by who knows the case.")
@json_option
@click.pass_obj
def queue(config: Path | None, name: str | None, as_json: bool) -> None:
    """The callbacks in the order in which they will be made, each with the reason for its place."""
    settings = load(config)
    now = service_clock()()
    with reading(settings) as session:
        settings = with_ledger(session, settings)
        who = accounts.technician(accounts.named(session, name)) if name else None
        placed = ordered(callbacks.queue(session, now), now, settings.hours(), who)
        shown = placed_json(session, placed, configured_of(settings))
    if as_json:
        print_json(shown)
        return
    zone = ZoneInfo(settings.service.timezone)
    columns = ("place", "ticket", "call", "subject", "who", "came", "due", "why here")
    table(columns, (_row(one, zone) for one in shown))


def _row(callback: dict[str, Any], zone: ZoneInfo) -> tuple[object, ...]:
    ticket = callback["ticket"]
    return (
        callback["place"],
        ticket["number"],
        callback["number"] or "withheld",
        subject(ticket),
        asked_by(ticket),
        came(ticket, zone),
        local(callback["due_at"], zone),
        callback["reason"],
    )
