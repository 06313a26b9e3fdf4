"""Engines: the one that `transcription.engine` names, with its model in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from transcription.models import Settings
    from transcription.reading import Reader

FASTER = "faster-whisper"


def loaded(settings: Settings, progress: Callable[[int, int], object] = lambda *_: None) -> Reader:
    """The configured engine; each takes seconds to import, and only the one that is used is.

    Raises BadInput for a model that is unknown, damaged or not the engine's, TemporaryFailure where
    an official one cannot be had now.
    """
    if settings.engine == FASTER:
        from transcription.faster_whisper_engine import FasterWhisperEngine  # noqa: PLC0415

        return FasterWhisperEngine.load(settings, progress)
    from transcription.whisper_engine import WhisperEngine  # noqa: PLC0415

    return WhisperEngine.load(settings, progress)
