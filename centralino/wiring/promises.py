"""Wiring of promises: what promises callers a time and tells them of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from centralino.config.settings import Settings
from centralino.wiring.customer_links import link_for
from messages import compose
from rules.hours.schedule import Hours
from rules.language.spoken import language_or_default, written_promise
from rules.tickets.ticket import number_of
from store.callbacks.promises import Promises, Tell
from store.callbacks.replay import Tried
from store.messages.caps import Channels
from store.messages.to_customers import queue_customer_message
from store.models import Ticket


def promises_of(settings: Settings, hours_now: Callable[[], Hours], channels: Channels) -> Promises:
    """One for each process, in its `Parts`: it remembers for an hour what the past weeks teach."""
    return Promises(
        hours_now=hours_now,
        policy=settings.promise_policy(),
        back_after=timedelta(minutes=settings.callbacks.wait_minutes[0]),
        tell=teller_of(settings, channels),
        alerted=settings.escalation_waits(),
    )


def tried_of(settings: Settings) -> Tried:
    """What of a configuration a past call hangs on."""
    lines = settings.lines
    return Tried(
        settings.hours(),
        settings.promise_policy(),
        {lines.weekday.number: "weekday", lines.weekend.number: "weekend"},
        timedelta(minutes=settings.callbacks.wait_minutes[0]),
        settings.escalation_waits(),
    )


def teller_of(settings: Settings, channels: Channels) -> Tell | None:
    """Tells customers their number, when we call and their link; None where nothing is sent."""
    if not channels.enabled:
        return None
    words, links = compose.load(), link_for(settings)

    def tell(session: Session, ticket: Ticket, promised: datetime, now: datetime) -> None:
        language = language_or_default(ticket.language)
        when = written_promise(promised, now, language, settings.service.timezone)
        key, values = compose.opened(session, ticket, when, links)
        filled = {"number": number_of(ticket.id), **values}
        text = compose.in_words(words, key, language, filled)
        queue_customer_message(
            session,
            ticket,
            text,
            key=f"ticket_opened:{ticket.id}",
            now=now,
            channels=channels,
            until=promised,
        )

    return tell
