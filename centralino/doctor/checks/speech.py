"""Checks of the speech model: there, whole, and of an engine that is installed."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from centralino.doctor.findings import Finding, doubt, fault, ok
from centralino.doctor.subject import Subject
from rules.errors import BadInput
from transcription import models, published


def speech(subject: Subject) -> Iterator[Finding]:
    """The model that is configured."""
    settings = subject.settings.speech()
    if settings.engine == "faster-whisper" and find_spec("faster_whisper") is None:
        yield fault("model.no_engine")
    if settings.model == models.DEMO_NAME:
        yield doubt("model.demo")
        return
    if absent := models.to_download(settings):
        yield fault("model.absent", model=absent)
        return
    if found := models.fault(settings):
        yield fault("model.damaged", reason=found, model=settings.model)
        return
    choice = models.choose(settings)
    try:
        is_checked = _checked(choice)
    except BadInput as error:
        yield fault("model.damaged", reason=str(error), model=settings.model)
        return
    yield ok("model.right" if is_checked else "model.unchecked", model=choice.name)


def _checked(choice: models.ModelChoice) -> bool:
    """Whether its files were compared with what was published; raises BadInput where they differ."""
    if choice.official:
        # takes seconds to import, and knows what OpenAI publishes
        from transcription.whisper_engine import address_of  # noqa: PLC0415

        path = Path(choice.path) / f"{choice.name}.pt"
        models.checked(path, address_of(choice.name).split("/")[-2])
        return True
    if choice.name in published.PACKAGED and choice.path.is_dir():
        published.verified(choice.name, choice.path)
        return True
    return False
