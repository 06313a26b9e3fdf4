"""Digits of a recording are read again until two readings agree, and then are as sure as that."""

import numpy as np
import pytest

from transcription.audio import Audio, level
from transcription.result import Word
from transcription.voted_digits import voted

LOST = "il numero è 3 4 7 5 1 2 8 8 0 grazie"
WHOLE = "il numero è 347 512 8806 grazie"
WORDS = "tre quattro sette, cinque uno due, otto otto, zero sei"


def said(text, log=-0.2):
    words = [Word(one, float(at), at + 0.5, 0.5) for at, one in enumerate(text.split())]
    return {"text": f" {text}", "words": words, "log": log}


def reads(*readings):
    """Gives one reading after the other, and keeps what it was asked."""
    left, asked = list(readings), []

    def again(stretch, way):
        asked.append((stretch, way.in_words and way.pace == 8))
        return left.pop(0)

    return again, asked


def test_two_readings_that_agree_at_once_are_all_that_is_read():
    again, asked = reads(WORDS)
    (one,) = voted([said(WHOLE)], "it", again)
    assert [in_words for _, in_words in asked] == [True]
    assert one["text"].strip() == WHOLE
    sure = {word.text: word.confidence for word in one["words"]}
    assert sure == {
        "il": 0.5,
        "numero": 0.5,
        "è": 0.5,
        "347": 0.9,
        "512": 0.9,
        "8806": 0.9,
        "grazie": 0.5,
    }


def test_where_they_differ_the_same_seconds_are_read_once_more():
    again, asked = reads(
        "tre quattro sette, cinque uno due, otto, zero sei", "347 512 8806", "3 4 7 5 1 2 8 8 0 6"
    )
    (one,) = voted([said(WHOLE)], "it", again)
    assert [in_words for _, in_words in asked] == [True, False, False]
    assert asked[0][0] == asked[1][0]
    assert one["words"][3].confidence == 0.9


def test_digits_that_the_others_agree_on_take_the_place_of_the_first_readings():
    again, _ = reads(WORDS, "347 5128806")
    (one,) = voted([said(LOST)], "it", again)
    assert one["text"].strip() == "il numero è 347 512 8806 grazie"
    assert [word.text for word in one["words"]] == [
        "il",
        "numero",
        "è",
        "347",
        "512",
        "8806",
        "grazie",
    ]
    digits = one["words"][3:6]
    assert (digits[0].start, digits[-1].end) == (3.0, 11.5)
    assert [word.end for word in digits[:2]] == [word.start for word in digits[1:]]
    assert {word.confidence for word in digits} == {0.9}


def test_digits_that_go_on_in_another_segment_are_corrected_there_too():
    first, second = said("il numero è 3 4 7 5 1", -0.2), said("2 8 8 0. Grazie", -0.4)
    again, _ = reads(WORDS, "347 5128806")
    (one,) = voted([first, second], "it", again)
    assert one["text"].strip() == "il numero è 347 512 8806. Grazie"
    assert [word.text for word in one["words"]][3:] == ["347", "512", "8806.", "Grazie"]
    assert round(one["log"], 3) == -0.3


def test_digits_on_which_no_two_readings_agree_are_in_doubt():
    again, asked = reads("tre quattro sette", "347 512 88", "347 12 88 07 00")
    (one,) = voted([said(WHOLE)], "it", again)
    assert len(asked) == 3
    assert one["text"].strip() == WHOLE
    assert [word.confidence for word in one["words"][3:6]] == [0.3, 0.3, 0.3]


def test_a_message_without_digits_is_read_once():
    again, asked = reads()
    segment = said("la stampante è ferma")
    assert voted([segment], "it", again) == [segment]
    assert asked == []


def test_only_the_stretch_that_is_not_settled_is_read_a_third_time():
    text = "codice cliente L 1 0 4 2 e poi tante altre parole fino al numero 347 512 8806"
    again, asked = reads(
        "uno zero quattro due",
        "tre quattro sette, cinque uno due, otto",
        "347 5128806",
        "3475128806",
    )
    (one,) = voted([said(text)], "it", again)
    (code, _), (number, _), (again_number, in_words), _ = asked
    assert again_number == number != code
    assert not in_words
    assert min(word.confidence for word in one["words"] if word.text.isdigit()) == 0.9


def test_sound_at_another_pace_lasts_longer_or_shorter_and_is_as_loud():
    tone = Audio(np.sin(np.arange(16_000) * 2 * np.pi * 400 / 16_000).astype(np.float32))
    for pace, seconds in ((7, 8 / 7), (8, 1.0), (9, 8 / 9)):
        paced = tone.paced(pace)
        assert paced.rate == tone.rate
        assert paced.seconds == pytest.approx(seconds, abs=0.01)
        assert abs(level(paced) - level(tone)) < 0.5
