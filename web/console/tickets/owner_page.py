""" "Le mie" and "Senza padrone": what is in progress, whose it is, and since when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.errors import MoveRefused, NotFound
from store import reading
from store.tickets import owners
from store.views import ticket_list
from store.views.ticket_list import Entry, Wanted
from web.console import return_to, typed_times, words
from web.console.callbacks.call_status import colleagues
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.polling import unless_known
from web.console.refusals import Refused, tell_overtaken
from web.console.services import PREFIX, Services

OWNER = f"{PREFIX}/richieste/<id:ticket_id>/padrone"
SHOWN = 100
LONGEST_NOTE = 1000
CHANGED = "Nel frattempo la richiesta è cambiata: guarda com'è adesso."


class Act(Protocol):
    """What is done about a request; what is told then."""

    def __call__(
        self, services: Services, session: Session, ticket_id: int, now: datetime, /
    ) -> str: ...


@dataclass(frozen=True)
class Listed:
    """What a list shows, and how it is called."""

    title: str
    empty: str
    wanted: Wanted


def pages(services: Services) -> Pages:
    """/console/mie, /console/senza-padrone, and what is done about the owner of a request"""
    part = Pages("owners")

    @part.page(f"{PREFIX}/mie", Who.STAFF)
    def mine() -> ResponseReturnValue:
        return _page(services, "mine")

    @part.page(f"{PREFIX}/senza-padrone", Who.STAFF)
    def nobodys() -> ResponseReturnValue:
        return _page(services, "nobodys")

    @part.page(f"{PREFIX}/mie/elenco/<which>", Who.STAFF)
    def fresh(which: str) -> ResponseReturnValue:
        if which not in {"mine", "nobodys"}:
            abort(404)
        return unless_known(render_template("console/parts/_owned.html", **_shown(services, which)))

    @part.page(f"{OWNER}/prendi", Who.STAFF, ("POST",))
    def take(ticket_id: int) -> ResponseReturnValue:
        return _done(services, ticket_id, _take)

    @part.page(f"{OWNER}/passa", Who.STAFF, ("POST",))
    def give(ticket_id: int) -> ResponseReturnValue:
        return _done(services, ticket_id, _give)

    @part.page(f"{OWNER}/rimanda", Who.STAFF, ("POST",))
    def put_off(ticket_id: int) -> ResponseReturnValue:
        return _done(services, ticket_id, _put_off)

    return part


def _page(services: Services, which: str) -> ResponseReturnValue:
    return render_template("console/owned.html", **_shown(services, which))


def _shown(services: Services, which: str) -> dict[str, Any]:
    now = services.now()
    with reading(services.sessions) as session:
        listed = _listed(which, me().name)
        entries = ticket_list.newest(session, listed.wanted, SHOWN)
    return {
        "now": now,
        "which": which,
        "listed": listed,
        "entries": sorted(entries, key=lambda one: _first(one, now)),
    }


def _listed(which: str, name: str) -> Listed:
    if which == "mine":
        empty = "Qui stanno le richieste che hai in mano, che segui, o che ti hanno passato."
        return Listed("Le mie", empty, Wanted(owned_by=name))
    empty = "Ogni richiesta in lavorazione ha qualcuno che la segue."
    return Listed("Senza padrone", empty, Wanted(nobodys=True))


def _first(entry: Entry, now: datetime) -> tuple[int, datetime]:
    """What one comes back to now, and what nobody works on, before what was put off."""
    is_later = entry.back_at is not None and entry.back_at > now
    order = 2 if is_later else 0 if entry.is_idle else 1
    return order, entry.back_at or entry.owned_since or entry.created_at


def _done(services: Services, ticket_id: int, act: Act) -> ResponseReturnValue:
    try:
        with services.sessions.begin() as session:
            told = act(services, session, ticket_id, services.now())
        flash(told)
    except MoveRefused:
        tell_overtaken(CHANGED)
    except NotFound:
        abort(404)
    return redirect(return_to.page() or url_for("tickets.ticket", ticket_id=ticket_id), 303)


def _take(_: Services, session: Session, ticket_id: int, now: datetime) -> str:
    owners.take(session, ticket_id, by=me().name, now=now)
    return "La segui tu: sta fra «Le mie»."


def _give(_: Services, session: Session, ticket_id: int, now: datetime) -> str:
    to = request.form.get("collega", "")
    if to not in colleagues(session):
        raise Refused("Scegli il collega a cui la passi.", "collega")
    note = request.form.get("nota", "").strip()[:LONGEST_NOTE] or None
    owners.give(session, ticket_id, to, by=me().name, now=now, note=note)
    return f"La segue {to}."


def _put_off(services: Services, session: Session, ticket_id: int, now: datetime) -> str:
    if request.form.get("subito"):
        owners.come_back(session, ticket_id, None, by=me().name, now=now)
        return "Non è più rimandata."
    at = typed_times.chosen(services.hours, now)
    owners.come_back(session, ticket_id, at, by=me().name, now=now)
    return f"Rimandata: ci torni {words.moment(at, now, services.timezone)}."
