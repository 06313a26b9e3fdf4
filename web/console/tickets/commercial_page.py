""" "Commerciali": requests that account managers answer, until somebody says that they are done."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.entitlement.account_manager import AccountManager
from rules.errors import MoveRefused
from rules.tickets.ticket import LIVE, State
from store import reading
from store.customers import account_managers
from store.models import Ticket
from store.tickets import lifecycle
from store.views import ticket_list
from store.views.ticket_list import Entry, Wanted
from web.console import words
from web.console.current_user import me
from web.console.pages import Pages, Who, row_id
from web.console.polling import unless_known
from web.console.services import PREFIX, Services

PAGE = 50


@dataclass(frozen=True)
class Row:
    """A request, and who answers it."""

    entry: Entry
    manager: AccountManager


def pages(services: Services) -> Pages:
    """/console/commerciali"""
    part = Pages("commercial")

    @part.page(f"{PREFIX}/commerciali", Who.STAFF)
    def list_() -> ResponseReturnValue:
        return render_template("console/commercial.html", **_shown(services))

    @part.page(f"{PREFIX}/commerciali/elenco", Who.STAFF)
    def fresh() -> ResponseReturnValue:
        return unless_known(render_template("console/parts/_commercial.html", **_shown(services)))

    @part.page(f"{PREFIX}/commerciali/<id:ticket_id>/fatto", Who.STAFF, ("POST",))
    def done(ticket_id: int) -> ResponseReturnValue:
        return _done(services, ticket_id)

    return part


def _shown(services: Services) -> dict[str, Any]:
    """Those that wait, the oldest first; behind the last one that the page before showed."""
    after = row_id("dopo")
    wanted = Wanted(states=words.LIVE_STATES, by_account_manager=True, after=after)
    with reading(services.sessions) as session:
        found = ticket_list.oldest(session, wanted, PAGE + 1)
        rows = [_row(session, services, entry) for entry in found[:PAGE]]
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return {"now": services.now(), "rows": rows, "after": after, "next_after": more}


def _row(session: Session, services: Services, entry: Entry) -> Row:
    ticket = session.get_one(Ticket, entry.id)
    return Row(entry, account_managers.of_ticket(session, ticket, services.account_manager))


def _done(services: Services, ticket_id: int) -> ResponseReturnValue:
    with services.sessions.begin() as session:
        row = lifecycle.find(session, ticket_id)
        if row is None:
            abort(404)
        said = "Nel frattempo la richiesta è cambiata: guarda com'è adesso."
        if row.state in LIVE:
            try:
                lifecycle.move(session, row.id, State.RESOLVED, actor=me().name, now=services.now())
                said = "Fatto: la richiesta è risolta."
            except MoveRefused:
                pass
    flash(said)
    return redirect(url_for("commercial.list_"), 303)
