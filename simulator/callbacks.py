"""Callbacks: told to the desk when they are due, never of any effect on the call.

Twilio docs: Call resource; TwiML Voice: <Record>. Their answers are not TwiML, a refusal is a
warning (15003), and nothing is repeated unless the URL's fragment asks for it.
"""

from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from simulator import faults
from simulator.exchange import Exchange
from simulator.webhook import Hook, send


def schedule(exchange: Exchange, hook: Hook, due: datetime) -> None:
    """Puts a callback on the agenda, with the faults that befall it on the way."""
    path = urlsplit(hook.url).path
    if late := exchange.faults.strike(faults.Delay, hook.kind, path):
        due += timedelta(seconds=late.seconds)
    _add(exchange, hook, due)
    if again := exchange.faults.strike(faults.Repeat, hook.kind, path):
        _add(exchange, hook, due + timedelta(seconds=again.seconds))
    if order := exchange.faults.strike(faults.Reorder, hook.kind, path):
        exchange.agenda.put_in_order(hook.call_sid, order.first, order.second)


def _add(exchange: Exchange, hook: Hook, due: datetime) -> None:
    token = exchange.sids.token()
    exchange.agenda.add(
        due, lambda at: deliver(exchange, hook, at, token), call_sid=hook.call_sid, kind=hook.kind
    )


def deliver(exchange: Exchange, hook: Hook, at: datetime, token: str) -> None:
    reply = send(exchange, hook, at, token=token)
    if reply.answer is None:
        exchange.alert(reply.code, reply.text, at, call_sid=hook.call_sid, url=hook.url)
    elif reply.answer.status >= 400:
        text = f"{hook.kind} callback answered {reply.answer.status}"
        exchange.alert(15003, text, at, call_sid=hook.call_sid, url=hook.url)
    elif reply.answer.status != 204 and not reply.answer.content_type:
        text = f"{hook.kind} callback answered {reply.answer.status} without a Content-Type"
        exchange.alert(15003, text, at, call_sid=hook.call_sid, url=hook.url)


def rfc_2822(instant: datetime) -> str:
    """An instant as Twilio writes it: Fri, 02 Jan 2026 10:00:40 +0000."""
    return format_datetime(instant)
