"""Ears of a rehearsal: the configured speech model, or the one that ships where that cannot be had."""

from collections.abc import Callable

from centralino.config.settings import Settings
from rules.errors import TemporaryFailure
from transcription import models, published

FALLEN_BACK = (
    "{name} is not here and cannot be had now ({reason}). In its place hears the small model that "
    "ships: it knows a small world of synthetic voices, and nothing of what people say. "
    "Get the real one: centralino models get {name}"
)


def ears(
    settings: Settings,
    say: Callable[[str], object],
    progress: Callable[[int, int], object] = lambda *_: None,
) -> str:
    """The model to hear with; one that is not here is got first, once. `say` is told of the fall back."""
    speech = settings.speech()
    name = models.to_download(speech)
    if name is None:
        return speech.model
    # takes seconds to import
    from transcription.whisper_engine import address_of  # noqa: PLC0415

    try:
        published.got(name, speech.models_path, address_of(name), progress)
    except (TemporaryFailure, OSError) as error:
        say(FALLEN_BACK.format(name=name, reason=error))
        return models.DEMO_NAME
    return speech.model
