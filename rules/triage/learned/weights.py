"""The weights that were learned: those beside this file, or others that are being tried.

A file is text: a line of labels, then each sign with a weight for each label, in hundredths. In
memory stand the signs' sums alone (CRC-32), sorted: a few hundred kilobytes for all of them.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

UNIT = 100
LABELS = ("O", "B-name", "I-name", "B-company", "I-company")
START = ""  # the sign of every text
BEHIND = "behind "  # before a label: what follows it


@dataclass(frozen=True)
class Weights:
    """For each label what every text starts from, and what each sign adds, in hundredths."""

    labels: Sequence[str]
    sums: Sequence[int]
    flat: Sequence[int]  # of each sign, one for each label

    @classmethod
    def of(cls, labels: Sequence[str], rows: Iterable[tuple[str, Sequence[int]]]) -> "Weights":
        """From signs and their weights."""
        told = sorted((crc32(sign.encode()), array("h", row)) for sign, row in rows)
        flat = array("h")
        for _, row in told:
            flat.extend(row)
        return cls(tuple(labels), array("L", (key for key, _ in told)), flat)

    def row(self, sign: str) -> Sequence[int] | None:
        """What the sign adds to each label; None for one that tells nothing."""
        key, count = crc32(sign.encode()), len(self.labels)
        at = bisect_left(self.sums, key)
        if at == len(self.sums) or self.sums[at] != key:
            return None
        return self.flat[at * count : (at + 1) * count]


@dataclass(frozen=True)
class Learned:
    """All that was learned: of words which are a name or firm, and of messages both kinds."""

    names: Weights
    category: Weights
    urgency: Weights

    def moves(self) -> list[list[float]]:
        """What a label of a word adds to each label of the next."""
        rows = [self.names.row(BEHIND + label) for label in self.names.labels]
        return [[weight / UNIT for weight in row or ()] for row in rows]


@cache
def shipped() -> Learned:
    """What lies beside this file; read once, when the first message is."""
    return Learned(_read("names"), _read("category"), _read("urgency"))


def _read(name: str) -> Weights:
    with files(__package__).joinpath(f"{name}.txt").open(encoding="utf-8") as lines:
        labels = next(lines).split()
        return Weights.of(labels, _rows(lines))


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, Sequence[int]]]:
    for line in lines:
        sign, _, weights = line.rstrip("\n").rpartition("\t")
        yield sign, [int(weight) for weight in weights.split()]
