"""Learns category and urgency from words: one logistic regression a label, by scikit-learn."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.triage_learning.examples import EARLIER, STRANGERS, Example, faults, within_messages
from rules.search_words import flat
from rules.triage import callback_number, categories, customer_codes, urgency
from rules.triage.learned.beside import who
from rules.triage.learned.meanings import RULED
from rules.triage.learned.text_signs import Stretch, signs
from rules.triage.learned.weights import START, UNIT, Learned
from rules.triage.tokens import one_voice, words_of

Rows = Mapping[str, Sequence[int]]
LABELS = {
    "category": ("commercial", "hardware", "other", "software", "system"),
    "urgency": ("blocking", "high", "low", "normal"),
}
STRENGTH = 0.15
# How much more a rule's word weighs than a word of the message, and each of its expressions.
TRUST = {"rule": 3.0, "u": 2.0, "c": 2.0}
WHOLE = 2.0  # how much more a message counts that somebody wrote, than a fault that was written to learn from
RULES = {"category": categories.category, "urgency": urgency.urgency}
MOST = 12000  # signs that are kept, the heaviest


def learn(field: str, of: Sequence[Example], known: Learned, seed: int = 1) -> Rows:
    """The weights, from messages whose field is known and from all faults, twice."""
    written = faults()
    of = [*of, *written, *within_messages(written, random.Random(seed))]
    of = [one for one in of if one.truth.get(field)]
    found = [_signs(field, one, known) for one in of]
    truths = np.array([one.truth[field] for one in of])
    told = sorted(Counter(sign for row in found for sign in row))
    counts = np.array([WHOLE if one.author in STRANGERS else 1.0 for one in of])
    weights = _fitted(LABELS[field], truths, found, told, counts)
    told = [told[at] for at in sorted(np.argsort(-np.abs(weights[1:]).max(axis=1))[:MOST])]
    weights = _fitted(LABELS[field], truths, found, told, counts)
    return dict(zip([START, *told], weights.tolist(), strict=True))


def _signs(field: str, of: Example, known: Learned) -> dict[str, float]:
    """With what the rules say, where they were not widened on the message."""
    said = flat(of.text)
    found = list(signs(said, hidden(of.text, known)))
    if of.author in EARLIER:
        found = [sign for sign in found if not sign.startswith(RULED)]
    else:
        found.append(f"rule {RULES[field](said)[0]}")
    return {sign: _trust(sign) for sign in found}


def _trust(sign: str) -> float:
    return TRUST.get(sign.partition(" ")[0], 1.0)


def hidden(text: str, known: Learned) -> list[Stretch]:
    """Where names, firms and numbers stand."""
    words = words_of(one_voice(text))
    found = (callback_number.telephone(words), customer_codes.code(words), *who(words, known))
    return [(words[one.first].start, words[one.last].end) for one in found if one]


def _fitted(
    labels: Sequence[str],
    truths: np.ndarray,
    found: Sequence[dict[str, float]],
    told: list[str],
    counts: np.ndarray,
) -> np.ndarray:
    """Hundredths: a row for what every message starts from, and one for each sign."""
    places = {sign: at for at, sign in enumerate(told)}
    columns = [
        sorted((places[sign], value) for sign, value in row.items() if sign in places)
        for row in found
    ]
    ends = np.cumsum([0, *map(len, columns)])
    inside, values = zip(*(one for row in columns for one in row), strict=True)
    table = csr_matrix((values, inside, ends), shape=(len(found), len(told)))
    fits = [
        LogisticRegression(solver="liblinear", C=STRENGTH).fit(table, truths == label, counts)
        for label in labels
    ]
    trust = np.array([_trust(sign) for sign in told])
    rows = np.vstack([np.hstack([fit.intercept_, fit.coef_[0] * trust]) for fit in fits]).T
    return np.round(rows * UNIT).astype(int)
