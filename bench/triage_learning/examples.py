"""The labelled messages that the triage learns from, by their authors.

Whole messages lie with the tests (tests/rules/triage/messages); faults and introductions that were
written to learn from lie beside this file: said.txt (category, urgency, words) and who.txt
(`{name}` and `<firm>` within the words).
"""

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bench.triage import MESSAGES

BESIDE = Path(__file__).parent
CATEGORIES = {
    "s": "software", "h": "hardware", "y": "system", "c": "commercial", "o": "other"
}  # fmt: skip
URGENCIES = {"b": "blocking", "h": "high", "n": "normal", "l": "low"}
# Truths with "name" know no "blocking" beside "high": no urgency is learned from a "high" of theirs.
EARLIER = ("by_a_stranger", "by_a_stranger_second", "further", "further_again")
STRANGERS = ("by_a_second_stranger", "by_a_third_stranger")
# Around a fault as messages have them; they tell nothing of it.
BEFORE = (
    "Buongiorno.", "Salve,", "Pronto?", "Buonasera, senta.", "Allora,", "Sì, buongiorno, sono io.",
    "Ciao ragazzi,", "Ehm, ecco.", "", "", "Sono il titolare.", "Chiamo dal negozio.",
    "È la segreteria?", "Buongiorno Leotron,", "Vi chiamo dal bar,", "Qui albergo,", "Parla la segretaria.",
)  # fmt: skip
BEHIND = (
    "Grazie.", "Il numero è 045 590 21 43.", "Mi trovate al 348 12 34 567.", "Grazie, buona giornata.",
    "Arrivederci.", "Il mio cellulare è 333 444 55 66, grazie.", "", "", "Grazie mille, ciao.",
    "Chiedete di me.", "Richiamatemi al 045 123456.", "Vi lascio il numero, 0442 12 34 56.",
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A message and what it says; what is not in `truth` is not known."""

    author: str
    text: str
    truth: dict[str, Any] = field(default_factory=dict)


def by_strangers() -> list[Example]:
    """What was written without sight of the rules, and not widened on."""
    return [one for name in STRANGERS for one in _lines(name)]


def earlier() -> list[Example]:
    """What the rules were widened on."""
    rows = [
        row
        for half in ("tuned", "held_out")
        for row in YAML(typ="safe").load((MESSAGES / f"{half}.yaml").read_text(encoding="utf-8"))
    ]
    ours = [Example("halves", row["said"], {key: row[key] for key in row}) for row in rows]
    return ours + [one for name in EARLIER for one in _lines(name)]


def faults() -> list[Example]:
    """Faults that were written to learn from."""
    rows = (BESIDE / "said.txt").read_text(encoding="utf-8").splitlines()
    return [_fault(*row.split(" ", 2)) for row in rows if row]


def within_messages(of: Iterable[Example], chance: random.Random) -> list[Example]:
    """Faults with a greeting before and a number behind them."""
    return [
        replace(one, text=f"{chance.choice(BEFORE)} {one.text} {chance.choice(BEHIND)}".strip())
        for one in of
    ]


def introductions() -> list[Example]:
    """Names and firms as they are said, that were written to learn from."""
    rows = (BESIDE / "who.txt").read_text(encoding="utf-8").splitlines()
    return [_introduction(row) for row in rows if row]


def written_small(text: str) -> str:
    """As a recogniser may write it: no capitals, no punctuation."""
    return re.sub(r"\s+", " ", re.sub(r"[.,;:!?…«»\"]+", " ", text.lower())).strip()


def renamed(
    of: Example, names: Sequence[str], firms: Sequence[str], chance: random.Random
) -> Example:
    """The message by somebody else: another name and another firm in the place of its own."""
    text, truth = of.text, dict(of.truth)
    for key, pool in (("company", firms), ("caller_name", names)):
        if truth.get(key) and truth[key] in text:
            other = chance.choice(pool)
            text, truth[key] = text.replace(truth[key], other), other
    return replace(of, text=text, truth=truth)


def _lines(name: str) -> Iterator[Example]:
    for line in (MESSAGES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "text" in row:
            yield Example(name, row["text"], _truth(row["truth"]))


def _truth(row: dict[str, Any]) -> dict[str, Any]:
    if "name" not in row:
        return row
    truth = {"caller_name" if key == "name" else key: value for key, value in row.items()}
    if "category" in truth:
        truth["category"] = truth["category"] or "other"
    if truth.get("urgency") == "high":
        del truth["urgency"]
    return truth


def _fault(category: str, urgency: str, text: str) -> Example:
    truth = {"category": CATEGORIES[category]}
    if urgency in URGENCIES:
        truth["urgency"] = URGENCIES[urgency]
    return Example("faults", text, truth)


def _introduction(row: str) -> Example:
    names, firms = re.findall(r"\{(.+?)\}", row), re.findall(r"<(.+?)>", row)
    truth = {"caller_name": names[-1] if names else None, "company": firms[-1] if firms else None}
    return Example("introductions", re.sub(r"[<>{}]", "", row), truth)
