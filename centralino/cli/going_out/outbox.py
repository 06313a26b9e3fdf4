"""`centralino outbox`: what customers were sent, and whether it arrived."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from centralino.cli.shared.ledger import reading
from centralino.cli.shared.output import json_option, print_json, table
from centralino.cli.tickets import local
from centralino.config.settings import load
from store.messages import to_customers


@click.group()
def outbox() -> None:
    """List what customers were sent."""


@outbox.command("list")
@click.option("--ticket", type=int, metavar="NUMBER", help="Of this ticket alone.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, help="How many at most.")
@json_option
@click.pass_obj
def list_(config: Path | None, ticket: int | None, limit: int, as_json: bool) -> None:
    """The newest messages first, numbers and addresses masked."""
    settings = load(config)
    with reading(settings) as session:
        rows = to_customers.listed(session, ticket_id=ticket, limit=limit)
        shown = [to_customers.sent_json(row) for row in rows]
    if as_json:
        print_json(shown)
        return
    zone = ZoneInfo(settings.service.timezone)
    columns = ("written", "ticket", "by", "to", "about", "state", "delivery", "error")
    table(columns, (_row(one, zone) for one in shown))


def _row(message: dict[str, Any], zone: ZoneInfo) -> tuple[object, ...]:
    return (
        local(message["created_at"], zone),
        message["ticket"] or "-",
        message["kind"],
        message["to"],
        message["about"],
        message["state"],
        message["delivery"] or "-",
        message["error"] or "",
    )
