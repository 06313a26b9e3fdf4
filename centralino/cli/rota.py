"""`centralino rota`: who is on duty, on call or away; swaps; calendars in and out."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from centralino.cli.shared.in_force import with_ledger
from centralino.cli.shared.ledger import reading, writing
from centralino.cli.shared.output import instant_of, json_option, print_json, say, table
from centralino.cli.tickets import local
from centralino.config.settings import load
from centralino.files import calendars
from centralino.runtime.clock import service_clock
from rules import rota as rules
from rules.errors import BadInput
from rules.rota import Kind
from store.staff import accounts, audit_log
from store.staff import rota as shifts
from store.staff.calendar_changes import keep, take_in
from store.staff.rota import Kept
from web.calendar_feed import write

KIND = click.Choice([kind.value for kind in Kind])
ACTOR = "centralino rota"
COUNTED = ("added", "changed", "same", "removed")


@click.group()
def rota() -> None:
    """Who is on duty, who is on call, who is away."""


@rota.command()
@click.option("--from", "start", metavar="WHEN", help="Instead of now.")
@click.option("--days", type=click.IntRange(1, 400), default=14, show_default=True)
@click.option("--who", metavar="NAME", help="One person's alone.")
@json_option
@click.pass_obj
def show(config: Path | None, start: str | None, days: int, who: str | None, as_json: bool) -> None:
    """The shifts of the coming days, and the week-end hours for which nobody is on call."""
    settings = load(config)
    zone = ZoneInfo(settings.service.timezone)
    first = instant_of(start, zone.key) if start else service_clock()()
    last = first + timedelta(days=days)
    with reading(settings) as session:
        found = shifts.between(session, first, last, who)
        everyone = found if who is None else shifts.between(session, first, last)
        hours = with_ledger(session, settings).hours()
    empty = rules.uncovered_hours(shifts.counting(everyone), hours, first, last)
    if as_json:
        gaps = [{"start": begin, "end": end} for begin, end in empty]
        print_json({"shifts": [_as_json(kept) for kept in found], "gaps": gaps})
        return
    table(("number", "who", "kind", "from", "to", "place", "before"), _rows(found, zone))
    for begin, end in empty:
        say(f"Nobody is on call from {local(begin, zone)} to {local(end, zone)}.")


@rota.command()
@click.argument("name")
@click.argument("kind", type=KIND)
@click.argument("start")
@click.argument("end")
@click.option("--place", type=click.IntRange(1, 99), default=1, help="Among those on call.")
@json_option
@click.pass_obj
def add(
    config: Path | None, name: str, kind: str, start: str, end: str, place: int, as_json: bool
) -> None:
    """Add a shift of NAME's from START to END, such as 2026-11-28T09:15."""
    settings = load(config)
    zone = settings.service.timezone
    shift = rules.Shift(name, Kind(kind), instant_of(start, zone), instant_of(end, zone), place)
    with writing(settings) as session:
        kept = shifts.add(session, shift)
        audit_log.add_shift(session, "shift_added", kept, by=ACTOR, now=service_clock()())
    _tell(kept, as_json, f"shift {kept.id} is {kept.shift.who}'s")


@rota.command()
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@json_option
@click.pass_obj
def remove(config: Path | None, number: int, as_json: bool) -> None:
    """Take shift NUMBER away."""
    with writing(load(config)) as session:
        kept = shifts.remove(session, number)
        audit_log.add_shift(session, "shift_removed", kept, by=ACTOR, now=service_clock()())
    _tell(kept, as_json, f"shift {number} is gone")


@rota.command()
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.argument("to")
@json_option
@click.pass_obj
def swap(config: Path | None, number: int, to: str, as_json: bool) -> None:
    """Give shift NUMBER to another person; whose it was stays on it."""
    with writing(load(config)) as session:
        kept = shifts.give(session, number, to, by=ACTOR, now=service_clock()())
        audit_log.add_shift(session, "shift_given", kept, by=ACTOR, now=service_clock()())
    _tell(kept, as_json, f"shift {number} is {kept.shift.who}'s now")


@rota.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--days", type=click.IntRange(1, 400), default=180, help="How far ahead.")
@click.option("--who", metavar="NAME", help="Whose shifts all of them are.")
@click.option("--kind", type=KIND, help="Of which kind all of them are.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--all-or-nothing", "whole", is_flag=True, help="Take nothing in where one event is wrong."
)
@json_option
@click.pass_context
def import_(
    context: click.Context,
    file: Path,
    days: int,
    who: str | None,
    kind: str | None,
    dry_run: bool,
    whole: bool,
    as_json: bool,
) -> None:
    """Read an iCalendar FILE whose events have titles such as "anna: reperibilità 2".

    The file's shifts from yesterday on take the place of those that it brought before, known by
    their UID; swaps made here stand. An event that is wrong is named, and the others are taken;
    with --all-or-nothing none is.
    """
    settings = load(context.obj)
    start, end = calendars.horizon(service_clock()(), days)
    read = calendars.read(
        file,
        start,
        end,
        timezone=settings.service.timezone,
        who=who,
        kind=Kind(kind) if kind else None,
    )
    with writing(settings) as session:
        taken = take_in(session, read.name, read.found, (start, end), read.unread)
        done = taken.done
        faults = [*read.faults, *(calendars.Fault(*vars(one).values()) for one in done.refused)]
        nothing = bool(faults) and (whole or not read.found)
        if dry_run or nothing:
            session.rollback()
        else:
            zone = settings.service.timezone
            keep(session, taken, by=ACTOR, now=service_clock()(), timezone=zone)
    counts = {name: 0 if nothing else getattr(done, name) for name in COUNTED}
    if as_json:
        print_json(
            {"calendar": done.kept_as or read.name, "dry_run": dry_run, **counts}
            | {"errors": [vars(fault) for fault in faults]}
        )
    else:
        for fault in faults:
            say(f"{file}: {fault}")
        if done.kept_as and not nothing:
            say(f'{file}: nothing in it is of "{read.name}" as it was imported before: kept apart')
        if not nothing:
            _tell_import(read.name, counts, len(faults), dry_run)
    context.exit(1 if faults else 0)


def _tell_import(name: str, counts: dict[str, int], wrong: int, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    left_out = f"; {wrong} left out, as told" if wrong else ""
    click.echo(
        f"{name}: {would}added {counts['added']}, changed {counts['changed']}, "
        f"removed {counts['removed']}; {counts['same']} as they were{left_out}"
    )


@rota.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--days", type=click.IntRange(1, 400), default=180, help="How far ahead.")
@click.option("--who", metavar="NAME", help="One person's alone.")
@click.pass_obj
def export(config: Path | None, file: Path, days: int, who: str | None) -> None:
    """Write the shifts from yesterday on to an iCalendar FILE, or to - for standard output."""
    now = service_clock()()
    with reading(load(config)) as session:
        found = shifts.between(session, *calendars.horizon(now, days), who)
    content = write(found, now, f"Turni di {who}" if who else "Turni")
    try:
        with click.open_file(str(file), "wb") as out:
            out.write(content)
    except OSError as error:
        if str(file) == "-":
            raise  # as every command says it
        raise BadInput(f"{file}: {error.strerror}") from error


@rota.command()
@click.argument("name")
@json_option
@click.pass_obj
def feed(config: Path | None, name: str, as_json: bool) -> None:
    """Print a new address at which NAME's calendar can be subscribed to; the old one ends."""
    settings = load(config)
    with writing(settings) as session:
        secret = shifts.new_feed(session, name)
        owner = accounts.named(session, name).name
        audit_log.add(session, "feed", by=ACTOR, now=service_clock()(), who=owner)
    local_address = f"http://{settings.web.host}:{settings.web.port}"
    address = f"{settings.service.public_url or local_address}/console/turni/{secret}.ics"
    if as_json:
        print_json({"name": name, "address": address})
        return
    say("Whoever has the address sees the shifts: it is not shown again.")
    click.echo(address)


def _rows(found: Sequence[Kept], zone: ZoneInfo) -> list[tuple[object, ...]]:
    return [
        (
            kept.id,
            kept.shift.who if kept.counts else f"{kept.shift.who} (disabled)",
            kept.shift.kind.value,
            local(kept.shift.start, zone),
            local(kept.shift.end, zone),
            kept.shift.place if kept.shift.kind is Kind.ON_CALL else None,
            ", ".join(kept.shift.given_by),
        )
        for kept in found
    ]


def _as_json(kept: Kept) -> dict[str, Any]:
    shift = kept.shift
    return {
        "id": kept.id,
        "who": shift.who,
        "kind": shift.kind.value,
        "start": shift.start,
        "end": shift.end,
        "place": shift.place,
        "given_by": list(shift.given_by),
        "calendar": kept.calendar,
        "counts": kept.counts,
    }


def _tell(kept: Kept, as_json: bool, words: str) -> None:
    if as_json:
        print_json(_as_json(kept))
    else:
        say(words)
