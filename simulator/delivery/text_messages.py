"""Text messages: queued, sent, delivered or not, each told in a signed callback.

Twilio docs: Track the Message Status of Outbound Messages; Messages resource.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.delivery.callbacks import PROCESSING, schedule
from simulator.delivery.webhook import Hook
from simulator.state.exchange import API_VERSION, Exchange

SENT_AFTER_S, DELIVERED_AFTER_S = 1.0, 3.0
# GSM 03.38 as far as Italian needs it: È, À, Ì, Ò, Ù and curly quotes are not in it.
GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_TWICE = set("^{}\\[~]|€")


@dataclass
class MessageEntry:
    """One message and what became of it."""

    sid: str
    to_number: str
    from_number: str
    body: str
    created_at: datetime
    status_callback: str = ""
    status: str = "queued"
    sent_at: datetime | None = None
    error_code: int | None = None

    @property
    def segments(self) -> int:
        return segments(self.body)


def segments(body: str) -> int:
    """How many SMS a text takes: one sign outside GSM-7 makes all of it UCS-2."""
    if all(sign in GSM_7 or sign in GSM_7_TWICE for sign in body):
        units, alone, joined = len(body) + sum(sign in GSM_7_TWICE for sign in body), 160, 153
    else:
        units, alone, joined = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= alone else -(-units // joined)


def send(exchange: Exchange, to: str, from_number: str, body: str, callback: str) -> MessageEntry:
    """Queues a message; what is to become of it is in the exchange's `sms_errors`."""
    now = exchange.clock.now()
    message = MessageEntry(exchange.sids.new("SM"), to, from_number, body, now, callback)
    with exchange.lock:
        exchange.messages[message.sid] = message
    error = exchange.sms_errors.get(to)
    last = "undelivered" if error else "delivered"
    _plan(exchange, message, "sent", now + timedelta(seconds=SENT_AFTER_S), None)
    _plan(exchange, message, last, now + timedelta(seconds=DELIVERED_AFTER_S), error)
    return message


def _plan(
    exchange: Exchange, message: MessageEntry, status: str, due: datetime, error: int | None
) -> None:
    exchange.agenda.add(due, _becoming(exchange, message, status, error), kind=PROCESSING)


def _becoming(
    exchange: Exchange, message: MessageEntry, status: str, error: int | None
) -> Callable[[datetime], None]:
    def become(at: datetime) -> None:
        message.status, message.error_code = status, error
        message.sent_at = message.sent_at or at
        if message.status_callback:
            url, form = message.status_callback, _form(exchange, message)
            schedule(exchange, Hook("message", url, "POST", form, voice=False), at)

    return become


def _form(exchange: Exchange, message: MessageEntry) -> tuple[tuple[str, str], ...]:
    form = [
        ("AccountSid", exchange.account_sid),
        ("ApiVersion", API_VERSION),
        ("From", message.from_number),
        ("MessageSid", message.sid),
        ("MessageStatus", message.status),
        ("SmsSid", message.sid),
        ("SmsStatus", message.status),
        ("To", message.to_number),
    ]
    if message.error_code:
        form.append(("ErrorCode", str(message.error_code)))
    return tuple(form)
