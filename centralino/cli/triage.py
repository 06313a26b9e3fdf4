"""`centralino triage`: a transcript to the draft of a ticket, each fact with its evidence."""

import sys
from pathlib import Path

import click

from centralino.cli.shared.output import json_option, print_json, table
from centralino.config.settings import load
from rules.errors import BadInput
from rules.triage import TicketDraft
from rules.triage import triage as draft_of
from rules.triage.tokens import LONGEST

MOST_BYTES = 10_000_000


@click.command()
@click.argument("text", required=False)
@json_option
@click.pass_obj
def triage(config: Path | None, text: str | None, as_json: bool) -> None:
    """Read TEXT, or standard input, for the facts of a ticket."""
    said = text if text is not None else standard_input()
    if len(said) > LONGEST:
        click.echo(f"The first {LONGEST} of {len(said)} characters are read.", err=True)
    draft = draft_of(said, load(config).lines.numbers)
    if as_json:
        print_json(draft.as_json())
    else:
        show(draft)


def standard_input() -> str:
    """All of it; raises BadInput when it is no UTF-8 text or too much of it."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadInput(f"standard input: expected at most {MOST_BYTES} bytes, found more")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadInput(f"standard input: expected UTF-8 text, found {error.reason}") from error


def show(draft: TicketDraft) -> None:
    """A line for each fact; what was not said stays empty, and what is not clear says so."""
    words = {evidence.field: evidence.text.strip() for evidence in draft.evidence}
    facts = draft.as_json()
    facts.pop("evidence")
    rows = [(name, facts[name], words.get(name)) for name in facts]
    table(
        ("fact", "value", "said"),
        [(name, "not clear" if said and not value else value, said) for name, value, said in rows],
    )
