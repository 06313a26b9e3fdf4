"""Names and firms by a linear chain over words: the likeliest labels, and how sure each stretch is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rules.triage.learned.weights import LABELS, UNIT, Learned
from rules.triage.learned.word_signs import signs
from rules.triage.tokens import Word


@dataclass(frozen=True)
class Stretch:
    """Words that stand together as a name or a firm, and how sure that is, from 0 to 1."""

    field: str  # name or company
    first: int
    last: int
    sure: float


@dataclass(frozen=True)
class Reading:
    """The stretches of a message, in its order, and how likely each label is at each word."""

    stretches: Sequence[Stretch]
    chances: Sequence[Sequence[float]]

    def surest(self, field: str) -> Stretch | None:
        """The name or firm that is surest; of two the first."""
        of = [one for one in self.stretches if one.field == field]
        return max(of, key=lambda one: one.sure, default=None)

    def chance(self, field: str, first: int, last: int) -> float:
        """How likely it is that one of these words is part of a name, or of a firm."""
        labels = [at for at, label in enumerate(LABELS) if label[2:] == field]
        return max(
            sum(self.chances[at][label] for label in labels) for at in range(first, last + 1)
        )


def read(words: Sequence[Word], learned: Learned) -> Reading:
    """The names and firms of a message."""
    if not words:
        return Reading((), ())
    scores = [_scores(of, learned) for of in signs(words)]
    moves = learned.moves()
    labels = _likeliest(scores, moves)
    sure = _chances(scores, moves)
    return Reading(_stretches(labels, sure), sure)


def _scores(of: Sequence[str], learned: Learned) -> list[float]:
    rows = [row for sign in of if (row := learned.names.row(sign))]
    return [sum(weights) / UNIT for weights in zip([0] * len(LABELS), *rows, strict=True)]


def _likeliest(scores: Sequence[Sequence[float]], moves: Sequence[Sequence[float]]) -> list[int]:
    """Viterbi's way."""
    best, ways = list(scores[0]), []
    for here in scores[1:]:
        came = [
            max(range(len(LABELS)), key=lambda before: best[before] + moves[before][to])
            for to in range(len(LABELS))
        ]
        best = [best[came[to]] + moves[came[to]][to] + here[to] for to in range(len(LABELS))]
        ways.append(came)
    label = max(range(len(LABELS)), key=lambda one: best[one])
    labels = [label]
    for came in reversed(ways):
        label = came[label]
        labels.append(label)
    return labels[::-1]


def _chances(
    scores: Sequence[Sequence[float]], moves: Sequence[Sequence[float]]
) -> list[list[float]]:
    """How likely each label is at each word, over all ways of labelling the rest."""
    count = range(len(LABELS))
    ahead = [list(scores[0])]
    for here in scores[1:]:
        ahead.append(
            [here[to] + _log_sum([ahead[-1][of] + moves[of][to] for of in count]) for to in count]
        )
    back = [[0.0] * len(LABELS)]
    for here in reversed(scores[1:]):
        back.append(
            [_log_sum([moves[of][to] + here[to] + back[-1][to] for to in count]) for of in count]
        )
    whole = _log_sum(ahead[-1])
    return [
        [math.exp(one[label] + rest[label] - whole) for label in count]
        for one, rest in zip(ahead, reversed(back), strict=True)
    ]


def _log_sum(of: Sequence[float]) -> float:
    most = max(of)
    return most + math.log(sum(math.exp(one - most) for one in of))


def _stretches(labels: Sequence[int], sure: Sequence[Sequence[float]]) -> list[Stretch]:
    found: list[Stretch] = []
    for place, label in enumerate(labels):
        begins, _, field = LABELS[label].partition("-")
        if begins == "O":
            continue
        chance = sure[place][label]
        goes_on = begins == "I" and found and found[-1].last == place - 1
        if goes_on and found[-1].field == field:
            before = found.pop()
            found.append(Stretch(field, before.first, place, min(before.sure, chance)))
        else:
            found.append(Stretch(field, place, place, chance))
    return found
