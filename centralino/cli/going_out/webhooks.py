"""`centralino webhooks`: who is told what happens to requests, what became of it, and once more."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from centralino.cli.shared.ledger import reading, writing
from centralino.cli.shared.output import json_option, print_json, say, table
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from rules.webhooks.events import CHOICES
from store.messages.webhooks import endpoints, noting, sending, told
from store.messages.webhooks.endpoints import Wanted
from store.models.states import WebhookState
from store.staff import audit_log

ACTOR = "centralino webhooks"
LARGEST = 2**31 - 1
receiver = click.argument("endpoint_id", metavar="ID", type=click.IntRange(1, LARGEST))


@click.group()
def webhooks() -> None:
    """Tell other programs what happens to requests, signed (Standard Webhooks)."""


@webhooks.command("list")
@json_option
@click.pass_obj
def list_(config: Path | None, as_json: bool) -> None:
    """Who is told, and whether it works."""
    with reading(load(config)) as session:
        known = [told.endpoint_json(row) for row in endpoints.every(session)]
    if as_json:
        print_json(known)
        return
    columns = ("id", "receiver", "about", "events", "state", "failure")
    table(columns, (_row(one) for one in known))


@webhooks.command()
@click.argument("url")
@click.option("--event", "events", multiple=True, metavar="EVENT", help="This alone, or several.")
@click.option("--whole", is_flag=True, help="With the ticket as the API shows it.")
@click.option("--about", metavar="WORDS", help="What it is, for people.")
@json_option
@click.pass_obj
def add(
    config: Path | None,
    url: str,
    events: tuple[str, ...],
    whole: bool,
    about: str | None,
    as_json: bool,
) -> None:
    """Tell URL from now on, and print the secret that signs."""
    settings = load(config)
    with writing(settings) as session:
        wanted, now = Wanted(url, events, whole, about), service_clock()()
        row = endpoints.add(session, wanted, settings.webhooks.allowed, now)
        audit_log.add(session, "webhook_added", by=ACTOR, now=now, who=told.host_of(row.url))
        made = told.with_secret(row)
    if as_json:
        print_json(made)
        return
    say(f"Receiver {made['id']} is told from now on. Its secret:")
    click.echo(made["secret"])


add.help = f"{add.help}\n\nEVENTs: {', '.join(CHOICES)}."


@webhooks.command()
@receiver
@click.pass_obj
def remove(config: Path | None, endpoint_id: int) -> None:
    """Tell it no more, and forget what it was told."""
    with writing(load(config)) as session:
        host, now = told.host_of(endpoints.find(session, endpoint_id).url), service_clock()()
        endpoints.remove(session, endpoint_id)
        audit_log.add(session, "webhook_removed", by=ACTOR, now=now, who=host)
    say(f"Receiver {endpoint_id} is told no more.")


@webhooks.command()
@receiver
@json_option
@click.pass_obj
def rotate(config: Path | None, endpoint_id: int, as_json: bool) -> None:
    """Make a new secret and print it; the one before signs as well for a day."""
    with writing(load(config)) as session:
        now = service_clock()()
        row = endpoints.rotate(session, endpoint_id, now)
        audit_log.add(session, "webhook_secret", by=ACTOR, now=now, who=told.host_of(row.url))
        made = told.with_secret(row)
    if as_json:
        print_json(made)
    else:
        click.echo(made["secret"])


@webhooks.command()
@receiver
@click.option("--state", type=click.Choice([one.value for one in WebhookState]))
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@json_option
@click.pass_obj
def deliveries(
    config: Path | None, endpoint_id: int, state: str | None, limit: int, as_json: bool
) -> None:
    """What a receiver was told, the newest first."""
    settings = load(config)
    only = WebhookState(state) if state else None
    with reading(settings) as session:
        endpoints.find(session, endpoint_id)
        sent = told.deliveries(session, endpoint_id, limit, state=only)
    if as_json:
        print_json(sent)
        return
    zone = ZoneInfo(settings.service.timezone)
    columns = ("id", "happened", "what", "ticket", "state", "tries", "answer", "why not")
    table(columns, (_delivery(one, zone) for one in sent))


@webhooks.command()
@receiver
@click.pass_obj
def test(config: Path | None, endpoint_id: int) -> None:
    """Send it a message that says nothing but that it arrives."""
    with writing(load(config)) as session:
        row = noting.ask_for_test(session, endpoint_id, service_clock()())
    say(f"Delivery {row.id} is sent by the worker; `centralino webhooks deliveries` tells how.")


@webhooks.command()
@click.argument("delivery_id", metavar="[ID]", required=False, type=click.IntRange(1, LARGEST))
@click.option("--failed", metavar="RECEIVER", type=click.IntRange(1, LARGEST), help="All of its.")
@click.pass_obj
def replay(config: Path | None, delivery_id: int | None, failed: int | None) -> None:
    """Send once more the delivery ID, or all that a receiver did not take."""
    if (delivery_id is None) is (failed is None):
        raise click.UsageError("expected a delivery's ID, or --failed RECEIVER")
    with writing(load(config)) as session:
        now = service_clock()()
        if failed is not None:
            count = sending.replay_failed(session, failed, now)
        else:
            sending.replay(session, delivery_id or 0, now)
            count = 1
    say(f"Sent once more by the worker: {count}.")


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    state = "off" if one["disabled_at"] else "fails" if one["failed_at"] else "on"
    what = ", ".join(one["events"]) or "all"
    return one["id"], told.host_of(one["url"]), one["about"], what, state, one["failure"]


def _delivery(one: dict[str, Any], zone: ZoneInfo) -> tuple[object, ...]:
    from centralino.cli.tickets import local  # noqa: PLC0415 - with much that a list needs

    return (
        one["id"],
        local(one["at"], zone),
        one["type"],
        one["ticket_id"],
        one["state"],
        one["attempts"],
        one["status"],
        one["reason"],
    )
