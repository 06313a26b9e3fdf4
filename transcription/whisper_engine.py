"""Whisper, loaded once. The only import of whisper: it takes seconds and brings torch."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import whisper
from whisper import timing

from rules.errors import BadInput
from transcription import ctranslate2_folder
from transcription.models import ModelChoice, Settings, choose
from transcription.published import got
from transcription.reading import NO_SPEECH, TEMPERATURES, UNSURE, Reader, Segments, most_tokens
from transcription.speed.quick_whisper import ShortEncoder, quickened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from transcription.audio import Audio

ENGLISH = "en"  # what models know that have no other language
# What torch and whisper raise for a file that is damaged, or holds something else.
_UNREADABLE = (
    *(RuntimeError, LookupError, TypeError, AttributeError, EOFError, OSError, ValueError),
    pickle.UnpicklingError,
)


class WhisperEngine(Reader):
    """openai-whisper's own model."""

    def __init__(self, model: whisper.Whisper, choice: ModelChoice, settings: Settings) -> None:
        super().__init__(choice, settings)
        self._whisper = model
        model.decoder.register_forward_pre_hook(self._before_a_word, with_kwargs=True)
        if isinstance(model.encoder, ShortEncoder):  # which hears a piece once, whoever asks
            for block in model.encoder.blocks:
                block.register_forward_pre_hook(lambda *_: self.between())

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
        model = plain(settings, progress)
        if model.device.type == "cpu":
            model = quickened(model)
        # compiled at its first use, which takes two seconds: no message is to wait for that
        timing.dtw_cpu(np.zeros((1, 1)))
        return cls(model, choice, settings)

    def _before_a_word(self, _decoder: object, _given: object, how: dict[str, Any]) -> None:
        """Others may be let in between two words; not while words get their times, which leaves hooks."""
        if how.get("kv_cache") is not None:
            self.between()

    def segments(
        self, audio: Audio, language: str | None, prompt: str | None, *, timed: bool
    ) -> tuple[Segments, str]:
        """One piece as Whisper's segments, and its language."""
        if not self._whisper.is_multilingual:
            language = ENGLISH
        result = whisper.transcribe(
            self._whisper,
            audio.samples,
            language=language,  # None: whisper finds it
            temperature=TEMPERATURES if timed else TEMPERATURES[0],
            sample_len=most_tokens(audio.seconds),
            condition_on_previous_text=False,
            initial_prompt=prompt if self._choice.takes_prompt else None,
            word_timestamps=timed,
            no_speech_threshold=NO_SPEECH,
            logprob_threshold=UNSURE,
            fp16=self._whisper.device.type == "cuda",
        )
        return result["segments"], result["language"]


def plain(
    settings: Settings, progress: Callable[[int, int], object] = lambda *_: None
) -> whisper.Whisper:
    """The configured model as the library has it; raises BadInput as `WhisperEngine.load` does."""
    choice = choose(settings)
    path = choice.path
    if choice.official:
        path = got(choice.name, choice.path, address_of(choice.name), progress)
    return _loaded(path, choice)


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
