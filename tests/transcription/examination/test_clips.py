"""The clips of an examination: their words, their noise, and what is measured with them."""

import json

import numpy as np
import pytest

from bench.speech.demo_voices import wav
from bench.speech.evaluate import MESSAGES, messages
from bench.triage import FIELDS
from rules.errors import BadInput
from transcription.audio import read_audio
from transcription.examination import people
from transcription.examination.clips import Kind, numbers, sentences


@pytest.fixture
def folder(tmp_path):
    """One sound of one's own, with its words."""
    voice = (0.4 * np.sin(np.arange(16_000) / 3)).astype(np.float32)
    (tmp_path / "one.wav").write_bytes(wav(voice))
    (tmp_path / "said.json").write_text(json.dumps({"one.wav": "Siamo fermi"}))
    return tmp_path


def test_sounds_of_ones_own_are_heard_as_they_are_and_with_noise(folder):
    plain, noisy = sentences(folder, (None, 10.0))
    assert (plain.said, plain.kind, plain.noise_db) == ("Siamo fermi", Kind.SENTENCE, None)
    assert noisy.name == "one.wav 10 dB"
    assert noisy.audio.seconds > plain.audio.seconds == 2.0
    (again, _) = sentences(folder, (10.0, None))
    assert np.array_equal(again.audio.samples, noisy.audio.samples)  # repeatable
    (folder / "said.json").unlink()
    with pytest.raises(BadInput, match=r"said\.json: expected words by name of file"):
        list(sentences(folder))


def test_a_line_carries_a_sound_with_little_lost(folder):
    heard = read_audio(folder / "one.wav").samples[::2]
    spoken = 0.4 * np.sin(np.arange(16_000) / 3)
    assert np.abs(heard[100:-100] - spoken[100:-100]).max() < 0.05


def test_without_peoples_voices_no_numbers_are_dictated(monkeypatch):
    monkeypatch.setattr(people, "PEOPLE", {})
    assert list(numbers(3)) == []


def test_every_message_that_is_measured_has_words_and_a_truth(tmp_path):
    found = messages(MESSAGES)
    assert len({one.id for one in found}) == len(found) >= 60
    assert all(one.said and one.truth.keys() <= FIELDS.keys() for one in found)
    other = tmp_path / "others.jsonl"
    other.write_text(json.dumps({"id": 1, "text": "Ciao", "truth": {"company": None}}) + "\n")
    assert messages(other)[0].truth == {"company": None}
