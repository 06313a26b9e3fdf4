"""How customers are told at all, as configured."""

from datetime import time

from centralino.config.settings import Settings
from rules.customer_messages import Quiet, Way
from rules.staff.notifications import Happening, text
from store.messages.to_customers import Telling


def ways_of(settings: Settings) -> frozenset[Way]:
    """By which ways customers are told at all."""
    on = {Way.SMS: settings.messages.sms, Way.EMAIL: settings.messages.email.host is not None}
    return frozenset(way for way in Way if on[way])


def telling_of(settings: Settings) -> Telling:
    """How customers are told at all; its `ways` are empty where they are not."""
    return Telling(ways_of(settings), quiet_of(settings), settings.messages.most_a_day)


def quiet_of(settings: Settings) -> Quiet:
    """When no SMS goes out."""
    messages = settings.messages
    return Quiet(
        start=time.fromisoformat(messages.quiet_from),
        end=time.fromisoformat(messages.quiet_to),
        timezone=settings.service.timezone,
    )


def words_of(settings: Settings, happening: Happening) -> str:
    """The words, with the address of the page."""
    return text(happening, settings.service.timezone, settings.service.public_url)
