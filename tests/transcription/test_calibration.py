"""Calibrated doubt: one bound for all models, each with its own table."""

import json

import pytest

from rules.errors import BadInput
from rules.triage.timed_words import DOUBTFUL
from transcription import calibration
from transcription.calibration import Calibration, calibrated, features
from transcription.examination.learning import learnt, marked
from transcription.lexicon import has_twin, rarity
from transcription.models import ModelChoice
from transcription.result import Word


def said(*words):
    """Words in a row, each with how sure the model is of it."""
    return [Word(text, at * 0.5, at * 0.5 + 0.4, sure) for at, (text, sure) in enumerate(words)]


BASE = ModelChoice("base", calibration.SHIPPED)  # where no examination was made


def test_what_is_in_no_dictionary_is_rare_and_what_sounds_alike_has_a_twin():
    assert rarity("gelaterria", "it") == 1.0
    assert rarity("gelateria", "it") < rarity("gelaterria", "it")
    assert rarity("fattura,", "it") < 0.6
    assert rarity("è", "it") < 0.1  # without its accent as with it
    assert rarity("345", "it") is None
    assert rarity("Straße", "de") is None  # no list, and so no doubt from it
    assert has_twin("casa", "it")
    assert not has_twin("grazie", "it")


def test_the_table_that_ships_marks_what_was_misheard_and_leaves_what_was_said():
    known = calibration.of(BASE)
    heard = calibrated(
        said(("Buongiorno", 0.95), ("la", 0.97), ("gelaterria", 0.8), ("Europa", 0.9)), known, "it"
    )
    assert [word.text for word in heard if word.confidence < DOUBTFUL] == ["gelaterria"]
    unsure = calibrated(said(("sono", 0.9), ("il", 0.1), ("forno", 0.2)), known, "it")
    assert [word.confidence < DOUBTFUL for word in unsure[1:]] == [True, True]


def test_without_a_table_words_are_as_sure_as_the_model_is():
    words = said(("sono", 0.5), ("Anna", 0.7))
    assert calibrated(words, None, "it") == words
    assert calibration.of(ModelChoice("small", calibration.SHIPPED / "small.pt")) is None


def test_the_bound_between_sure_and_doubtful_is_the_same_for_every_model():
    known = Calibration({"one": 0.0, "sure": 1.0}, bound=0.8)
    below, above = ({"one": 1.0, "sure": value} for value in (1.3, 1.5))  # 0.79 and 0.82
    assert known.confidence(below) < DOUBTFUL < known.confidence(above)
    assert known.confidence({"one": 1.0, "sure": 40.0}) == pytest.approx(1.0)


def heard_words():
    """A model that is right whenever it is sure, but for digits, of which it is always sure."""
    rows = []
    for at in range(400):
        right = at % 4 > 0
        digits = at % 8 == 4
        sure = 0.95 if right or digits else 0.3
        rows.append((features(said(("23" if digits else "sono", sure)), "it")[0], right))
    return rows


def test_what_a_model_is_wrong_of_is_learnt_from_words_heard():
    known = learnt(heard_words())
    wrong, right = marked(known, heard_words())
    assert wrong > 0.9
    assert right <= 0.2  # a tenth, and what ties with it


def test_too_few_words_teach_nothing():
    assert learnt(heard_words()[:100]) is None
    known = Calibration({"sure": 1.0}, 0.5)
    assert learnt(heard_words()[:100], known) is known


def test_a_models_own_table_comes_before_the_one_that_ships(tmp_path):
    own = ModelChoice("base", tmp_path / "base.pt")
    calibration.keep(own, {"words": {"weights": {"one": 5.0}, "bound": 0.5}})
    assert calibration.of(own) == Calibration({"one": 5.0}, 0.5)
    calibration.keep(own, {"inventions": ["Sottotitoli"]})
    kept = json.loads((tmp_path / "base.calibration.json").read_text(encoding="utf-8"))
    assert set(kept) == {"words", "inventions"}
    calibration.keep(own, {"words": {"weights": "many"}})
    with pytest.raises(BadInput, match=r"base\.calibration\.json: expected a model's calibration"):
        calibration.of(own)
    (tmp_path / "base.calibration.json").write_text("[]", encoding="utf-8")
    with pytest.raises(BadInput, match="expected an object"):
        calibration.of(own)
