"""What sends words to customers, as configured."""

from collections.abc import Callable
from functools import partial

from centralino.settings import Settings
from centralino.ways import quiet_of, ways_of
from desk.notices import Way
from ivr.twilio_api import TwilioApi
from scheduler.mail import Server
from scheduler.outbox import Sending, Sms

DELIVERY_PATH = "/voice/delivery"


def sending_of(settings: Settings, twilio: TwilioApi) -> Sending:
    """The ways that are switched on; their `kinds` are empty when none is."""
    ways = ways_of(settings)
    return Sending(
        quiet=quiet_of(settings),
        sms=_sms(settings, twilio) if Way.SMS in ways else None,
        email=_email(settings) if Way.EMAIL in ways else None,
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
