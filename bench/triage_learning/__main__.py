"""`make learn-triage`: learns anew what rules/triage/learned/ knows, or checks it author by author."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bench.triage import MESSAGES, OURS
from bench.triage_learning import kinds, names
from bench.triage_learning.examples import STRANGERS, Example, by_strangers, earlier
from bench.triage_lines import read, table
from rules.triage.learned import weights
from rules.triage.learned.weights import learned

LEARNED = Path(weights.__file__).parent


@click.command()
@click.option(
    "--check", is_flag=True, help="Write nothing: learn without each stranger, and score on it."
)
def main(check: bool) -> None:
    """Learn names, firms, category and urgency from the labelled messages."""
    if check:
        for stranger in STRANGERS:
            told = learn([one for one in by_strangers() if one.author != stranger])
            of = read(MESSAGES / f"{stranger}.jsonl", OURS, learned(told))
            Console().print(table(f"{stranger}, not learned from", of))
            for one in of:
                if one.how != "right":
                    click.echo(
                        f"{one.how:8} {one.fact}: told {one.truth}, found {one.found}: {one.text}"
                    )
        return
    for name, row in learn(by_strangers()).items():
        (LEARNED / f"{name}.json").write_text(_as_json(row), encoding="utf-8")


def learn(strangers: Sequence[Example]) -> dict[str, dict[str, Any]]:
    """What the data files hold: names first, since they are hidden where kinds are learned."""
    nothing: dict[str, Any] = {"labels": [], "signs": {}}
    told = {"category": nothing, "urgency": nothing}
    told["names"] = names.learn([*earlier(), *strangers])
    known = learned(told)
    told["category"] = kinds.learn("category", [*_by_others(), *strangers], known)
    told["urgency"] = kinds.learn("urgency", strangers, known)
    return told


def _by_others() -> list[Example]:
    """Of the earlier ones those whose categories their own writers gave."""
    return [one for one in earlier() if one.author != "halves"]


def _as_json(row: Mapping[str, Any]) -> str:
    """A sign on a line, so that a difference can be read."""
    rest = "".join(f"{_said(key)}: {_said(of)},\n" for key, of in row.items() if key != "signs")
    signs = ",\n".join(f"{_said(sign)}: {_said(of)}" for sign, of in sorted(row["signs"].items()))
    return f'{{{rest}"signs": {{\n{signs}\n}}}}\n'


def _said(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
