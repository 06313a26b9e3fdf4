"""`centralino tickets`: what customers asked for, and what became of it."""

from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from centralino.cli.shared.configured import configured_of
from centralino.cli.shared.in_force import with_ledger
from centralino.cli.shared.ledger import reading, writing
from centralino.cli.shared.output import json_option, print_json, table
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from rules.errors import BadInput, NotFound
from rules.tickets.arrival import came_in_english
from rules.tickets.identity import Certainty
from rules.tickets.ticket import Channel, Kind, Origin, State
from store.models import Ticket, TicketHistory
from store.tickets import access_log, attachments, lifecycle
from store.views.as_json import ticket_json

ACTOR = "centralino tickets"  # of who fetches a file by a command


@click.group()
def tickets() -> None:
    """List and show tickets."""


@tickets.command("list")
@click.option("--status", type=click.Choice([state.value for state in State]), help="Only these.")
@click.option("--call", "call_sid", metavar="SID", help="Only the ticket of this call.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@json_option
@click.pass_obj
def list_(
    config: Path | None, status: str | None, call_sid: str | None, limit: int, as_json: bool
) -> None:
    """The newest first."""
    settings = load(config)
    state = State(status) if status else None
    with reading(settings) as session:
        found = lifecycle.list_(session, status=state, call_sid=call_sid, limit=limit)
        shown = ticket_json.many_json(session, found, configured_of(with_ledger(session, settings)))
    if as_json:
        print_json(shown)
        return
    columns = ("number", "status", "urgency", "subject", "who", "came", "call back", "in charge")
    table(columns, (_row(ticket, ZoneInfo(settings.service.timezone)) for ticket in shown))


@tickets.command()
@click.argument("number")
@json_option
@click.pass_obj
def show(config: Path | None, number: str, as_json: bool) -> None:
    """One ticket with its transcript and its history."""
    settings = load(config)
    with reading(settings) as session:
        ticket = _found(session, number)
        shown = ticket_json.as_json(session, ticket, configured_of(with_ledger(session, settings)))
        history = lifecycle.history(session, ticket.id)
    if as_json:
        print_json({**shown, "history": [_event(row) for row in history]})
        return
    zone = ZoneInfo(settings.service.timezone)
    table(("", ""), _facts(shown, zone))
    click.echo()
    table(("when", "who", "what", "note"), (_told(row, zone) for row in history))


@tickets.command("file")
@click.argument("number")
@click.argument("file_id", metavar="FILE", type=int)
@click.option("--to", type=click.Path(path_type=Path), help="Where to write it; else its own name.")
@click.pass_obj
def file_(config: Path | None, number: str, file_id: int, to: Path | None) -> None:
    """Write a file that came with a ticket, by its number in `tickets show`."""
    settings = load(config)
    with writing(settings) as session:
        ticket = _found(session, number)
        file = attachments.find(session, ticket.id, file_id)
        if file is None or file.path is None:
            raise NotFound(f"ticket {number} has no file {file_id}")
        source = settings.form.attachments_path / file.path
        target = to or Path(file.name)
        if target.exists():
            raise BadInput(f"expected a file that is not there yet, found {target}")
        event, now = access_log.FILE_OPENED, service_clock()()
        access_log.note(session, ticket.id, event, by=ACTOR, what=file.name, now=now)
        try:
            copyfile(source, target)
        except OSError as error:
            raise NotFound(f"{file.name} cannot be copied: {error.strerror}") from error
    click.echo(target)


def _found(session: Session, number: str) -> Ticket:
    ticket = lifecycle.find(session, number)
    if ticket is None:
        raise NotFound(f'there is no ticket "{number}"')
    return ticket


def _row(ticket: dict[str, Any], zone: ZoneInfo) -> tuple[object, ...]:
    return (
        ticket["number"],
        ticket["status"],
        ticket["urgency"],
        subject(ticket),
        who(ticket),
        came(ticket, zone),
        (ticket["callback"] or {}).get("number"),
        local(ticket["in_charge_at"], zone),
    )


def subject(ticket: dict[str, Any]) -> str:
    """What it is about, or what there is instead."""
    if ticket["subject"]:
        return str(ticket["subject"])
    return "(no message)" if ticket["kind"] == Kind.MISSED else "(listen to the recording)"


def who(ticket: dict[str, Any]) -> str | None:
    """Who asks, as well as we know; "?" after whoever is not known for certain."""
    customer = ticket["customer"]
    perhaps = "" if ticket["customer_certainty"] == Certainty.PROVEN else " ?"
    if customer is None:
        said = ", ".join(filter(None, (ticket["caller_name"], ticket["company"])))
        return f"{said}{perhaps}" if said else None
    return f"{customer['code']} {customer['name']}{perhaps}"


def came(ticket: dict[str, Any], zone: ZoneInfo) -> str:
    """By which door it came, and when: "wrote by the form, 2026-11-24 10:00"."""
    origin = Origin(ticket["origin"]) if ticket["origin"] else None
    how = came_in_english(Channel(ticket["channel"]), origin)
    return f"{how}, {local(ticket['created_at'], zone)}"


def local(at: datetime | str | None, zone: ZoneInfo) -> str | None:
    """An instant as the clock on the wall shows it."""
    if at is None:
        return None
    at = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


_SHOWN = (
    *("number", "status", "kind", "channel", "urgency", "category", "subject", "product"),
    *("wants", "language", "caller_name", "company", "customer_code", "caller_number"),
    *("callback_number", "cover", "transcript", "call_sid"),
)


def _unclear(one: dict[str, Any]) -> str:
    return f"perhaps {one['perhaps']}, “{one['text']}”" if one["perhaps"] else f"“{one['text']}”"


def _facts(ticket: dict[str, Any], zone: ZoneInfo) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [(name, ticket[name]) for name in _SHOWN]
    facts.append(("came", came(ticket, zone)))
    facts += [(f"unclear {one['field']}", _unclear(one)) for one in ticket["unclear"]]
    if ticket["cover"] and not ticket["cover_certain"]:
        facts.append(("cover certainty", "perhaps: the customer is not certain"))
    facts.append(("cover sentence", ticket["cover_sentence"]))
    facts += [(name, _fact(one)) for name, one in ticket["coverage_facts"].items()]
    facts.append(("customer", who(ticket) if ticket["customer"] else None))
    facts.append(("customer certainty", ticket["customer_certainty"]))
    recording = ticket["recording"]
    if recording:
        words = (recording["sid"], recording["state"], recording["error"])
        facts.append(("recording", ", ".join(filter(None, words))))
    for file in ticket["attachments"]:
        size = f"{file['bytes']} bytes"
        facts.append((f"file {file['id']}", f"{file['name']}, {file['media_type']}, {size}"))
    for name in ("created_at", "in_charge_at", "promised_at", "agreed_at", "call_due_at"):
        facts.append((name, local(ticket[name], zone)))
    return [(name.replace("_", " "), value) for name, value in facts if value is not None]


def _fact(told: dict[str, Any]) -> str:
    """A fact that coverage hangs on: "os_update (centralino: “aggiornare Windows”)"."""
    answers = {True: "yes", False: "no", None: "unknown"}
    value = told["value"]
    shown = value if isinstance(value, str) else answers[value]
    words = f": “{told['words']}”" if told["words"] else ""
    return f"{shown} ({told['by']}{words})"


def _event(row: TicketHistory) -> dict[str, object]:
    return {
        "at": row.at,
        "actor": row.actor,
        "event": row.event,
        "from": row.from_state,
        "to": row.to_state,
        "note": row.note,
    }


def _told(row: TicketHistory, zone: ZoneInfo) -> tuple[object, ...]:
    what = f"{row.event} to {row.to_state}" if row.from_state else row.event
    return (local(row.at, zone), row.actor, what, row.note)
