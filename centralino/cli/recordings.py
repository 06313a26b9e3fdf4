"""`centralino recordings`: messages that Twilio did not give us, and another try at once."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from centralino.cli.shared.ledger import reading, writing
from centralino.cli.shared.output import json_option, print_json, table
from centralino.cli.tickets import local
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from rules.errors import NotFound
from store.calls import fetch_retries


@click.group()
def recordings() -> None:
    """Messages that could not be fetched from Twilio."""


@recordings.command("list")
@json_option
@click.pass_obj
def list_(config: Path | None, as_json: bool) -> None:
    """Those that are tried each day, the oldest first."""
    settings = load(config)
    with reading(settings) as session:
        found = fetch_retries.listed(session)
    if as_json:
        print_json(
            [
                {
                    "sid": one.sid,
                    "call_sid": one.call_sid,
                    "announced_at": one.announced_at.isoformat(),
                    "next_at": one.next_at.isoformat(),
                    "attempts": one.attempts,
                    "error": one.last_error,
                }
                for one in found
            ]
        )
        return
    zone = ZoneInfo(settings.service.timezone)
    table(
        ("recording", "call", "since", "next try", "error"),
        (
            (
                one.sid,
                one.call_sid,
                local(one.announced_at, zone),
                local(one.next_at, zone),
                one.last_error or "",
            )
            for one in found
        ),
    )


@recordings.command()
@click.argument("sids", nargs=-1, metavar="[SID]...")
@click.pass_obj
def retry(config: Path | None, sids: tuple[str, ...]) -> None:
    """Try now: these recordings, or all that are waiting for their day."""
    now = service_clock()()
    with writing(load(config)) as session:
        for sid in sids:
            if not fetch_retries.retry(session, sid, now):
                raise NotFound(f"expected a recording that was not fetched or read, found {sid!r}")
        count = len(sids) or fetch_retries.retry_all(session, now)
    click.echo(f"{count} to be tried now")
