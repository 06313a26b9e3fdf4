"""Voice that no word covers is read again by itself, and marked where that is in vain."""

import numpy as np
import pytest

from rules.transcript.not_understood import MARK, seconds, without_marks
from rules.triage import triage
from tests.audio import VOICES
from tests.transcription.invented import LeavesOut
from transcription.audio import read_audio
from transcription.result import Word
from transcription.speech import Activity, Span
from transcription.unread import placed, unread, without_echo

FARMACIA = read_audio(VOICES / "farmacia.wav")


def voice(*stretches, length=12.0) -> Activity:
    likely = np.zeros(round(length * 100))
    for start, end in stretches:
        likely[round(start * 100) : round(end * 100)] = 1.0
    return Activity(np.full(len(likely), -20.0), likely > 0, likely)


def words(*given) -> list[Word]:
    return [Word(text, start, end, 0.9) for text, start, end in given]


@pytest.mark.parametrize(
    ("spoken", "read", "left"),
    [
        ([(0, 3)], [("buongiorno", 0.1, 1), ("chiamo", 1, 2), ("io", 2, 2.9)], []),
        ([(0, 8)], [("buongiorno", 0.1, 1), ("grazie", 7, 7.8)], [(1.25, 6.75)]),
        ([(0, 2), (5, 8)], [("buongiorno", 0.1, 1.9)], [(5.0, 8.0)]),
        ([(0, 2), (5, 5.5)], [("buongiorno", 0.1, 1.9)], []),  # too short to tell
        ([(1, 9)], [("grazie", 1, 9)], [(2.67, 9.0)]),  # no word is so long
        ([(1, 6)], [("0458012347", 1, 6)], []),  # a number may be
        ([(0, 0.6), (1, 1.6), (6, 8)], [], [(0, 1.6), (6.0, 8.0)]),
    ],
)
def test_voice_without_a_word_is_found(spoken, read, left):
    found = unread(voice(*spoken), Span(0, 12), words(*read))
    assert [(one.start, one.end) for one in found] == [pytest.approx(one, abs=0.02) for one in left]


def test_only_what_is_within_the_piece_counts():
    assert unread(voice((0, 10)), Span(8.5, 12), []) == [Span(8.5, 10.0)]


def test_what_was_read_again_stands_in_its_place_and_once():
    read = words(("Buongiorno,", 0, 1), ("grazie.", 6, 7))
    again = words(("buongiorno", 1, 1.5), ("sono", 1.5, 2), ("Paolo.", 2, 3), ("Grazie", 5.5, 6))
    new = without_echo(again, read)
    assert [word.text for word in new] == ["sono", "Paolo."]
    text, both = placed("Buongiorno, grazie.", read, "sono Paolo.", new)
    assert text == "Buongiorno, sono Paolo. grazie."
    assert [word.text for word in both] == ["Buongiorno,", "sono", "Paolo.", "grazie."]


def test_a_sentence_that_was_left_out_is_read_again_without_the_prompt():
    engine = LeavesOut(4, 11, again="Sono Paolo Ferri della trattoria", prompt="J2K, stampante")
    read = engine.transcribe(FARMACIA)
    assert " prima Sono Paolo Ferri della trattoria dopoa " in read.text
    assert MARK not in read.text
    assert engine.prompts == ["J2K, stampante", None]
    starts = [word.start for word in read.words]
    assert starts == sorted(starts)


def test_what_is_not_understood_even_then_is_marked_in_its_place_with_its_seconds():
    read = LeavesOut(4, 11).transcribe(FARMACIA)
    assert f" prima {MARK} dopoa " in read.text
    ((start, end),) = seconds([vars(word) for word in read.words])
    assert 3.9 < start < 5
    assert 10 < end < 11.1


def test_a_mark_is_no_words_for_whoever_looks_for_facts():
    text = f"La cassa è ferma, il mio numero è 045 80 {MARK} 12 345. Richiamatemi."
    assert len(without_marks(text)) == len(text)
    draft = triage(text)
    assert draft.callback_number is None
    assert MARK not in (draft.subject or "")
    assert all(text[one.start : one.end] == one.text for one in draft.evidence)
    whole = triage(f"La cassa è ferma. {MARK} Il mio numero è 045 8012345.")
    assert whole.callback_number == "+390458012345"
