"""Ears of a rehearsal: the configured speech model, or the one that ships where that cannot be had."""

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec

from centralino.config.settings import Settings
from rules.errors import TemporaryFailure
from transcription import ctranslate2_folder, models, published
from transcription.engines import FASTER

FALLEN_BACK = (
    "{name} is not here and cannot be had now ({reason}). In its place hears the small model that "
    "ships: it knows a small world of synthetic voices, and nothing of what people say. "
    "Get the real one: centralino models get {name}"
)


def ears(
    settings: Settings,
    say: Callable[[str], object],
    progress: Callable[[int, int], object] = lambda *_: None,
) -> models.Settings:
    """The model to hear with, in the quickest engine that is installed; one that is not here is got, once.

    `say` is told where the one that ships takes its place.
    """
    speech = settings.speech()
    name = models.to_download(speech)
    if name is None:
        return _quick(speech)
    # takes seconds to import
    from transcription.whisper_engine import address_of  # noqa: PLC0415

    try:
        published.got(name, speech.models_path, address_of(name), progress)
    except (TemporaryFailure, OSError) as error:
        say(FALLEN_BACK.format(name=name, reason=error))
        return models.shipped(speech)
    return _quick(speech)


def _quick(speech: models.Settings) -> models.Settings:
    """They hear alike; nobody who looks on should have to wait."""
    readable = ctranslate2_folder.is_one(models.choose(speech).path)
    return replace(speech, engine=FASTER) if readable and find_spec("faster_whisper") else speech
