"""Requests that are about one matter made one, taken apart again, and a later call made its own."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.errors import NotFound
from rules.tickets.ticket import number_of
from store.calls import voicemail
from store.intake import merging
from store.models import Ticket
from store.tickets import lifecycle
from web.console.current_user import me
from web.console.pages import LARGEST_ID, Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Services

TICKET = f"{PREFIX}/richieste/<id:ticket_id>"


def pages(services: Services) -> Pages:
    """/console/richieste/1002/unisci, /separa and /dividi"""
    part = Pages("merging")

    @part.page(f"{TICKET}/unisci", Who.STAFF, ("POST",))
    def merge(ticket_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            into = _wanted(session)
            if lifecycle.find(session, ticket_id) is None:
                abort(404)
            merging.merge(session, ticket_id, into, by=me().name, now=services.now())
        return _done(f"La {number_of(ticket_id)} fa parte di questa.", into)

    @part.page(f"{TICKET}/separa", Who.STAFF, ("POST",))
    def apart(ticket_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            if lifecycle.find(session, ticket_id) is None:
                abort(404)
            into = merging.apart(session, ticket_id, by=me().name, now=services.now())
        return _done(f"Di nuovo separata dalla {number_of(into)}.", ticket_id)

    @part.page(f"{TICKET}/dividi", Who.STAFF, ("POST",))
    def split(ticket_id: int) -> ResponseReturnValue:
        return _split(services, ticket_id)

    return part


def _split(services: Services, ticket_id: int) -> ResponseReturnValue:
    now, sid = services.now(), request.form.get("chiamata", "")[:64]
    try:
        with services.sessions.begin() as session:
            made = merging.split(
                session, ticket_id, sid, by=me().name, now=now, hours=services.hours
            )
            _read(services, session, made, sid)
            services.settle(session, made, now)
    except NotFound:
        abort(404)
    return _done(f"Era un'altra cosa: ora è la richiesta {number_of(made.id)}.", made.id)


def _read(services: Services, session: Session, made: Ticket, sid: str) -> None:
    """What the call said is about its own request now."""
    said = voicemail.that_counts(voicemail.by_call(session, {sid}).get(sid, ()))
    if said is None or not said.text or made.draft is not None:
        return
    # Takes a moment to load, and few requests are ever parted.
    from rules.triage import triage  # noqa: PLC0415

    lifecycle.enrich(session, made.id, triage(said.text, services.ours), services.now())


def _wanted(session: Session) -> int:
    """The other request, by the number that was typed or clicked."""
    given = [one.strip() for one in request.form.getlist("numero")]
    typed = next(filter(None, reversed(given)), "").removeprefix("#")
    found = lifecycle.find(session, typed) if typed else None
    if found is None or found.id > LARGEST_ID:
        raise Refused(f"Nessuna richiesta ha il numero «{typed[:20]}».", "numero")
    return found.id


def _done(said: str, ticket_id: int) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("tickets.ticket", ticket_id=ticket_id), 303)
