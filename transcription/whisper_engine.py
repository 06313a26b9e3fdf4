"""Whisper, loaded once. The only import of whisper: it takes seconds and brings torch."""

from __future__ import annotations

import math
import pickle
from typing import TYPE_CHECKING, Any

import torch
import whisper

from rules.errors import BadInput
from rules.language.transcribed import language_to_read
from rules.triage.vocabulary import with_words
from transcription import ctranslate2_folder
from transcription.models import ModelChoice, Settings, choose
from transcription.pieces import pieces
from transcription.published import got
from transcription.result import NoSpeech, Transcript, Word
from transcription.speech import Span, activity
from transcription.text import sift, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from transcription.audio import Audio

# As Whisper's own: a piece that it takes for silence, and is unsure of, is silence.
NO_SPEECH = 0.6
UNSURE = -1.0
ENGLISH = "en"  # what models know that have no other language
# No sampling beyond the second try: a model that is unsure then only invents more freely.
TEMPERATURES = (0.0, 0.2)
# What torch and whisper raise for a file that is damaged, or holds something else.
_UNREADABLE = (
    *(RuntimeError, LookupError, TypeError, AttributeError, EOFError, OSError, ValueError),
    pickle.UnpicklingError,
)


class WhisperEngine:
    """One model in memory; one recording at a time."""

    def __init__(self, model: whisper.Whisper, choice: ModelChoice, settings: Settings) -> None:
        self._whisper, self._choice, self._settings = model, choice, settings

    @classmethod
    def load(
        cls, settings: Settings, progress: Callable[[int, int], object] = lambda *_: None
    ) -> WhisperEngine:
        """Load the configured model, downloading an official one that is not here.

        Raises BadInput for a model that is unknown, damaged or no Whisper checkpoint.
        """
        if settings.threads:
            torch.set_num_threads(settings.threads)
        choice = choose(settings)
        path = choice.path
        if choice.official:
            path = got(choice.name, choice.path, address_of(choice.name), progress)
        return cls(_loaded(path, choice), choice, settings)

    @property
    def model(self) -> str:
        """The model's name."""
        return self._choice.name

    def transcribe(
        self, audio: Audio, words: Sequence[str] = (), language: str | None = None
    ) -> Transcript | NoSpeech:
        """Read one recording, piece by piece between its pauses, in the language of its call."""
        heard = activity(audio)
        if not heard.has_speech:
            return NoSpeech("silence or noise")
        found: list[dict[str, Any]] = []
        language = self._language(audio, language)
        prompt = self._prompt(words, language)
        for span in pieces(heard, self._choice.longest_piece_s):
            found += self._segments(audio, span, language, prompt)
        return _transcript(found, language)

    def _language(self, audio: Audio, of_call: str | None) -> str:
        only = self._choice.language or (None if self._whisper.is_multilingual else ENGLISH)
        known = only or language_to_read(self._settings.language, of_call)
        if known:
            return known
        mel = whisper.log_mel_spectrogram(
            whisper.pad_or_trim(audio.samples), self._whisper.dims.n_mels
        )
        _, likely = self._whisper.detect_language(mel.to(self._whisper.device))
        return str(max(likely, key=likely.get))

    def _segments(
        self, audio: Audio, span: Span, language: str, prompt: str | None
    ) -> list[dict[str, Any]]:
        """Whisper's segments of one piece, at their place in the recording."""
        result = whisper.transcribe(
            self._whisper,
            audio.between(span.start, span.end).samples,
            language=language,
            temperature=TEMPERATURES,
            condition_on_previous_text=False,
            initial_prompt=prompt,
            word_timestamps=True,
            no_speech_threshold=NO_SPEECH,
            logprob_threshold=UNSURE,
            fp16=self._whisper.device.type == "cuda",
        )
        return [_moved(segment, span) for segment in result["segments"]]

    def _prompt(self, words: Sequence[str], language: str) -> str | None:
        """The words of the trade; a sentence in one language would draw another one to it."""
        if not self._choice.takes_prompt:
            return None
        is_ours = self._settings.language in {None, language}
        return with_words(self._settings.prompt if is_ours else "", words) or None


def address_of(name: str) -> str:
    """Where OpenAI publishes a model; the last folder of the address is the file's SHA-256."""
    return str(whisper._MODELS[name])


def _loaded(path: Path, choice: ModelChoice) -> whisper.Whisper:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if ctranslate2_folder.is_one(path):
        return _of_weights(ctranslate2_folder.read(path), path).to(device)
    try:
        model = whisper.load_model(str(path), device=device)
    except _UNREADABLE as error:
        # what PyTorch says is advice to programmers, some of it unsafe
        found = error.strerror if isinstance(error, OSError) else "a file that PyTorch cannot load"
        raise BadInput(f"{path}: expected a Whisper checkpoint, found {found}") from error
    if choice.official and path.is_file():
        # loaded from a path, whisper does not know which heads follow the audio
        model.set_alignment_heads(whisper._ALIGNMENT_HEADS[choice.name])
    return model


def _of_weights(weights: ctranslate2_folder.Weights, path: Path) -> whisper.Whisper:
    model = whisper.Whisper(whisper.ModelDimensions(**weights.dims))
    tensors = {name: torch.from_numpy(values) for name, values in weights.tensors.items()}
    try:
        model.load_state_dict(tensors)
    except RuntimeError as error:
        raise BadInput(f"{path}: expected a Whisper model, found another shape") from error
    if weights.alignment_heads:
        shape = (weights.dims["n_text_layer"], weights.dims["n_text_head"])
        follow = torch.zeros(shape, dtype=torch.bool)
        for layer, head in weights.alignment_heads:
            follow[layer, head] = True
        model.register_buffer("alignment_heads", follow.to_sparse(), persistent=False)
    return model.eval()


def _moved(segment: dict[str, Any], span: Span) -> dict[str, Any]:
    words = [
        Word(
            tidy(word["word"]),
            round(min(span.start + word["start"], span.end), 2),
            round(min(span.start + word["end"], span.end), 2),
            round(float(word["probability"]), 3),
        )
        for word in segment.get("words", [])
        if tidy(word["word"])
    ]
    return {"text": segment["text"], "words": words, "log": float(segment["avg_logprob"])}


def _transcript(segments: Sequence[dict[str, Any]], language: str) -> Transcript | NoSpeech:
    sifted = sift(" ".join(segment["text"] for segment in segments))
    if not any(letter.isalnum() for letter in sifted.said):
        return NoSpeech("no words in the sound", sifted.flagged)
    words = tuple(word for segment in segments for word in segment["words"])
    certain = [segment["log"] for segment in segments if segment["text"].strip()]
    confidence = math.exp(sum(certain) / len(certain))
    return Transcript(sifted.said, language, round(min(confidence, 1.0), 3), words, sifted.flagged)
