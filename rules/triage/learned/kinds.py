"""The kind of work and the haste of a message by learned weights of its words, where rules do not tell."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rules.triage.learned.meanings import PAIRED
from rules.triage.learned.text_signs import Stretch
from rules.triage.learned.weights import START, UNIT, Weights


@dataclass(frozen=True)
class Guess:
    """A value, how sure it is from 0 to 1, and the words that weigh most for it."""

    value: str
    sure: float
    where: Stretch | None


def guess(seen: Mapping[str, Stretch], ruled: str, weights: Weights) -> Guess:
    """The likeliest label; `seen` are the signs of the message, `ruled` what the rules say."""
    told: dict[str, Stretch | None] = {START: None, f"rule {ruled}": None}
    found = {**told, **seen}
    rows = {sign: row for sign in found if (row := weights.row(sign))}
    totals = [sum(told) / UNIT for told in zip(*rows.values(), strict=True)]
    chances = [1 / (1 + math.exp(-max(-50.0, min(50.0, total)))) for total in totals]
    best = max(range(len(totals)), key=totals.__getitem__)
    words = [sign for sign in rows if found[sign] and not sign.startswith(PAIRED)]
    pairs = [sign for sign in words if sign.count(" ") > 1]  # "non parte" says more than "non"
    heaviest = max(pairs or words, key=lambda sign: (rows[sign][best], sign), default=None)
    return Guess(
        weights.labels[best], chances[best] / sum(chances), found[heaviest] if heaviest else None
    )
