"""Wiring of message channels: how customers are told at all."""

from datetime import time

from centralino.config.settings import Settings
from rules.customer_messages import MessageChannel, Quiet
from rules.staff.notifications import Happening, text
from store.messages.caps import Channels, Most


def enabled_channels(settings: Settings) -> frozenset[MessageChannel]:
    """By which ways customers are told at all."""
    on = {
        MessageChannel.SMS: settings.messages.sms,
        MessageChannel.EMAIL: settings.messages.email.host is not None,
    }
    return frozenset(way for way in MessageChannel if on[way])


def channels_of(settings: Settings) -> Channels:
    """How customers are told at all; its `enabled` is empty where they are not."""
    texts, mails = settings.messages, settings.messages.email
    return Channels(
        enabled_channels(settings),
        quiet_of(settings),
        texts=Most(texts.most_a_day, texts.most_in_an_hour, texts.most_in_a_day),
        mails=Most(mails.most_a_day, mails.most_in_an_hour, mails.most_in_a_day),
        countries=frozenset(texts.countries),
        ours=settings.lines.numbers,
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
