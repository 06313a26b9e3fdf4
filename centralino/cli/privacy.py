"""`centralino privacy`: what is held about a caller, as they may ask for it, and its erasure."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

import store
from centralino.cli.shared.ledger import check_version, opened
from centralino.cli.shared.output import json_option, print_json, say
from centralino.cli.tickets import local
from centralino.config.settings import Settings, load
from centralino.runtime.clock import service_clock
from centralino.wiring.places import places_of
from rules.errors import PermanentFailure, TemporaryFailure
from rules.phone_numbers import parse_number
from rules.tickets.ticket import number_of
from store.customers import import_undo
from store.privacy import copy, erasure, free_pages, held, people, requests
from store.privacy.people import Asked, Found
from store.staff import audit_log
from store.tickets import customer_actions, lifecycle

COPY = Path("centralino-privacy.zip")


@click.group()
def privacy() -> None:
    """What is held about a caller, and its erasure."""


def _of_somebody(command: Any) -> Any:
    """How somebody is named: by number in any spelling, by address, or one request alone."""
    for option in (
        click.option("--ticket", metavar="NUMBER", help="This request alone."),
        click.option("--email", metavar="ADDRESS", help="Whoever wrote, or was written to, there."),
        click.argument("number", required=False),
    ):
        command = option(command)
    return command


@privacy.command()
@_of_somebody
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The zip to write, instead of {COPY}.",
)
@json_option
@click.pass_obj
def export(
    config: Path | None,
    number: str | None,
    email: str | None,
    ticket: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """All that is held about a caller: their requests, calls, recordings, messages and files.

    One zip, with what is written as JSON and with sounds and files as they are; --json alone prints
    what is written, without them.
    """
    settings = load(config)
    with opened(settings) as engine:
        check_version(engine, settings)
        sessions = store.sessions(engine)
        with store.reading(sessions) as session:
            found = _found(session, settings, number, email, ticket)
            document = held.of_somebody(session, found)
            file = None if as_json and output is None else (output or COPY)
            if file is not None:
                _save(session, settings, found, document, file)
        with sessions.begin() as session:
            _noted(session, "data_exported", len(found.tickets))
    if as_json:
        print_json(document)
        return
    click.echo(f"{file}: {_counted(found)}")


@privacy.command()
@_of_somebody
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def erase(
    config: Path | None,
    number: str | None,
    email: str | None,
    ticket: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Erase what is held about a caller, at Twilio too; numbers, times and money of requests stay.

    It cannot be undone, and closes requests that are still open.
    """
    settings = load(config)
    with opened(settings) as engine:
        check_version(engine, settings)
        sessions, now = store.sessions(engine), service_clock()()
        with store.reading(sessions) as session:
            found = _to_erase(session, _found(session, settings, number, email, ticket))
        if (found.tickets or found.calls) and not yes:
            _show(found, ZoneInfo(settings.service.timezone))
            click.confirm("All of it is erased for good. Go on?", abort=True, err=True)
        places = places_of(settings)
        for one in found.tickets:
            requests.erase_request(sessions, one.id, places, now, by=erasure.COMMAND)
        requests.erase_calls(sessions, [call.sid for call in found.calls], places, now)
        with sessions.begin() as session:
            ids, told = [one.id for one in found.customers], [email] if email else []
            told += [_number(number, settings)] if number else []
            import_undo.forget(session, ids, told=told)
            _noted(session, "data_erased", len(found.tickets))
        with store.reading(sessions) as session:
            owed = free_pages.are_owed(session)
        if owed:
            _clean(lambda: free_pages.clean(engine, now))
    for customer in found.customers:
        say(f"Customer {customer.code} is on record with it, and stays until you alter that.")
    if as_json:
        numbers = [one.id for one in found.tickets]
        print_json({"erased": numbers, "calls": [call.sid for call in found.calls]})
        return
    click.echo(f"erased: {_counted(found)}")


def _clean(clean: Any) -> None:
    try:
        clean()
    except TemporaryFailure as error:
        say(f"{error}; the clock does it while nobody is at work.")


def _found(
    session: Session,
    settings: Settings,
    number: str | None,
    email: str | None,
    ticket: str | None,
) -> Found:
    if not (number or email or ticket):
        raise click.UsageError("expected a NUMBER, --email or --ticket")
    asked = Asked(
        number=_number(number, settings) if number else None,
        email=email,
        ticket_id=_ticket(session, ticket) if ticket else None,
    )
    return people.find(session, asked)


def _number(typed: str, settings: Settings) -> str:
    found = parse_number(typed)
    if found is None:
        raise click.BadParameter(f'expected a telephone number, found "{typed[:40]}"')
    if found in settings.lines.numbers:
        raise click.BadParameter("expected a caller's number, found one of our own lines")
    return found


def _ticket(session: Session, typed: str) -> int:
    row = lifecycle.find(session, typed)
    if row is None:
        raise PermanentFailure(f'there is no ticket "{typed[:40]}"')
    return row.id


def _to_erase(session: Session, found: Found) -> Found:
    left = [one for one in found.tickets if not customer_actions.is_erased(session, one.id)]
    return Found(left, found.calls, found.customers)


def _save(session: Session, settings: Settings, found: Found, document: Any, file: Path) -> None:
    places = places_of(settings)
    sent, spoken = held.files(session, found.tickets)
    sent += held.dictated(session, found.tickets)
    spoken += held.sounds(session, found.calls)
    folders = ((places.attachments, sent), (places.recordings, spoken))
    try:
        with file.open("xb") as target:
            file.chmod(0o600)
            copy.write(target, "dati.json", document, folders)
    except FileExistsError as error:
        raise PermanentFailure(f"{file} is there already: name another by --output") from error
    except OSError as error:
        raise PermanentFailure(f"{file}: cannot be written: {error.strerror}") from error


def _show(found: Found, zone: ZoneInfo) -> None:
    for one in found.tickets:
        words = (
            number_of(one.id),
            local(one.created_at, zone) or "",
            one.state.value,
            one.subject or "",
        )
        say("  ".join(words))
    say(f"In all: {_counted(found)}.")


def _counted(found: Found) -> str:
    return f"{len(found.tickets)} requests, {len(found.calls)} calls without one"


def _noted(session: Session, event: str, count: int) -> None:
    """In the audit log, without a word about whom."""
    now = service_clock()()
    audit_log.add(session, event, by=erasure.COMMAND, now=now, note=str(count))
