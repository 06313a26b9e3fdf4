"""Only the seconds in which digits were said are read again."""

from rules.transcript.second_reading import DICTATED, WAYS, stretches
from rules.triage.timed_words import timed_words

SAID = (
    *(("il", 0.0), ("numero", 1.0), ("045", 5.0), ("801", 6.0), ("2345", 7.0), ("grazie", 9.0)),
    *(("ripeto", 20.0), ("0458012345", 22.0)),
)


def found_in(said):
    words = [{"text": one, "start": at, "end": at + 0.8, "confidence": 1.0} for one, at in said]
    text = " ".join(one for one, _ in said)
    return text, stretches(text, timed_words(text, words))


def test_only_the_seconds_around_the_digits_are_read_again():
    text, (one,) = found_in(SAID[:6])
    assert 4.0 < one.from_s < 5.0
    assert 7.8 < one.to_s < 9.0
    assert text[one.start : one.end] == "045 801 2345"


def test_digits_far_from_others_are_a_stretch_of_their_own():
    text, (_, again) = found_in(SAID)
    assert text[again.start : again.end] == "0458012345"


def test_a_text_without_digits_has_nothing_to_be_read_again():
    assert found_in([("la", 0.0), ("stampante", 1.0), ("ferma", 2.0), ("due", 3.0)])[1] == []


def test_the_words_of_a_language_are_asked_for_first_and_then_nothing_is_told():
    assert [[way.prompt(known) for way in WAYS] for known in ("it", "en")] == [
        [DICTATED["it"], None, None],
        [DICTATED["en"], None, None],
    ]
    assert [way.pace for way in WAYS] == [8, 7, 9]
