"""The triage measured on written messages: facts right, missed and invented, field by field.

What each message says was decided by a person. A fact counts as told where the message gives it; as
invented where the rules give one that the message does not, or another one than it gives.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from ruamel.yaml import YAML

from bench import triage_lines
from rules.triage import triage

MESSAGES = Path(__file__).parents[1] / "tests" / "rules" / "triage" / "messages"
HALVES = ("tuned", "held_out")
OURS = frozenset({"+390455117067", "+390452525658"})
# A field and its value where a message does not give it.
FIELDS: dict[str, str | None] = {
    "category": "other",
    "urgency": "normal",
    "callback_number": None,
    "customer_code": None,
    "caller_name": None,
    "company": None,
    "product": None,
    "language": None,
    "wants": None,
}


@dataclass(frozen=True)
class Fact:
    """One field of one message: what it says, and what the rules found."""

    said: str
    field: str
    told: str | None
    found: str | None

    @property
    def is_told(self) -> bool:
        return self.told != FIELDS[self.field]

    @property
    def is_right(self) -> bool:
        return _folded(self.told) == _folded(self.found)

    @property
    def is_invented(self) -> bool:
        return self.found != FIELDS[self.field] and not self.is_right


@dataclass(frozen=True)
class Score:
    """Facts counted: those that were told, how many of them were right, and how many were invented."""

    told: int
    right: int
    invented: int

    @property
    def share(self) -> float:
        return self.right / self.told if self.told else 1.0


def facts(half: str) -> list[Fact]:
    """Every field of every message of a half, as told and as found."""
    rows = YAML(typ="safe").load((MESSAGES / f"{half}.yaml").read_text(encoding="utf-8"))
    return [fact for row in rows for fact in _of(row)]


def score(of: Iterable[Fact]) -> Score:
    """The facts counted."""
    counted = list(of)
    told = [fact for fact in counted if fact.is_told]
    return Score(
        len(told),
        sum(fact.is_right for fact in told),
        sum(fact.is_invented for fact in counted),
    )


def _of(row: dict[str, Any]) -> Iterator[Fact]:
    found = triage(row["said"], OURS).as_json()
    for field in FIELDS:
        yield Fact(row["said"], field, row[field], found[field])


def _folded(value: str | None) -> str | None:
    return value.casefold() if value else value


@click.command("triage")
@click.option("--half", type=click.Choice(HALVES), multiple=True, help="All without one.")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Messages as JSON lines, each with its truth (bench/triage_lines.py), instead.",
)
@click.option("--json", "as_json", is_flag=True)
def command(half: Sequence[str], path: Path | None, as_json: bool) -> None:
    """Read the written messages and show, field by field, what was right, missed and invented."""
    if path:
        _show_file(path, as_json)
        return
    found = {name: facts(name) for name in half or HALVES}
    if as_json:
        click.echo(json.dumps({name: _as_json(of) for name, of in found.items()}, indent=2))
        return
    console = Console()
    for name, of in found.items():
        console.print(_table(name, of))
        _show_misses(of)


def _show_file(path: Path, as_json: bool) -> None:
    of = triage_lines.read(path, OURS)
    missed = [one for one in of if one.how != "right"]
    if as_json:
        click.echo(json.dumps([vars(one) for one in missed], indent=2, ensure_ascii=False))
        return
    Console().print(triage_lines.table(path.name, of))
    for one in missed:
        click.echo(f"{one.how:8} {one.fact}: told {one.truth}, found {one.found}")
        click.echo(f"         {one.message}: {one.text}")


def _as_json(of: Sequence[Fact]) -> dict[str, Any]:
    rows = {field: vars(score(one for one in of if one.field == field)) for field in FIELDS}
    return {"all": vars(score(of)), **rows}


def _table(name: str, of: Sequence[Fact]) -> Table:
    rows = Table("field", "told", "right", "", "invented", title=f"Triage: {name}")
    for field in (*FIELDS, "all"):
        one = score(fact for fact in of if field in (fact.field, "all"))
        rows.add_row(
            field, str(one.told), str(one.right), f"{one.share:.1%}", str(one.invented or "")
        )
    return rows


def _show_misses(of: Sequence[Fact]) -> None:
    for fact in of:
        if not fact.is_right:
            kind = "invented" if fact.is_invented else "missed"
            click.echo(f"{kind:8} {fact.field}: told {fact.told}, found {fact.found}")
            click.echo(f"         {fact.said}")
