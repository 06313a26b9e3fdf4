"""`centralino config diff`: what the last weeks' callers would have been told by another configuration."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from centralino.cli.shared.late_progress import late_progress
from centralino.cli.shared.ledger import reading
from centralino.cli.shared.output import table
from centralino.config.settings import Settings
from centralino.runtime.clock import service_clock
from centralino.wiring.promises import tried_of
from rules.tickets.ticket import number_of
from store.callbacks.replay import Replay, Replayed

SHOWN = "%d/%m/%Y %H:%M"


def compared(now: Settings, changed: Settings, weeks: int) -> list[Replayed]:
    """Each call of the last weeks by both; the ledger is that of the configuration that counts."""
    until = service_clock()()
    with reading(now) as session, late_progress() as bar:
        replay = Replay(session, until - timedelta(weeks=weeks), until)
        bar.doing("Replaying calls", len(replay.calls))
        return list(bar.counted(replay.each(tried_of(now), tried_of(changed))))


def show_compared(found: Sequence[Replayed], weeks: int, timezone: str) -> None:
    """What differs, call by call, and how many do."""
    zone = ZoneInfo(timezone)
    different = [one for one in found if one.differs]
    columns = ("call", "ticket", "what", "now", "then")
    if different:
        rows = ((*_call(one, zone), *row) for one in different for row in _rows(one, zone))
        table(columns, rows)
    span = f"the last {weeks} weeks" if weeks > 1 else "the last week"
    if not different:
        click.echo(f"Of {len(found)} calls of {span} nothing would have been different.")
        return
    click.echo(f"Of {len(found)} calls of {span}, {len(different)} would have been different.")


def _call(one: Replayed, zone: ZoneInfo) -> tuple[str, str]:
    ticket = number_of(one.ticket_id) if one.ticket_id is not None else "-"
    return f"{one.at.astimezone(zone):{SHOWN}}", ticket


def _rows(one: Replayed, zone: ZoneInfo) -> list[tuple[str, str, str]]:
    before, after = vars(one.before), vars(one.after)
    return [(name, _shown(before[name], zone), _shown(after[name], zone)) for name in one.differs]


def _shown(value: object, zone: ZoneInfo) -> str:
    match value:
        case datetime():
            return f"{value.astimezone(zone):{SHOWN}}"
        case bool():
            return "yes" if value else "no"
        case None:
            return "-"
    return str(value)
