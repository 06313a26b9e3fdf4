"""`centralino users`: who may sign in to the console, and the tokens of their programs."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from centralino.cli.notify import notify
from centralino.cli.shared.ledger import reading, writing
from centralino.cli.shared.output import json_option, print_json, say, table
from centralino.cli.tickets import local
from centralino.config.settings import Settings, load
from centralino.runtime.clock import service_clock
from rules.phone_numbers import display, italian_line, parse_number
from rules.staff.accounts import LONGEST_PASSWORD, Role
from rules.tickets.ticket import number_of
from store.callbacks import leavers, outbound_calls
from store.models import User
from store.staff import accounts, audit_log, second_factor

Command = TypeVar("Command", bound=Callable[..., Any])
ACTOR = "centralino users"


def password_option(command: Command) -> Command:
    """Adds `--password-stdin`, for scripts; a person is asked, and nothing shows on the screen."""
    words = "Read the password from standard input instead of asking for it."
    return click.option("--password-stdin", "from_stdin", is_flag=True, help=words)(command)


@click.group()
def users() -> None:
    """Technicians and supervisors."""


@users.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@password_option
@json_option
@click.pass_obj
def add(config: Path | None, name: str, role: str, from_stdin: bool, as_json: bool) -> None:
    """Add a user; the password has at least 12 characters."""
    settings = load(config)
    password = _password(from_stdin)  # before the database waits for us
    with writing(settings) as session:
        user = accounts.add(session, name, password, Role(role), now=service_clock()())
        _noted(session, "added", name, role)
    _tell(user, as_json, f"{user.name} is a {user.role.value} now")


@users.command("list")
@json_option
@click.pass_obj
def list_(config: Path | None, as_json: bool) -> None:
    """Everybody, by name."""
    settings = load(config)
    with reading(settings) as session:
        found = accounts.users(session)
    if as_json:
        print_json([_as_json(user) for user in found])
        return
    zone = ZoneInfo(settings.service.timezone)
    rows = (
        (
            *(user.name, user.role.value, ", ".join(user.skills or ())),
            display(user.phone) if user.phone else "",
            local(user.created_at, zone),
            local(user.disabled_at, zone),
        )
        for user in found
    )
    table(("name", "role", "skills", "telephone", "since", "disabled"), rows)


@users.command()
@click.argument("name")
@password_option
@json_option
@click.pass_obj
def passwd(config: Path | None, name: str, from_stdin: bool, as_json: bool) -> None:
    """Change a user's password."""
    settings = load(config)
    with reading(settings) as session:
        accounts.named(session, name)
    password = _password(from_stdin)
    with writing(settings) as session:
        user = accounts.set_password(session, name, password)
        _noted(session, "password", name)
    _tell(user, as_json, f"{user.name} has another password now")


@users.command()
@click.argument("name")
@json_option
@click.pass_obj
def disable(config: Path | None, name: str, as_json: bool) -> None:
    """Shut a user out; the tokens go with the user, and what they had in hand is in the queue again."""
    settings = load(config)
    zone = ZoneInfo(settings.service.timezone)
    with writing(settings) as session:
        left = leavers.disable(session, name, by=ACTOR, now=service_clock()())
        _noted(session, "disabled", name)
    for ticket_id in left.released:
        say(f"{number_of(ticket_id)} is in the queue again.")
    for ticket_id in left.nobodys:
        say(f"{number_of(ticket_id)} is in progress, and nobody's now.")
    for kept in left.shifts:
        span = f"from {local(kept.shift.start, zone)} to {local(kept.shift.end, zone)}"
        say(f"Shift {kept.id}, {kept.shift.kind.value} {span}, counts for nothing now.")
    _tell(left.user, as_json, f"{left.user.name} is disabled")


@users.command()
@click.argument("name")
@json_option
@click.pass_obj
def enable(config: Path | None, name: str, as_json: bool) -> None:
    """Let a user in again, with the password of before; tokens have to be made anew."""
    with writing(load(config)) as session:
        user = accounts.enable(session, name)
        _noted(session, "enabled", name)
    _tell(user, as_json, f"{user.name} may sign in again")


@users.command()
@click.argument("name")
@click.argument("number", required=False)
@click.option("--remove", is_flag=True, help="Forget the number: no call is placed any more.")
@json_option
@click.pass_obj
def phone(config: Path | None, name: str, number: str | None, remove: bool, as_json: bool) -> None:
    """Set the telephone that rings first when the user asks for a call."""
    settings = load(config)
    if remove == (number is not None):
        raise click.UsageError("expected a number, or --remove")
    found = None if number is None else _number(number, settings)
    with writing(settings) as session:
        user = outbound_calls.set_phone(session, name, found)
        _noted(session, "telephone", name)
    words = f"has the telephone {display(found)}" if found else "has no telephone any more"
    _tell(user, as_json, f"{user.name} {words}")


@users.command()
@click.argument("name")
@click.argument("address", required=False)
@click.option("--remove", is_flag=True, help="Forget it: the user signs in by password alone.")
@json_option
@click.pass_obj
def identity(
    config: Path | None, name: str, address: str | None, remove: bool, as_json: bool
) -> None:
    """Set the e-mail ADDRESS with which a user signs in at the provider (sign_in in config.yaml)."""
    if remove == (address is not None):
        raise click.UsageError("expected an address, or --remove")
    with writing(load(config)) as session:
        user = accounts.set_identity(session, name, address)
        _noted(session, "identity", name)
    words = f"signs in as {user.identity}" if user.identity else "signs in by password alone"
    _tell(user, as_json, f"{user.name} {words}")


@users.command()
@click.argument("name")
@click.option("--only", is_flag=True, help="Revoke the tokens that the user had before.")
@json_option
@click.pass_obj
def token(config: Path | None, name: str, only: bool, as_json: bool) -> None:
    """Print a new bearer token for the API: this once, and never again."""
    with writing(load(config)) as session:
        made = accounts.new_token(session, name, now=service_clock()(), only=only)
        _noted(session, "token", name)
        user = accounts.named(session, name)
    if as_json:
        print_json({"name": user.name, "token": made})
        return
    say("Keep it safe: it is not shown again.")
    click.echo(made)


@users.command()
@click.argument("name")
@click.argument("skills")
@json_option
@click.pass_obj
def skills(config: Path | None, name: str, skills: str, as_json: bool) -> None:
    """Say what a user is good at: SKILLS such as software,hardware,system; "" for everything."""
    wanted = [skill.strip() for skill in skills.split(",") if skill.strip()]
    with writing(load(config)) as session:
        accounts.set_skills(session, name, wanted)
        _noted(session, "skills", name, ", ".join(wanted))
        user = accounts.named(session, name)
    _tell(user, as_json, f"{user.name}: {', '.join(user.skills) or 'whatever comes'}")


@users.command()
@click.argument("name")
@click.option("--pin-stdin", "from_stdin", is_flag=True, help="Read the PIN from standard input.")
@click.option("--remove", is_flag=True, help="Forget the PIN: nobody signs in by telephone.")
@json_option
@click.pass_obj
def pin(config: Path | None, name: str, from_stdin: bool, remove: bool, as_json: bool) -> None:
    """Set the PIN of six digits or more with which the user signs in by telephone."""
    settings = load(config)
    with reading(settings) as session:
        accounts.named(session, name)
    found = None if remove else _typed("PIN", from_stdin)
    with writing(settings) as session:
        user = accounts.set_pin(session, name, found)
        _noted(session, "pin_removed" if remove else "pin", name)
    _tell(user, as_json, f"{user.name} has {'no PIN any more' if remove else 'a PIN now'}")


@users.command("second-factor")
@click.argument("name")
@click.option("--remove", is_flag=True, required=True, help="For who lost app and recovery codes.")
@json_option
@click.pass_obj
def no_second_factor(config: Path | None, name: str, remove: bool, as_json: bool) -> None:  # noqa: ARG001
    """Let a user in by password alone; each switches the second factor on in the console."""
    with writing(load(config)) as session:
        user = accounts.named(session, name)
        second_factor.reset(session, user)
        _noted(session, "second_factor_reset", name)
    _tell(user, as_json, f"{user.name} signs in by password alone now")


def _noted(session: Session, event: str, name: str, note: str | None = None) -> None:
    who = accounts.named(session, name).name
    audit_log.add(session, event, by=ACTOR, now=service_clock()(), who=who, note=note)


def _number(text: str, settings: Settings) -> str:
    """The number in E.164, if it may be rung."""
    kinds = settings.calling.numbers
    found = parse_number(text)
    if found is None or italian_line(found) not in kinds:
        expected = " or ".join(kinds)
        raise click.BadParameter(f'expected an Italian {expected} number, found "{text[:40]}"')
    return found


def _password(from_stdin: bool) -> str:
    return _typed("Password", from_stdin)


def _typed(what: str, from_stdin: bool) -> str:
    if not from_stdin:
        return str(click.prompt(what, hide_input=True, confirmation_prompt=True, err=True))
    # What is longer than any password is cut, and then refused.
    return sys.stdin.readline(LONGEST_PASSWORD + 2).rstrip("\r\n")


def _tell(user: User, as_json: bool, words: str) -> None:
    if as_json:
        print_json(_as_json(user))
    else:
        say(words)


def _as_json(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "role": user.role.value,
        "phone": user.phone,
        "pin": user.pin_hash is not None,
        "identity": user.identity,
        "second_factor": user.totp_sealed is not None,
        "skills": user.skills or [],
        "created_at": user.created_at,
        "disabled_at": user.disabled_at,
    }


users.add_command(notify)
