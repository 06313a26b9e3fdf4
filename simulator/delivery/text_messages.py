"""Text messages: queued, sent, delivered or not, each told in a signed callback.

Twilio docs: Track the Message Status of Outbound Messages; Messages resource.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from simulator.delivery.callbacks import PROCESSING, schedule
from simulator.delivery.webhook import Hook
from simulator.state.exchange import API_VERSION, Exchange
from simulator.state.text_message import MessageEntry

SENT_AFTER_S, DELIVERED_AFTER_S = 1.0, 3.0


def send(
    exchange: Exchange, to: str, from_number: str, body: str, callback: str, *, service: str = ""
) -> MessageEntry:
    """Queues a message; what is to become of it is in the exchange's `sms_errors`."""
    now = exchange.clock.now()
    message = MessageEntry(
        exchange.sids.new("SM"), to, from_number, body, now, callback, service=service
    )
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
        if message.service and not message.from_number:
            message.from_number = next(iter(exchange.numbers))  # one of the service's pool
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
