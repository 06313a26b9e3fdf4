"""Real Whisper on real audio, with the checkpoint that ships."""

from pathlib import Path

import numpy as np
import pytest
import torch
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import LANGUAGES

from rules.errors import BadInput
from rules.triage import triage
from tests.audio import SAID, VOICES
from transcription.audio import Audio, read_audio
from transcription.models import Settings
from transcription.result import NoSpeech, Transcript
from transcription.whisper_engine import WhisperEngine

RATE = 16_000


def words(text: str) -> list[str]:
    return [word.strip(".,").lower() for word in text.split()]


def wrong(said: list[str], heard: list[str]) -> int:
    """Words substituted, missing and added (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            change = before + (word != other)
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, change)
    return row[-1]


def test_the_sample_messages_are_heard_as_they_were_spoken(whisper_engine: WhisperEngine) -> None:
    spoken = errors = 0
    for name, text in SAID.items():
        read = whisper_engine.transcribe(read_audio(VOICES / name))
        assert isinstance(read, Transcript)
        spoken += len(words(text))
        errors += wrong(words(text), words(read.text))
    assert errors / spoken < 0.08, f"{errors} of {spoken} words wrong"


def test_a_message_becomes_the_facts_of_a_ticket(whisper_engine: WhisperEngine) -> None:
    read = whisper_engine.transcribe(read_audio(VOICES / "ferramenta.wav"))
    assert isinstance(read, Transcript)
    draft = triage(read.text)
    assert draft.callback_number == "+390458012345"
    assert draft.urgency == "blocking"


def test_words_have_their_times_in_order_within_the_message(
    whisper_engine: WhisperEngine,
) -> None:
    audio = read_audio(VOICES / "libreria.wav")
    read = whisper_engine.transcribe(audio)
    assert isinstance(read, Transcript)
    starts = [word.start for word in read.words]
    assert len(starts) > 20
    assert starts == sorted(starts)
    assert 0 <= starts[0] < 1
    assert audio.seconds - 4 < read.words[-1].end <= audio.seconds
    assert all(0 <= word.confidence <= 1 for word in read.words)


@pytest.mark.parametrize("loudness", [0.0, 0.003, 0.03, 0.2])
def test_silence_and_noise_are_no_speech(whisper_engine: WhisperEngine, loudness: float) -> None:
    noise = np.random.default_rng(4).standard_normal(6 * RATE) * loudness
    read = whisper_engine.transcribe(Audio(noise.astype(np.float32)))
    assert isinstance(read, NoSpeech)


def test_a_dialling_tone_is_no_speech(whisper_engine: WhisperEngine) -> None:
    tone = 0.2 * np.sin(2 * np.pi * 425 * np.arange(5 * RATE) / RATE)
    assert isinstance(whisper_engine.transcribe(Audio(tone.astype(np.float32))), NoSpeech)


def test_what_is_no_checkpoint_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "broken.pt"
    path.write_bytes(b"PK\x03\x04 and nothing else")
    with pytest.raises(BadInput, match=r"broken\.pt: expected a Whisper checkpoint"):
        WhisperEngine.load(Settings(model=str(path), models_path=tmp_path))


def test_a_model_that_knows_italian_alone_reads_an_english_call_as_what_it_knows(
    whisper_engine: WhisperEngine,
) -> None:
    audio = read_audio(VOICES / "ferramenta.wav")
    read = whisper_engine.transcribe(audio, language="en")
    assert read == whisper_engine.transcribe(audio)
    assert isinstance(read, Transcript)
    assert read.language == "it"


@pytest.fixture
def tiny(tmp_path: Path):
    """Whisper as it comes, untrained: what it is told to read in, and not what it reads."""

    def loaded(*, multilingual: bool, language: str | None) -> WhisperEngine:
        size = {"n_audio_ctx": 1500, "n_audio_state": 8, "n_audio_head": 2, "n_audio_layer": 1}
        size |= {"n_text_ctx": 448, "n_text_state": 8, "n_text_head": 2, "n_text_layer": 1}
        vocabulary = 51865 if multilingual else 51864
        model = Whisper(ModelDimensions(n_mels=80, n_vocab=vocabulary, **size))
        torch.manual_seed(1)  # some of it begins as whatever lies in memory, which may be no number
        for weights in model.parameters():
            torch.nn.init.normal_(weights, std=0.02)
        path = tmp_path / "tiny.pt"
        torch.save({"dims": vars(model.dims), "model_state_dict": model.state_dict()}, path)
        return WhisperEngine.load(
            Settings(model=str(path), models_path=tmp_path, language=language, threads=1)
        )

    return loaded


@pytest.mark.parametrize(
    ("multilingual", "configured", "of_call", "read_in"),
    [
        (True, "it", "it", "it"),
        (True, "it", "en", "en"),
        (False, "it", "it", "en"),  # it has no other language
        (False, None, "it", "en"),
    ],
)
def test_whisper_is_told_the_language_of_the_call(
    tiny, multilingual, configured, of_call, read_in
) -> None:
    engine, told = tiny(multilingual=multilingual, language=configured), []
    whole = engine.segments

    def listened_in(audio, language, prompt, *, timed):
        found, read = whole(audio, language, prompt, timed=timed)
        told.append(read)
        return found, read

    engine.segments = listened_in
    # Untrained, it goes on for as many words as there is time for, at each temperature.
    engine.transcribe(read_audio(VOICES / "ferramenta.wav").between(0, 2), language=of_call)
    assert set(told) == {read_in}


def test_without_a_configured_language_the_model_finds_it(tiny) -> None:
    engine = tiny(multilingual=True, language=None)
    _, found = engine.segments(read_audio(VOICES / "ferramenta.wav"), None, None, timed=False)
    assert found in LANGUAGES
