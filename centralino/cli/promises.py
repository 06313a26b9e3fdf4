"""`centralino promises`: how often we called by the time that we had promised, week by week."""

from datetime import timedelta
from pathlib import Path

import click

from centralino.cli.shared.in_force import with_ledger
from centralino.cli.shared.ledger import reading
from centralino.cli.shared.output import json_option, print_json, table
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from rules.promise import kept_by_week
from rules.promise.kept import Week
from store.callbacks import promise_counts, responses


@click.command()
@click.option("--weeks", type=click.IntRange(1, 520), default=12, show_default=True)
@json_option
@click.pass_obj
def promises(config: Path | None, weeks: int, as_json: bool) -> None:
    """Promises that fell due, and how many were kept: the customer was rung by then.

    Beside them the response times of `sla:`, where the configuration has any. Who is late
    now is told below: a promise was broken, or an agreed hour has passed.
    """
    settings = load(config)
    now = service_clock()()
    with reading(settings) as session:
        agreed = with_ledger(session, settings).response_times()
        answered = responses.made(session, now - timedelta(weeks=weeks), agreed)
        made = promise_counts.made(session, now - timedelta(weeks=weeks))
        late = promise_counts.owed(session, now).late
    found = kept_by_week(made, now, settings.service.timezone)
    times = {one.week: one for one in kept_by_week(answered, now, settings.service.timezone)}
    if as_json:
        print_json([{**week.as_json(), **_of_times(times.get(week.week))} for week in found])
        return
    rows = ((one.week, one.promised, one.kept, f"{one.share:.0%}") for one in found)
    table(("week", "promised", "kept", "share"), rows)
    if times:
        click.echo("response times:")
        answers = ((one.week, one.promised, one.kept, f"{one.share:.0%}") for one in times.values())
        table(("week", "agreed", "kept", "share"), answers)
    click.echo(f"late now, and still to be called: {late}")


def _of_times(week: Week | None) -> dict[str, int]:
    """The response times that ended in the week, and those kept; nothing where none was agreed."""
    return {"responses": week.promised, "responses_kept": week.kept} if week else {}
