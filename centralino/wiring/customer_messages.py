"""Wiring of customer messages: SMS, e-mail and their words, as configured."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from centralino.config.settings import Settings
from centralino.wiring.customer_links import link_for
from centralino.wiring.parts import Parts
from ivr.twilio_api import TwilioApi
from messages import compose
from messages.smtp import Server
from messages.templates import Templates
from rules.customer_messages import MessageChannel
from rules.phone_numbers import display
from scheduler.outbox import Sending, Sms
from store.messages.pending_updates import Compose

DELIVERY_PATH = "/voice/delivery"


def sending_of(parts: Parts, twilio: TwilioApi) -> Sending:
    """The ways that are switched on; their `kinds` are empty when none is."""
    settings, enabled = parts.settings, parts.channels.enabled
    server = mail_server(settings)
    return Sending(
        quiet=parts.channels.quiet,
        sms=_sms(settings, twilio) if MessageChannel.SMS in enabled else None,
        email=server.send if server and MessageChannel.EMAIL in enabled else None,
    )


def sayer_of(parts: Parts) -> Compose:
    """Finds the words on what became of a request, in the customer's language."""
    settings = parts.settings
    known = compose.Known(
        line=display(settings.lines.weekday.number),
        link_for=link_for(settings),
        payment_link=settings.costs.payment_link,
        terms=parts.terms,
        timezone=settings.service.timezone,
    )
    return compose.composed(known)


def request_link(settings: Settings) -> Callable[[int], str]:
    """The page of a request in the console; its path alone where we do not know our address."""
    return lambda ticket_id: f"{settings.service.public_url or ''}/console/richieste/{ticket_id}"


def _sms(settings: Settings, twilio: TwilioApi) -> Sms:
    sender = settings.messages.sms_from or settings.lines.weekday.number
    public = settings.service.public_url
    callback = f"{public}{DELIVERY_PATH}" if public else None
    alike = partial(_alike, twilio, compose.load())
    return Sms(partial(_send, twilio, sender, callback), twilio.sms_sent, alike)


def _alike(
    twilio: TwilioApi, words: Templates, to: str, text: str, since: datetime
) -> Collection[str]:
    told = twilio.texts_told(to, since)
    return [sid for sid, body in told.items() if words.are_alike(body, text)]


def _send(twilio: TwilioApi, sender: str, callback: str | None, to: str, text: str) -> str:
    return twilio.send_sms(to, sender, text, callback)


def mail_server(settings: Settings) -> Server | None:
    """The mail server through which we send; None where none is configured."""
    email = settings.messages.email
    if email.host is None:
        return None
    return Server(
        host=email.host,
        port=email.port,
        sender=email.sender or "",
        user=email.user,
        password=email.password.get_secret_value() if email.password else None,
        tls=email.tls,
    )
