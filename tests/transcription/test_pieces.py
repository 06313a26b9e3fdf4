"""A recording is cut at its pauses, never longer than the model can hear at once."""

import itertools

import numpy as np
import pytest

from tests.audio import VOICES
from transcription.audio import Audio, read_audio
from transcription.pieces import pieces
from transcription.speech import activity


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
    tone = np.sin(2 * np.pi * 200 * np.arange(16_000 * 20) / 16_000)
    swell = 0.4 + 0.3 * np.sin(2 * np.pi * 0.5 * np.arange(len(tone)) / 16_000)
    noise = np.random.default_rng(1).standard_normal(16_000) * 0.001
    audio = Audio(np.concatenate([noise, tone * swell]).astype(np.float32))
    found = pieces(activity(audio), 8.0)
    assert len(found) >= 3
    assert max(one.seconds for one in found) <= 8.4


def test_silence_has_no_pieces() -> None:
    assert pieces(activity(Audio(np.zeros(16_000, np.float32))), 10.0) == []
