"""Where in the sound each word is."""

from hypothesis import given
from hypothesis import strategies as st

from rules.triage.timed_words import pieces, seconds_of, timed_words

TEXT = "Il mio numero è zero quattro cinque, grazie."


def heard(text, **changes):
    return [
        {"text": word, "start": float(at), "end": at + 0.8, "confidence": 0.9, **changes}
        for at, word in enumerate(text.split())
    ]


def test_a_stretch_is_played_from_just_before_its_first_word_to_just_after_its_last():
    words = timed_words(TEXT, heard(TEXT))
    start = TEXT.index("zero")
    assert seconds_of(words, start, TEXT.index(",")) == (3.85, 7.05)


def test_what_nobody_said_has_no_seconds():
    assert seconds_of(timed_words(TEXT, []), 0, 5) is None
    assert seconds_of(timed_words(TEXT, heard(TEXT)), len(TEXT), len(TEXT) + 5) is None


def test_a_word_that_was_dropped_from_the_text_is_left_out_and_the_others_keep_their_times():
    words = timed_words(TEXT, heard("Sottotitoli " + TEXT))
    assert (words[0].text, words[0].from_s) == ("Il", 1.0)


def test_a_word_of_which_the_recogniser_is_unsure_is_doubtful():
    sure, unsure = timed_words("uno due", [*heard("uno"), *heard("due", confidence=0.59)])
    assert (sure.is_doubtful, unsure.is_doubtful) == (False, True)


@given(st.text(alphabet="ab è.,'\n", max_size=80), st.lists(st.text("abè'", max_size=4)))
def test_the_pieces_put_together_are_the_text_whatever_was_heard(text, tokens):
    words = timed_words(text, [{"text": token, "start": 0, "end": 1} for token in tokens])
    assert "".join(piece.text for piece in pieces(text, words)) == text
