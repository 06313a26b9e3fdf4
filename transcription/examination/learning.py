"""Learning of a calibration: from words heard and whether each was said, to weights and a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from transcription.calibration import Calibration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

MOST_RIGHT_MARKED = 0.10  # of the words that were said, so many are doubtful at most
PULL = 2.0  # towards what is known already: as much as so many words tell
FEWEST = 40  # words of each kind from which anything can be learnt

Heard = Sequence[tuple[Mapping[str, float], bool]]  # a word's features, and whether it was said


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
    weights = _fitted(table, right, start, names.index("one"))
    found = {name: round(float(one), 4) for name, one in zip(names, weights, strict=True)}
    return Calibration(found, bound(Calibration(found, 0.5), heard))


def bound(known: Calibration, heard: Heard) -> float:
    """The likelihood below which a tenth of the words lie that were said."""
    likely = [known.likelihood(one) for one, said in heard if said]
    return round(float(np.clip(np.quantile(likely, MOST_RIGHT_MARKED), 0.02, 0.98)), 4)


def marked(known: Calibration, heard: Heard) -> tuple[float, float]:
    """The shares of the wrong words, and of the right ones, that are doubtful."""
    doubtful = {True: [0, 0], False: [0, 0]}
    for one, said in heard:
        doubtful[said][known.likelihood(one) < known.bound] += 1
    return _share(doubtful[False]), _share(doubtful[True])


def _share(counted: Sequence[int]) -> float:
    return counted[1] / max(1, sum(counted))


def _fitted(
    table: NDArray[np.float64], right: NDArray[np.bool_], start: NDArray[np.float64], free: int
) -> NDArray[np.float64]:
    """Logistic regression; all but the `free` weight are pulled towards where they start."""
    scale = table.std(axis=0) + 1e-6
    scale[free] = 1.0
    scaled, begin, sign = table / scale, start * scale, np.where(right, 1.0, -1.0)
    pull = np.full(len(scale), PULL)
    pull[free] = 0.0

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (scaled @ weights)
        away = weights - begin
        slope = -(sign / (1 + np.exp(np.clip(margin, -30, 30)))) @ scaled + pull * away
        return float(np.logaddexp(0, -margin).sum() + (pull * away**2).sum() / 2), slope

    return np.asarray(minimize(loss, begin, jac=True, method="L-BFGS-B").x / scale, np.float64)
