"""Messages that Twilio did not give us: told above every page, and tried anew by one click."""

from datetime import datetime

import structlog
from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from store import reading
from store.calls import fetch_retries, voicemail
from store.models import Ticket
from web.console.pages import Pages, Who
from web.console.services import PREFIX, Services
from web.console.tickets.ticket_actions import TICKET, done

log = structlog.get_logger()

TRIED = "Si riprova adesso a scaricarlo da Twilio: ci vuole qualche secondo."


def pages(services: Services) -> Pages:
    """All of them at once, and one on its request's page."""
    part = Pages("unfetched")

    @part.page(f"{PREFIX}/registrazioni/riprova", Who.STAFF, ("POST",))
    def retry_all() -> ResponseReturnValue:
        with services.sessions.begin() as session:
            count = fetch_retries.retry_all(session, services.now())
        flash(f"Messaggi che si riprova adesso a scaricare: {count}.")
        return redirect(url_for("queue.queue"), 303)

    @part.page(f"{TICKET}/registrazione/<sid>", Who.STAFF, ("POST",))
    def retry(ticket_id: int, sid: str) -> ResponseReturnValue:
        return done(services, ticket_id, lambda *given: _retry(sid, *given), "messaggio")

    return part


def waiting(services: Services) -> int:
    """How many there are; 0 where nobody can say, since the page itself tells of that."""
    try:
        with reading(services.sessions) as session:
            return fetch_retries.count(session)
    except SQLAlchemyError as error:
        log.warning("messages not counted", error=type(error).__name__)
        return 0


def _retry(sid: str, session: Session, row: Ticket, now: datetime) -> str | None:
    mine = {one.recording.sid for left in voicemail.of_ticket(session, row) for one in left}
    return TRIED if sid in mine and fetch_retries.retry(session, sid, now) else None
