"""Wiring of message channels: how customers are told at all."""

from datetime import time

from centralino.config.settings import Settings
from rules.customer_messages import MessageChannel, Quiet
from rules.staff.notifications import Happening, text
from store.messages.to_customers import Channels


def enabled_channels(settings: Settings) -> frozenset[MessageChannel]:
    """By which ways customers are told at all."""
    on = {
        MessageChannel.SMS: settings.messages.sms,
        MessageChannel.EMAIL: settings.messages.email.host is not None,
    }
    return frozenset(way for way in MessageChannel if on[way])


def channels_of(settings: Settings) -> Channels:
    """How customers are told at all; its `enabled` is empty where they are not."""
    return Channels(
        enabled_channels(settings),
        quiet_of(settings),
        settings.messages.most_a_day,
        settings.lines.numbers,
    )


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
