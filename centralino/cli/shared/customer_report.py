"""What an import has to say: the changes, or the mistakes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from centralino.cli.shared.output import table
from rules.customers.changes import Change
from rules.customers.table import MOST_MISTAKES, Sheet

_MOST_SHOWN = 60  # characters of a value


def as_json(
    file: str, sheet: Sheet[Any], changes: Sequence[Change[Any]], warned: list[str], dry_run: bool
) -> dict[str, Any]:
    """The whole report; `changes` leaves out what is unchanged."""
    numbered = zip(sheet.rows, changes, strict=False)
    return {
        "file": file,
        "dry_run": dry_run,
        "written": not dry_run and not sheet.mistakes,
        **_counts(changes),
        "changes": [_change(*pair) for pair in numbered if pair[1].what != "unchanged"],
        "warnings": warned,
        "errors": [asdict(mistake) for mistake in sheet.mistakes],
    }


def mistakes_of(file: str, sheet: Sheet[Any]) -> Iterator[str]:
    """A line for each mistake, which begins with its place, and a last one: nothing was written."""
    for mistake in sheet.mistakes:
        yield f"{file}:{mistake}" if mistake.row else f"{file}: {mistake}"
    if len(sheet.mistakes) >= MOST_MISTAKES:
        yield f"{file}: the rest of the file was not looked at"
    if sheet.mistakes:
        yield f"{file}: nothing was written"


def show_changes(sheet: Sheet[Any], changes: Sequence[Change[Any]], dry_run: bool) -> None:
    """How many rows altered what; for a dry run each of them as well."""
    if dry_run:
        numbered = zip(sheet.rows, changes, strict=True)
        rows = [_line(*pair) for pair in numbered if pair[1].what != "unchanged"]
        if rows:
            table(("row", "customer", "", "what"), rows)
    counts = ", ".join(f"{count} {what}" for what, count in _counts(changes).items())
    click.echo(f"{counts}; nothing was written (dry run)" if dry_run else counts)


def _counts(changes: Sequence[Change[Any]]) -> dict[str, int]:
    counts = Counter(change.what for change in changes)
    return {what: counts[what] for what in ("added", "changed", "unchanged")}


def _change(row: int, change: Change[Any]) -> dict[str, Any]:
    columns = {
        name: {"before": getattr(change.before, name), "after": getattr(change.after, name)}
        for name in change.columns
    }
    return {
        "row": row,
        "what": change.what,
        "code": _code(change),
        "name": _name(change),
        "columns": columns,
    }


def _line(row: int, change: Change[Any]) -> tuple[object, ...]:
    altered = [
        f"{name}: {_said(getattr(change.before, name))} → {_said(getattr(change.after, name))}"
        for name in change.columns
    ]
    return row, _code(change), change.what, "; ".join(altered) or _name(change)


def _code(change: Change[Any]) -> str:
    return str(getattr(change.after, "code", None) or change.after.customer_code)


def _name(change: Change[Any]) -> str:
    """What the row speaks of: the customer's name, or the piece."""
    return str(getattr(change.after, "name", None) or change.after.item)


def _said(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return " ".join(value) or "nothing"
        case _:
            text = " ".join(str(value).split())
            return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
