"""`make learn-triage`: learns anew what rules/triage/learned/ knows, or checks it author by author."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console

from bench.triage import MESSAGES, OURS
from bench.triage_learning import kinds, names
from bench.triage_learning.examples import STRANGERS, Example, by_strangers, earlier
from bench.triage_learning.kinds import Rows
from bench.triage_lines import read, table
from rules.triage.learned import weights
from rules.triage.learned.weights import LABELS, Learned, Weights

LEARNED = Path(weights.__file__).parent
ALL = {"names": LABELS, **kinds.LABELS}


@click.command()
@click.option(
    "--check", is_flag=True, help="Write nothing: learn without each stranger, score on it."
)
def main(check: bool) -> None:
    """Learn names, firms, category and urgency from the labelled messages."""
    if not check:
        _write(learn(by_strangers()))
        return
    for stranger in STRANGERS:
        rows = learn([one for one in by_strangers() if one.author != stranger])
        of = read(MESSAGES / f"{stranger}.jsonl", OURS, _learned(rows))
        Console().print(table(f"{stranger}, not learned from", of))
        for one in of:
            if one.how != "right":
                click.echo(f"{one.how:8} {one.fact}: told {one.truth}, found {one.found}")
                click.echo(f"         {one.message}: {one.text}")


def learn(strangers: Sequence[Example]) -> dict[str, Rows]:
    """What the files hold: names first, since they are hidden where kinds are learned."""
    rows: dict[str, Rows] = {name: {} for name in ALL}
    rows["names"] = names.learn([*earlier(), *strangers])
    known = _learned(rows)
    rows["category"] = kinds.learn("category", [*_by_others(), *strangers], known)
    rows["urgency"] = kinds.learn("urgency", strangers, known)
    return rows


def _learned(rows: Mapping[str, Rows]) -> Learned:
    return Learned(**{name: Weights.of(ALL[name], rows[name].items()) for name in ALL})


def _by_others() -> list[Example]:
    """Of the earlier ones those whose categories their own writers gave."""
    return [one for one in earlier() if one.author != "halves"]


def _write(rows: Mapping[str, Rows]) -> None:
    """A sign on a line, so that a difference can be read."""
    for name, signs in rows.items():
        told = [f"{sign}\t{' '.join(map(str, row))}" for sign, row in sorted(signs.items())]
        lines = [" ".join(ALL[name]), *told]
        (LEARNED / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
