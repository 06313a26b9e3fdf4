"""A message's kind by the weights of its words, small enough to reckon by hand."""

import pytest

from rules.triage.learned.kinds import guess
from rules.triage.learned.text_signs import signs
from rules.triage.learned.weights import Weights

WEIGHTS = Weights.of(
    ("hardware", "software"),
    {"": [0, 50], "1 fumo": [300, -300], "2 fa fumo": [100, 0], "rule software": [0, 40]}.items(),
)


def test_the_pair_of_words_that_weighs_most_is_the_evidence():
    found = guess(signs("la cassa fa fumo"), "other", WEIGHTS)
    assert (found.value, found.where) == (
        "hardware",
        (9, 16),
    )  # the pair, which says more than its word
    assert found.sure > 0.9


def test_without_a_telling_word_the_commoner_stands_without_evidence():
    assert (guess(signs("buongiorno"), "other", WEIGHTS).value, guess({}, "x", WEIGHTS).where) == (
        "software",
        None,
    )


def test_what_the_rules_say_weighs_too_and_is_no_word_of_the_message():
    found = guess(signs("buongiorno"), "software", WEIGHTS)
    assert (found.value, found.where) == ("software", None)
    assert found.sure > guess(signs("buongiorno"), "other", WEIGHTS).sure


def test_names_tell_nothing():
    said = "sono anna fumo, la cassa"
    assert guess(signs(said, [(5, 14)]), "other", WEIGHTS).value == "software"


@pytest.mark.parametrize(
    ("said", "has", "lacks"),
    [
        ("la stampante", {"1 stampante", "b stamp", "2 la stampante", "p <sta"}, {"p <la"}),
        ("al 045 590 21 43 grazie", {"2 al 0", "2 0 grazie"}, {"1 045", "2 0 0"}),  # numbers alike
        ("due casse", {"2 due casse"}, {"1 0"}),  # but how many there are tells something
        ("non si apre", {"b-b non apre"}, {"b-b si apre"}),
    ],
)
def test_the_signs_of_words(said, has, lacks):
    found = set(signs(said))
    assert has <= found
    assert not lacks & found
