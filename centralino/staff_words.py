"""What notices to technicians say, as configured; apart from what sends them, which is heavy."""

from centralino.settings import Settings
from desk.staff_notices import Happening, text


def words_of(settings: Settings, happening: Happening) -> str:
    """The words, with the address of the page."""
    return text(happening, settings.service.timezone, settings.service.public_url)
