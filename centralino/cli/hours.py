"""`centralino hours`: who answers at an instant or on a day, and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from centralino.cli.shared.in_force import in_force
from centralino.cli.shared.output import instant_of, json_option, print_json, table
from centralino.config.settings import Settings, load
from centralino.runtime.clock import service_clock
from rules.errors import BadInput
from rules.hours import schedule
from rules.language.italian import WEEKDAYS


def _day(_context: click.Context, _parameter: click.Parameter, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f'expected a day such as 2026-12-24, found "{text}"') from error


@click.group()
def hours() -> None:
    """Who answers at an instant or on a day, and why."""


@hours.command()
@click.argument("when", metavar="WHEN")
@json_option
@click.pass_obj
def explain(config: Path | None, when: str, as_json: bool) -> None:
    """Who answers at WHEN (2026-11-28T10:00, or with an offset), and why."""
    settings = load(config)
    with _refusing():
        found = schedule.explain(
            instant_of(when, settings.service.timezone), hours_of(settings)
        ).as_json()
    if as_json:
        print_json(found)
        return
    taken = found["in_charge_at"]
    click.echo(f"at         {found['at']}")
    click.echo(f"flow       {found['flow']}")
    click.echo(f"open       {'yes' if found['open'] else 'no'}")
    click.echo(f"reason     {found['reason']}")
    click.echo(f"in charge  {taken['standard']} standard")
    click.echo(f"           {taken['j_system']} J-System")


@hours.command()
@click.option(
    "--from", "first", callback=_day, required=True, metavar="DATE", help="The first day."
)
@click.option("--to", "last", callback=_day, required=True, metavar="DATE", help="The last.")
@click.option("--ics", is_flag=True, help="As iCalendar, for calendars.")
@json_option
@click.pass_obj
def calendar(config: Path | None, first: date, last: date, ics: bool, as_json: bool) -> None:
    """Day by day when technicians are at work; closures with their reason."""
    if ics and as_json:
        raise click.UsageError("expected --ics or --json, found both")
    settings = load(config)
    with _refusing():
        days = schedule.calendar(first, last, hours_of(settings))
    if ics:
        from web.hours_feed import write  # noqa: PLC0415 - with a library that nothing else needs

        click.echo(write(days, service_clock()(), "Orari dell'assistenza"), nl=False)
        return
    if as_json:
        print_json([day.as_json() for day in days])
        return
    table(("date", "day", "flow", "hours", "reason"), (_row(day) for day in days))


def hours_of(settings: Settings) -> schedule.Hours:
    """The hours that count: as configured, with what supervisors altered in the browser."""
    return in_force(settings).hours()


@contextmanager
def _refusing() -> Iterator[None]:
    """What the rules cannot understand was asked wrongly, or is wrongly configured: exit code 2."""
    try:
        yield
    except BadInput as error:
        raise click.UsageError(str(error), click.get_current_context()) from error


def _row(day: schedule.Day) -> tuple[str, ...]:
    spans = [(span["from"], span["to"]) for span in day.as_json()["hours"]]
    shown = [f"{start[11:16]}-{end[11:16]}" for start, end in spans]
    weekday = WEEKDAYS[day.date.weekday()]
    return (day.date.isoformat(), weekday, day.flow, ", ".join(shown) or "closed", day.reason)
