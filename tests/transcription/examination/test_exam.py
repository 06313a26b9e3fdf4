"""The examination with a stub for a model: what counts as right, and what is refused."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from transcription.audio import RATE, Audio
from transcription.examination.card import Machine, card
from transcription.examination.clips import Clip, Kind, nothing
from transcription.examination.exam import Dictated, answer
from transcription.result import NoSpeech, Transcript, Word

SECOND = Audio(np.zeros(RATE, np.float32))
TOLD = "Sono Marco Rossi, il mio numero è 045 8012345."


class Stub:
    """Hears what it is told to, and says how sure it is of each word."""

    def __init__(self, text, sure=0.95):
        self.text, self.sure, self.witness = text, sure, None

    def transcribe(self, audio, words=(), language=None):
        if self.text is None:
            return NoSpeech("silence or noise")
        heard = [
            Word(text, at * 0.3, at * 0.3 + 0.25, self.sure)
            for at, text in enumerate(self.text.split())
        ]
        if self.witness is not None:
            self.witness(heard)
        return Transcript(self.text, "it", self.sure, tuple(heard))


def ticks(step):
    """A clock that goes on by so many seconds at each look."""
    return itertools.count(0, step).__next__


def of(text, clip, sure=0.95, seconds=0.1):
    return answer(Stub(text, sure), clip, ticks(seconds))


MESSAGE = Clip("rossi", Kind.SENTENCE, SECOND, TOLD)
NUMBER = Clip("338", Kind.NUMBER, SECOND, "338 7142905")
SILENCE = Clip("silence", Kind.NOTHING, SECOND)


@pytest.mark.parametrize(
    ("clip", "heard", "sure", "number"),
    [
        (MESSAGE, TOLD, 0.95, Dictated.RIGHT),
        (MESSAGE, TOLD.replace("2345", "2346"), 0.95, Dictated.WRONG),
        (MESSAGE, TOLD.replace("2345", "2346"), 0.3, Dictated.LEFT),  # doubted
        (MESSAGE, None, 0.95, Dictated.LEFT),
        (NUMBER, "338 714 29 05", 0.95, Dictated.RIGHT),
        (Clip("no number", Kind.SENTENCE, SECOND, "Siamo fermi."), "Siamo fermi.", 0.95, None),
        (SILENCE, None, 0.95, None),
    ],
)
def test_a_number_is_right_left_to_a_person_or_wrong_and_believed(clip, heard, sure, number):
    assert of(heard, clip, sure).number is number


def test_words_are_told_as_said_or_not_each_with_its_features():
    found = of("Sono Mario Rossi", Clip("rossi", Kind.SENTENCE, SECOND, "Sono Marco Rossi"))
    assert [right for _, right in found.words] == [True, False, True]
    assert (found.errors, found.said) == (1, 3)
    assert of("Grazie", SILENCE).invented


GOOD = (of(TOLD, MESSAGE), of("338 714 29 05", NUMBER), of(None, SILENCE))
HERE = Machine(load_s=2.0, memory_mb=700)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (GOOD, None),
        ((of("Sole marcio rosso", MESSAGE), *GOOD[1:]), "of the words (at most 35%)"),
        ((*GOOD, of("338 714 29 06", NUMBER), of("338 714 29 06", NUMBER)), "2 wrong numbers of 4"),
        ((*GOOD, of("338 714 29 06", NUMBER)), None),  # one may be chance
        ((*GOOD[:2], of("Grazie a tutti", SILENCE)), "on 1 of 1 lines on which nobody speaks"),
        ((*GOOD[:2], of(TOLD, MESSAGE, seconds=40)), "for a minute of speech on this machine"),
    ],
)
def test_what_falls_below_a_bar_is_refused_with_the_reason(answers, reason):
    refused = card("base", "whisper", answers, None, HERE).refused
    assert [reason in one for one in refused] == ([True] if reason else [])


def test_the_lines_on_which_nobody_speaks_are_of_several_kinds():
    clips = list(nothing())
    assert len({clip.name for clip in clips}) == len(clips) >= 8
    assert all(clip.audio.seconds == 6 and not clip.said for clip in clips)
    assert replace(clips[0]).kind is Kind.NOTHING
