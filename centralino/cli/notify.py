"""`centralino users notify`: the services by which a technician is told, beside the console."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from centralino.cli.shared.ledger import writing
from centralino.cli.shared.output import json_option, print_json, table
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from centralino.wiring.message_channels import words_of
from rules.staff.notifications import LONGEST_URL, masked
from store.models import NotificationChannel
from store.oncall import notification_settings, notifications
from store.staff import accounts


@click.command()
@click.argument("name")
@click.option("--add-stdin", is_flag=True, help="Add a service; its address is read, never given.")
@click.option("--remove", type=click.IntRange(1, 2**31 - 1), metavar="N", help="Forget service N.")
@click.option("--test", type=click.IntRange(1, 2**31 - 1), metavar="N", help="Let N be tried.")
@json_option
@click.pass_obj
def notify(
    config: Path | None,
    name: str,
    add_stdin: bool,
    remove: int | None,
    test: int | None,
    as_json: bool,
) -> None:
    """The services by which a user is told of what happens; with their numbers N."""
    settings = load(config)
    now = service_clock()()
    if add_stdin:
        typed = sys.stdin.readline(LONGEST_URL + 2).rstrip("\r\n")
    with writing(settings) as session:
        user = accounts.named(session, name)
        if add_stdin:
            notification_settings.add_channel(session, name, typed, settings.notices.schemas, now)
        if remove is not None:
            notification_settings.remove_channel(session, user.id, remove)
        if test is not None:
            told = partial(words_of, settings)
            notifications.ask_for_test(session, user.id, test, now, told)
        channels = [
            _channel(channel) for channel in notification_settings.channels(session, user.id)
        ]
    if as_json:
        print_json(channels)
        return
    columns = ("number", "service", "worked_at", "failed_at", "failure")
    table(columns, [tuple(channel[column] for column in columns) for channel in channels])


def _channel(channel: NotificationChannel) -> dict[str, Any]:
    return {
        "number": channel.id,
        "service": masked(channel.url),
        "worked_at": channel.worked_at,
        "failed_at": channel.failed_at,
        "failure": channel.failure,
    }
