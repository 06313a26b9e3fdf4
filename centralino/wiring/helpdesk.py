"""Wiring of another helpdesk: Zammad, where the configuration names one."""

from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.runtime.clock import Clock
from messages.zammad import Zammad
from rules.tickets.helpdesk import Card, card_of
from scheduler import helpdesk
from scheduler.clock import Job
from scheduler.helpdesk import Keeping
from store.customers import directory
from store.models import Ticket
from store.tickets import customer_actions
from store.views.as_json import ticket_json


def helpdesk_jobs(
    settings: Settings, sessions: sessionmaker[Session], now: Clock
) -> tuple[Job, ...]:
    """What keeps it up to date; nothing where there is none."""
    keeping = keeping_of(settings)
    if keeping is None:
        return ()
    return (
        Job(
            "tell the helpdesk",
            timedelta(seconds=10),
            lambda: helpdesk.keep(sessions, now, keeping),
        ),
    )


def keeping_of(settings: Settings) -> Keeping | None:
    """Which helpdesk, and what it is told."""
    told, public = settings.helpdesk.zammad, settings.service.public_url
    if told.url is None or told.token is None or told.customer is None:
        return None
    token = told.token.get_secret_value()
    zammad = Zammad(told.url, token, told.group, told.customer, told.timeout_seconds)

    def card(session: Session, ticket_id: int) -> Card:
        ticket = session.get_one(Ticket, ticket_id)
        return card_of(
            ticket_json.as_json(session, ticket),
            ticket.email or directory.registered_email(session, ticket),
            erased=customer_actions.is_erased(session, ticket_id),
            page=f"{public}/console/richieste/{ticket_id}" if public else None,
        )

    return Keeping(zammad, card)
