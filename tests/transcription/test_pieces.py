"""A recording is cut at its pauses, never longer than the model can hear at once."""

import itertools

import numpy as np
import pytest

from tests.audio import VOICES
from transcription.audio import Audio, read_audio
from transcription.pieces import pieces
from transcription.speech import Activity, Span, activity


def sounds(*stretches: tuple[float, float], length: float = 24.0) -> Activity:
    """Somebody speaks from one second to another."""
    likely = np.zeros(round(length * 100))
    for start, end in stretches:
        likely[round(start * 100) : round(end * 100)] = 1.0
    return Activity(np.where(likely > 0, -20.0, -70.0), likely > 0, likely)


@pytest.mark.parametrize("longest", [5.0, 11.0, 28.0])
def test_pieces_are_in_order_apart_and_short_enough(longest: float) -> None:
    audio = read_audio(VOICES / "farmacia.wav")
    found = pieces(activity(audio), longest)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    assert all(0 < one.seconds <= longest + 0.4 for one in found)  # a margin on each side
    assert found[0].start >= 0
    assert found[-1].end <= audio.seconds + 0.01


def test_nothing_that_sounds_is_left_out() -> None:
    heard = activity(read_audio(VOICES / "farmacia.wav"))
    covered = sum(one.seconds for one in pieces(heard, 11.0))
    assert covered >= heard.loud.sum() * 0.01


def test_talk_without_a_pause_is_cut_at_a_quiet_moment() -> None:
    heard = sounds((1, 21))
    heard.loudness[1000] = -40.0
    found = pieces(heard, 12.0)
    assert found == [Span(0.8, 10.0), Span(10.0, 21.2)]
    assert max(one.seconds for one in pieces(heard, 8.0)) <= 8.4


def test_sounds_without_a_voice_are_not_read() -> None:
    heard = sounds((1, 3), (6, 8), (9, 20))
    heard.likely[900:] = 0.1
    assert pieces(heard, 28.0) == [Span(0.8, 8.2)]


def test_what_is_said_far_apart_is_read_apart() -> None:
    assert pieces(sounds((1, 3), (5, 6), (12, 14)), 28.0) == [Span(0.8, 6.2), Span(11.8, 14.2)]


def test_silence_has_no_pieces() -> None:
    assert pieces(activity(Audio(np.zeros(16_000, np.float32))), 10.0) == []
