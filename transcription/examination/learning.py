"""Learning of a calibration: from words heard and whether each was said, to weights and a bound."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from transcription.calibration import Calibration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Heard = Sequence[tuple[Mapping[str, float], bool]]  # a word's features, and whether it was said

MOST_RIGHT_MARKED = 0.10  # of the words that were said, so many are doubtful at most
PULL, KNOWN_PULL = 2.0, 25.0  # towards no weight at all, and towards what is known of a like model
FEWEST = 40  # words of each kind from which anything can be learnt


def learnt(heard: Heard, known: Calibration | None = None) -> Calibration | None:
    """The calibration that tells best; `known`, of a like model, counts where little was heard.

    None where too few words were right, or wrong, to learn from.
    """
    right = np.array([said for _, said in heard], bool)
    if min(right.sum(), (~right).sum()) < FEWEST:
        return known
    names = tuple(heard[0][0])
    table = np.array([[one[name] for name in names] for one, _ in heard])
    start = np.array([known.weights.get(name, 0.0) if known else 0.0 for name in names])
    pull = np.full(len(names), KNOWN_PULL if known else PULL)
    pull[names.index("one")] = 0.0
    weights = _fitted(table, right, start, pull)
    found = {name: round(float(one), 4) for name, one in zip(names, weights, strict=True)}
    return Calibration(found, bound(Calibration(found, 0.5), heard))


def bound(known: Calibration, heard: Heard) -> float:
    """The likelihood below which a tenth of the words lie that were said."""
    likely = [known.likelihood(one) for one, said in heard if said]
    found = float(np.clip(np.quantile(likely, MOST_RIGHT_MARKED), 0.02, 0.98))
    return math.floor(found * 10_000) / 10_000  # downwards, or all that are as likely were below it


def marked(known: Calibration, heard: Heard) -> tuple[float, float]:
    """The shares of the wrong words, and of the right ones, that are doubtful."""
    doubtful = {True: [0, 0], False: [0, 0]}
    for one, said in heard:
        doubtful[said][known.likelihood(one) < known.bound] += 1
    return _share(doubtful[False]), _share(doubtful[True])


def _share(counted: Sequence[int]) -> float:
    return counted[1] / max(1, sum(counted))


def _fitted(
    table: NDArray[np.float64],
    right: NDArray[np.bool_],
    start: NDArray[np.float64],
    pull: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Logistic regression; each weight is pulled towards where it starts, one without a pull is free."""
    spread = table.std(axis=0)
    scale = np.where((pull > 0) & (spread > 1e-6), spread, 1.0)
    scaled, begin, sign = table / scale, start * scale, np.where(right, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (scaled @ weights)
        away = weights - begin
        slope = -(sign / (1 + np.exp(np.clip(margin, -30, 30)))) @ scaled + pull * away
        return float(np.logaddexp(0, -margin).sum() + (pull * away**2).sum() / 2), slope

    return np.asarray(minimize(loss, begin, jac=True, method="L-BFGS-B").x / scale, np.float64)
