"""Learns which words are the caller's name and firm: a linear chain, by python-crfsuite."""

import random
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pycrfsuite

from bench.triage_learning.examples import (
    Example,
    faults,
    introductions,
    renamed,
    written_small,
)
from rules.triage.learned.weights import BEHIND, LABELS, UNIT
from rules.triage.learned.word_signs import signs
from rules.triage.name_words import TITLES
from rules.triage.tokens import Word, one_voice, words_of

ROUNDS = 45
LEAST = 2  # hundredths: a weight below tells nothing
NEVER = -1000  # a label that cannot stand behind another
CLERGY = frozenset({"don", "suor", "monsignor"})
Rows = Mapping[str, Sequence[int]]
Labelled = tuple[list[Word], list[str]]


def learn(of: Sequence[Example], seed: int = 3) -> Rows:
    """The weights, from messages whose names and firms are known and all introductions."""
    chance = random.Random(seed)
    trainer = pycrfsuite.Trainer(verbose=False)
    for words, labels in _labelled([*_known(of), *_with_faults(chance)], chance):
        trainer.append([dict.fromkeys(of_word, 1.0) for of_word in signs(words)], labels)
    trainer.set_params(
        {"c1": 0.3, "c2": 0.02, "max_iterations": ROUNDS, "feature.possible_transitions": True}
    )
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "chain")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        return _weights(tagger.info())


def _known(of: Iterable[Example]) -> list[Example]:
    return [one for one in of if "caller_name" in one.truth and "company" in one.truth]


def _with_faults(chance: random.Random) -> list[Example]:
    """The introductions, each before and behind some fault."""
    said = [one.text for one in faults()]
    found = []
    for one in introductions() * 3:
        parts = [one.text, chance.choice(said)]
        chance.shuffle(parts)
        found.append(Example(one.author, " ".join(parts), one.truth))
    return found


def _labelled(of: Sequence[Example], chance: random.Random) -> Iterable[Labelled]:
    """Each message as it is, by somebody else, and that written small."""
    names = sorted({one.truth["caller_name"] for one in of} - {None})
    firms = sorted({one.truth["company"] for one in of} - {None})
    for one in of:
        other = renamed(one, names, firms, chance)
        for said in (one.text, other.text, written_small(other.text)):
            truth = one.truth if said is one.text else other.truth
            labelled = labels_of(said, truth["caller_name"], truth["company"])
            if labelled:
                yield labelled


def labels_of(text: str, name: str | None, firm: str | None) -> Labelled | None:
    """The words with their labels; None where the name or firm is said otherwise than it is known."""
    words = words_of(one_voice(text))
    labels = ["O"] * len(words)
    for field, value in (("company", firm), ("name", name)):
        if value and not _mark(words, labels, field, value):
            return None
    return words, labels


def _mark(words: Sequence[Word], labels: list[str], field: str, value: str) -> bool:
    told = [word.plain for word in words_of(value)]
    while field == "name" and len(told) > 1 and told[0] in TITLES | CLERGY:
        told = told[1:]
    places = [place for place in range(len(words) - len(told) + 1) if _is_there(words, place, told)]
    for place in places:
        inside = range(place, place + len(told))
        if all(labels[at] == "O" for at in inside):
            for at in inside:
                labels[at] = f"{'B' if at == place else 'I'}-{field}"
    return bool(places)


def _is_there(words: Sequence[Word], place: int, told: Sequence[str]) -> bool:
    here = words[place : place + len(told)]
    rest = [word.plain for word in here[1:]]
    return told[0] in (here[0].plain, here[0].bare) and rest == list(told[1:])


def _weights(info: Any) -> Rows:
    rows: dict[str, list[int]] = {}
    for (sign, label), weight in info.state_features.items():
        rounded = round(weight * UNIT)
        if abs(rounded) >= LEAST:
            rows.setdefault(sign, [0] * len(LABELS))[LABELS.index(label)] = rounded
    for of in LABELS:
        rows[BEHIND + of] = [_move(info.transitions, of, to) for to in LABELS]
    return rows


def _move(known: Mapping[tuple[str, str], float], of: str, to: str) -> int:
    if to.startswith("I") and of[2:] != to[2:]:
        return NEVER
    return round(known.get((of, to), 0.0) * UNIT)
