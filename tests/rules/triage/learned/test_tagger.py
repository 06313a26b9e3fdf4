"""The chain over words, on weights small enough to reckon by hand."""

import math

import pytest

from rules.triage.learned.tagger import Stretch, read
from rules.triage.learned.weights import BEHIND, LABELS, Learned, Weights
from rules.triage.tokens import words_of

NOTHING = Weights.of((), ())
NEVER = -1000


def known(**signs):
    """Weights in which only these words tell anything: word="B-name" with four."""
    rows = {
        f"word {word}": [400 if label == told else 0 for label in LABELS]
        for word, told in signs.items()
    }
    for of in LABELS:
        rows[BEHIND + of] = [NEVER if to[0] == "I" and of[2:] != to[2:] else 0 for to in LABELS]
    rows["always"] = [200, 0, 0, 0, 0]
    return Learned(Weights.of(LABELS, rows.items()), NOTHING, NOTHING)


def test_words_that_tell_a_name_stand_together_and_the_rest_tells_nothing():
    weights = known(anna="B-name", neri="I-name")
    found = read(words_of("Parlo con Anna Neri oggi"), weights)
    assert [(one.field, one.first, one.last) for one in found.stretches] == [("name", 2, 3)]


def test_how_sure_a_stretch_is_counts_every_way_of_labelling():
    weights = known(anna="B-name")
    [found] = read(words_of("Anna"), weights).stretches
    whole = math.exp(2.0) + math.exp(4.0) + 3
    assert found == Stretch("name", 0, 0, pytest.approx(math.exp(4.0) / whole))


def test_chances_of_a_word_are_one_together():
    reading = read(words_of("Sono Anna della Ferramenta Rossi"), known(anna="B-name"))
    assert [sum(chances) for chances in reading.chances] == pytest.approx([1.0] * 5)


def test_a_name_never_begins_within():
    reading = read(words_of("Neri"), known(neri="I-name", anna="B-name"))
    assert reading.chance("company", 0, 0) < 0.5


def test_a_message_without_words_names_nobody():
    reading = read([], known())
    assert (reading.surest("name"), reading.surest("company")) == (None, None)
