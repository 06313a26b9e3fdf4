"""Quarantine: a technician marks the number of a request as a nuisance, and takes it back by a click."""

from datetime import datetime

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from store.intake import quarantine
from store.models import Ticket
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.services import Services
from web.console.tickets.ticket_actions import CHANGED, TICKET, done


def pages(services: Services) -> Pages:
    """Two forms on a ticket's page."""
    part = Pages("quarantine")

    @part.page(f"{TICKET}/quarantena", Who.STAFF, ("POST",))
    def mark(ticket_id: int) -> ResponseReturnValue:
        return done(services, ticket_id, _mark)

    @part.page(f"{TICKET}/quarantena/fine", Who.STAFF, ("POST",))
    def bring_back(ticket_id: int) -> ResponseReturnValue:
        return done(services, ticket_id, _bring_back)

    return part


def _mark(session: Session, row: Ticket, now: datetime) -> str:
    quarantine.mark(session, row.id, by=me().name, now=now)
    return "In quarantena: nessuno la richiama."


def _bring_back(session: Session, row: Ticket, now: datetime) -> str:
    is_back = quarantine.bring_back(session, row.id, by=me().name, now=now)
    return "È di nuovo in coda." if is_back else CHANGED
