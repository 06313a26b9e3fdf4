"""What sends words to customers, as configured."""

from collections.abc import Callable
from datetime import time
from functools import partial

from centralino.settings import Settings
from desk.notices import Quiet, Way
from ivr.twilio_api import TwilioApi
from scheduler.mail import Server
from scheduler.outbox import Sending, Sms
from store.notices import Telling

DELIVERY_PATH = "/voice/delivery"


def sending_of(settings: Settings, twilio: TwilioApi) -> Sending:
    """The ways that are switched on; their `kinds` are empty when none is."""
    ways = ways_of(settings)
    return Sending(
        quiet=quiet_of(settings),
        sms=_sms(settings, twilio) if Way.SMS in ways else None,
        email=_email(settings) if Way.EMAIL in ways else None,
    )


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


def _sms(settings: Settings, twilio: TwilioApi) -> Sms:
    sender = settings.messages.sms_from or settings.lines.weekday.number
    public = settings.service.public_url
    callback = f"{public}{DELIVERY_PATH}" if public else None
    return Sms(partial(_send, twilio, sender, callback), twilio.sms_sent)


def _send(twilio: TwilioApi, sender: str, callback: str | None, to: str, text: str) -> str:
    return twilio.send_sms(to, sender, text, callback)


def _email(settings: Settings) -> Callable[[str, str, str, str], str]:
    email = settings.messages.email
    return Server(
        host=email.host or "",
        port=email.port,
        sender=email.sender or "",
        user=email.user,
        password=email.password.get_secret_value() if email.password else None,
        tls=email.tls,
    ).send
