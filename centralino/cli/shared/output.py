"""What commands share: results on standard output, the rest on standard error; typed instants."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

# rich takes a tenth of a second to load, of which a command that prints lines needs nothing.
if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

Command = TypeVar("Command", bound=Callable[..., Any])

# In which holidays are known; see rules.hours.schedule, which takes too long to load for a number.
FIRST_YEAR, LAST_YEAR = 1978, 2100
_MANY = 500  # rows
_WIDE = 10_000  # for pipes and files: a row stays one line, and nothing is cut


def json_option(command: Command) -> Command:
    """Adds `--json`, which reaches the command as `as_json`."""
    option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
    return option(command)


def print_json(data: Any) -> None:
    """Prints the data as the one JSON document on standard output."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False, default=_plain))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Prints a table on standard output; None is an empty cell.

    Many rows are printed line by line, since rich takes half a millisecond for each.
    """
    from rich.control import strip_control_codes  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    texts = [
        [strip_control_codes("" if cell is None else str(cell)) for cell in row] for row in rows
    ]
    if len(texts) > _MANY:
        click.echo("\n".join([*filter(None, [title]), *_lines([columns, *texts])]))
        return
    grid = Table(*columns, title=title or None, title_justify="left", box=None, pad_edge=False)
    for row in texts:
        grid.add_row(*map(Text, row))
    console().print(grid)


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows with their columns below one another; a cell of several lines takes as many."""
    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415

    parts = [[cell.split("\n") for cell in row] for row in rows]
    lines = [line for row in parts for line in zip_longest(*row, fillvalue="")]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (set_cell_size(cell, width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def console() -> "Console":
    """Standard output with colours and the terminal's width, or plain and wide when piped."""
    from rich.console import Console  # noqa: PLC0415

    is_terminal = sys.stdout.isatty()
    return Console(file=sys.stdout, highlight=False, width=None if is_terminal else _WIDE)


def say(message: str) -> None:
    """Tells the person at the terminal something that is no result."""
    click.echo(message, err=True)


def progress() -> "Progress":
    """A progress bar on standard error, which a pipe or a log file never sees."""
    from rich import progress as bars  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    return bars.Progress(
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TextColumn("{task.percentage:>3.0f} %"),
        bars.TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def instant_of(text: str, timezone: str) -> datetime:
    """The instant in UTC; a time without offset is in the service's time zone.

    A time that the clock shows twice is its first showing, which is told; one that it skips is
    refused, as is one of a year that nobody rehearses.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        example = "a time such as 2026-11-28T10:00 or 2026-11-28T10:00+01:00"
        raise click.BadParameter(f'expected {example}, found "{text}"') from error
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        years = f"{FIRST_YEAR} to {LAST_YEAR}"
        raise click.BadParameter(f"expected a day from {years}, found {read.date()}")
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    local = read.replace(tzinfo=ZoneInfo(timezone))
    at = local.astimezone(UTC)
    if at < local.replace(fold=1).astimezone(UTC):
        say(f"The clock shows {read:%H:%M} twice that night: taken as {local.isoformat()}.")
    if at.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) != read:
        raise click.BadParameter(f'expected a time that exists in {timezone}, found "{text}"')
    return at


def _plain(value: object) -> str | float:
    """What JSON has no type for."""
    if isinstance(value, date):  # and so datetime
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
