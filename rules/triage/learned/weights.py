"""The weights that were learned: those beside this file, or others that are being tried."""

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

UNIT = 100  # weights are written as hundredths
LABELS = ("O", "B-name", "I-name", "B-company", "I-company")
FIELDS = ("category", "urgency")


@dataclass(frozen=True)
class Weights:
    """For each label what every text starts from, and what each sign adds, in hundredths."""

    labels: Sequence[str]
    bias: Sequence[int]
    places: Mapping[str, int]
    flat: Sequence[int]  # of each sign, one for each label

    @classmethod
    def of(cls, labels: Sequence[str], signs: Mapping[str, Sequence[int]]) -> "Weights":
        """From each sign's row; the empty sign's is what every text starts from."""
        told = [sign for sign in signs if sign]
        flat = array("h", (weight for sign in told for weight in signs[sign]))
        bias = signs.get("", [0] * len(labels))
        return cls(tuple(labels), tuple(bias), {sign: at for at, sign in enumerate(told)}, flat)

    def row(self, sign: str) -> Sequence[int] | None:
        """What the sign adds to each label; None for one that tells nothing."""
        at, count = self.places.get(sign), len(self.labels)
        return None if at is None else self.flat[at * count : (at + 1) * count]


@dataclass(frozen=True)
class Learned:
    """All that was learned: labels of words, what follows what among them, and both kinds."""

    words: Weights
    moves: Sequence[Sequence[float]]
    category: Weights
    urgency: Weights


def learned(told: Mapping[str, Mapping[str, Any]]) -> Learned:
    """From the rows of the three files."""
    moves = [[weight / UNIT for weight in row] for row in told["names"]["moves"]]
    words, category, urgency = (
        Weights.of(told[name]["labels"], told[name]["signs"]) for name in ("names", *FIELDS)
    )
    return Learned(words, moves, category, urgency)


@cache
def shipped() -> Learned:
    """What lies beside this file; read once, when the first message is."""
    return learned(
        {
            name: json.loads(files(__package__).joinpath(f"{name}.json").read_text("utf-8"))
            for name in ("names", *FIELDS)
        }
    )
