"""`centralino installations`: the copies of our program that may open tickets."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from centralino.cli.shared.ledger import reading, writing
from centralino.cli.shared.output import json_option, print_json, say, table
from centralino.cli.tickets import local
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from store.customers import installations as rows
from store.models import Customer, Installation
from store.staff import audit_log


@click.group()
def installations() -> None:
    """Copies of our program that may open tickets."""


@installations.command()
@click.argument("code")
@click.argument("name")
@json_option
@click.pass_obj
def add(config: Path | None, code: str, name: str, as_json: bool) -> None:
    """Add the installation NAME at the customer CODE, and print its token: this once.

    A name or a number of the customer's does as well, where only one fits.
    """
    with writing(load(config)) as session:
        made, token = rows.add(session, code, name, now=service_clock()())
        customer = session.get_one(Customer, made.customer_id)
        _note(session, "installation_added", made, customer)
    if as_json:
        print_json({**_as_json(made, customer), "token": token})
        return
    say(f"Installation {made.id} at {customer.name}. Keep its token safe: it is not shown again.")
    click.echo(token)


@installations.command("list")
@json_option
@click.pass_obj
def list_(config: Path | None, as_json: bool) -> None:
    """All of them, by customer."""
    settings = load(config)
    with reading(settings) as session:
        found = rows.list_(session)
    if as_json:
        print_json([_as_json(*row) for row in found])
        return
    zone = ZoneInfo(settings.service.timezone)
    columns = ("id", "customer", "name", "since", "last seen", "disabled")
    table(columns, (_row(*row, zone) for row in found))


@installations.command()
@click.argument("installation_id", metavar="ID", type=click.IntRange(1, 2**31 - 1))
@click.option(
    "--overlap-days",
    type=click.IntRange(0, rows.LONGEST_OVERLAP_DAYS),
    default=7,
    show_default=True,
    help="For how long the token before is good as well.",
)
@json_option
@click.pass_obj
def rotate(config: Path | None, installation_id: int, overlap_days: int, as_json: bool) -> None:
    """Print another token for the installation: this once."""
    now = service_clock()()
    with writing(load(config)) as session:
        found, token = rows.rotate(session, installation_id, overlap_days=overlap_days, now=now)
        customer = session.get_one(Customer, found.customer_id)
        _note(session, "installation_rotated", found, customer, str(overlap_days))
    if as_json:
        print_json({**_as_json(found, customer), "token": token})
        return
    say(f"Installation {found.id} at {customer.name}. Keep its token safe: it is not shown again.")
    click.echo(token)


@installations.command()
@click.argument("installation_id", metavar="ID", type=click.IntRange(1, 2**31 - 1))
@json_option
@click.pass_obj
def disable(config: Path | None, installation_id: int, as_json: bool) -> None:
    """Refuse the installation's token from now on."""
    with writing(load(config)) as session:
        found = rows.disable(session, installation_id, now=service_clock()())
        customer = session.get_one(Customer, found.customer_id)
        _note(session, "installation_disabled", found, customer)
    if as_json:
        print_json(_as_json(found, customer))
    else:
        say(f"Installation {found.id} at {customer.name} is disabled")


def _note(
    session: Session, event: str, one: Installation, customer: Customer, note: str | None = None
) -> None:
    who = audit_log.installation(one.name, customer.code)
    now = service_clock()()
    audit_log.add(session, event, by="centralino installations", now=now, who=who, note=note)


def _row(one: Installation, customer: Customer, zone: ZoneInfo) -> tuple[object, ...]:
    instants = (one.created_at, one.last_seen_at, one.disabled_at)
    return one.id, customer.code, one.name, *(local(at, zone) for at in instants)


def _as_json(one: Installation, customer: Customer) -> dict[str, Any]:
    return {
        "id": one.id,
        "customer": {"code": customer.code, "name": customer.name},
        "name": one.name,
        "created_at": one.created_at,
        "last_seen_at": one.last_seen_at,
        "disabled_at": one.disabled_at,
        "rotated_at": one.rotated_at,
        "earlier_until": one.earlier_until,
    }
