"""Callbacks: told to the desk when they are due, never of any effect on the call.

Twilio docs: Call resource; TwiML Voice: <Record>. Their answers are not TwiML, a refusal is a
warning (15003), and nothing is repeated unless the URL's fragment asks for it.
"""

from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from simulator.delivery.webhook import Hook, send
from simulator.state import faults
from simulator.state.exchange import Exchange

PROCESSING = "processing"  # the kind of what only leads to a callback


def schedule(exchange: Exchange, hook: Hook, due: datetime) -> None:
    """Puts a callback on the agenda, with the faults that befall it on the way."""
    path = urlsplit(hook.url).path
    if late := exchange.faults.strike(faults.Delay, hook.kind, path):
        due += timedelta(seconds=late.seconds)
    waits = exchange.faults.strike(faults.Reorder, hook.kind, path)
    _add(exchange, hook, due, hook.kind, waits.after if waits else "")
    if again := exchange.faults.strike(faults.Repeat, hook.kind, path):
        _add(exchange, hook, due + timedelta(seconds=again.seconds), "repeat")


def _add(exchange: Exchange, hook: Hook, due: datetime, kind: str, waits_for: str = "") -> None:
    token = exchange.sids.token()

    def act(at: datetime) -> None:
        later = _waits_until(exchange, hook, at, waits_for)
        if later is not None:
            exchange.agenda.add(later, act, call_sid=hook.call_sid, kind=kind)
            return
        deliver(exchange, hook, at, token)

    exchange.agenda.add(due, act, call_sid=hook.call_sid, kind=kind)


def _waits_until(exchange: Exchange, hook: Hook, at: datetime, waits_for: str) -> datetime | None:
    """When to look again whether the other callback has been told; None to go ahead."""
    if not waits_for:
        return None
    entry = exchange.entries.get(hook.call_sid)
    if entry is not None and entry.ended_at is None:
        return at + timedelta(seconds=1)
    pending = exchange.agenda.next_of(hook.call_sid, waits_for, PROCESSING)
    return pending and pending + timedelta(milliseconds=1)


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
