"""Real Whisper (`base`) and real people: two Italians' recorded digits through a telephone line.

The model comes by `scripts/prepare tests`, the voices from Debian's asterisk-core-sounds-it-wav and
asterisk-prompt-it-menardi-wav (CC BY-SA); nothing of either lies in the repository.
"""

import os
import random
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample_poly

from bench.speech.voices import PEOPLE, PEOPLE_RATE, digits
from rules.triage import triage
from rules.triage.timed_words import timed_words
from transcription import engines
from transcription.audio import Audio
from transcription.examination.line import RATE, telephone
from transcription.faster_whisper_engine import FasterWhisperEngine
from transcription.models import Settings
from transcription.result import NoSpeech, Transcript

MODELS = Path(__file__).parents[2] / "var" / "models"
NUMBERS = (
    *("045 801 23 47", "347 512 88 06", "045 6103 416", "338 0561942", "0444 837 484"),
    *("02 8621 7743", "045 5597971", "392 490 26 73"),
)


@pytest.fixture(scope="module", params=["whisper", "faster-whisper"])
def engine(request):
    """`base` in each engine; without the model or the voices skipped, but never under CI."""
    lacking = [path for path in (MODELS / "base", *PEOPLE.values()) if not path.exists()]
    if lacking:
        reason = f"scripts/prepare tests gets {', '.join(map(str, lacking))}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return engines.loaded(Settings("base", MODELS, engine=request.param, threads=1))


def heard(engine, samples):
    return engine.transcribe(Audio(resample_poly(samples, 2, 1).astype(np.float32)))


def draft_of(read):
    """What the worker would make of it."""
    words = [vars(word) for word in read.words]
    doubtful = [
        (word.start, word.end) for word in timed_words(read.text, words) if word.is_doubtful
    ]
    return triage(read.text, (), doubtful)


def test_numbers_that_people_dictate_are_right_or_left_to_a_person(engine):
    right = 0
    numbers = NUMBERS[
        :: 1 if isinstance(engine, FasterWhisperEngine) else 2
    ]  # the quick one hears all
    for at, number in enumerate(numbers):
        person = list(PEOPLE)[at % 2]
        said = digits(number, person)
        read = heard(engine, telephone(said, PEOPLE_RATE, 25, random.Random(at)))
        assert isinstance(read, Transcript)
        found = draft_of(read).callback_number
        assert found in {None, "+39" + number.replace(" ", "")}, (number, read.text)
        right += found is not None
    assert right >= len(numbers) * 0.6


def test_a_line_on_which_nobody_speaks_says_nothing(engine):
    hum = 0.1 * np.sin(2 * np.pi * 100 * np.arange(6 * RATE) / RATE)
    noise = 0.05 * np.random.default_rng(3).standard_normal(6 * RATE)
    for sound in (hum, noise, hum + noise):
        assert isinstance(heard(engine, sound.astype(np.float32)), NoSpeech)
