"""`centralino promises`: how often we called by the time that we had promised, week by week."""

from datetime import timedelta
from pathlib import Path

import click

from centralino.cli.ledger import reading
from centralino.cli.output import json_option, print_json, table
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from rules.promise import kept_by_week
from store.callbacks import promise_counts


@click.command()
@click.option("--weeks", type=click.IntRange(1, 520), default=12, show_default=True)
@json_option
@click.pass_obj
def promises(config: Path | None, weeks: int, as_json: bool) -> None:
    """Promises that fell due, and how many were kept: the customer was rung by then.

    Who is late now is told beside the table: a promise was broken, or an agreed hour has passed.
    """
    settings = load(config)
    now = service_clock()()
    with reading(settings) as session:
        made = promise_counts.made(session, now - timedelta(weeks=weeks))
        late = promise_counts.owed(session, now).late
    found = kept_by_week(made, now, settings.service.timezone)
    if as_json:
        print_json([week.as_json() for week in found])
        return
    rows = ((one.week, one.promised, one.kept, f"{one.share:.0%}") for one in found)
    table(("week", "promised", "kept", "share"), rows)
    click.echo(f"late now, and still to be called: {late}")
