"""Wiring of webhooks out: found, sent and forgotten by the clock's processes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from centralino.runtime.clock import Clock
from centralino.wiring.customer_links import link_for
from centralino.wiring.parts import Parts
from messages.webhook_post import poster
from scheduler import webhooks
from scheduler.clock import Job
from scheduler.webhooks import Answered, Telling
from store.messages.webhooks import sending
from store.models import Ticket
from store.views.as_json import ticket_json
from store.views.as_json.ticket_json import Configured


def telling_of(parts: Parts) -> Telling:
    """How a receiver is told, and of what."""
    settings = parts.settings
    post = poster(settings.webhooks.allowed, settings.webhooks.timeout_seconds)
    link = link_for(settings)

    def posted(url: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        return Answered(*post(url, body, headers))

    def whole(session: Session, ticket: Ticket) -> dict[str, Any]:
        told = ticket_json.as_json(session, ticket, Configured(parts.terms, parts.responses))
        return told | {"link": link(ticket) if link else None}

    return Telling(posted, whole)


def webhook_jobs(parts: Parts, sessions: sessionmaker[Session], now: Clock) -> tuple[Job, ...]:
    """What finds what is to be told, what sends it, and what forgets it."""
    telling = telling_of(parts)

    def prune() -> None:
        with sessions.begin() as session:
            sending.prune(session, now())

    return (
        Job(
            "note what programs are told",
            timedelta(seconds=2),
            lambda: webhooks.note(sessions, now),
        ),
        Job(
            "tell programs",
            timedelta(seconds=1),
            lambda: webhooks.send_due(sessions, now, telling),
        ),
        Job("forget old webhooks", timedelta(hours=6), prune),
    )
