""" "Soldi": all that costs money and is not settled; its file for Excel; what was invoiced, marked."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rules.files.spreadsheet import Cell, bytes_of
from rules.tickets.ticket import LIVE, number_of
from store import reading
from store.billing import invoices
from store.views.money import Owed, accounts_of, money, owed
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Services

MOST_MARKED = 1000
LAST_PAGE = 100_000
# Each list of the page, as the address names which part of it is shown.
PARTS = {
    "accounts": "fatturare",
    "without_minutes": "senza",
    "booked_otherwise": "altri",
    "proposed": "proposti",
    "drafts": "bozze",
    "unanswered": "risposta",
    "going_on": "corso",
    "used": "jsystem",
}
HEAD = (
    *("Mese", "Cliente", "Codice", "Richiesta", "Che cosa", "Stato", "Minuti"),
    *("Imponibile", "IVA", "Totale", "Già fatturato"),
)
FINISHED, GOING_ON, UNCONFIRMED = "da fatturare", "in corso", "minuti da confermare"


def pages(services: Services) -> Pages:
    """/console/soldi: technicians read it, supervisors mark what was invoiced"""
    part = Pages("money")

    @part.page(f"{PREFIX}/soldi", Who.STAFF)
    def page() -> ResponseReturnValue:
        return render_template("console/money.html", **_shown(services))

    @part.page(f"{PREFIX}/soldi.csv", Who.STAFF)
    def file() -> ResponseReturnValue:
        with reading(services.sessions) as session:
            data = bytes_of(_rows(owed(session, services.terms)))
        day = f"{services.now().astimezone(services.zone):%Y-%m-%d}"
        headers = {"Content-Disposition": f'attachment; filename="soldi-{day}.csv"'}
        return Response(data, content_type="text/csv; charset=utf-8", headers=headers)

    @part.page(f"{PREFIX}/soldi/fatturato", Who.SUPERVISOR, ("POST",))
    def mark() -> ResponseReturnValue:
        return _marked(services)

    return part


def _shown(services: Services) -> dict[str, Any]:
    now, pages = services.now(), {name: _page(PARTS[name]) for name in PARTS}
    with reading(services.sessions) as session:
        found = money(session, services.terms, now, pages)
    return {
        "now": now,
        "money": found,
        "allowance": services.terms.minutes_per_month,
        # so that a list goes on while the others stay where they are
        "asked": {PARTS[name]: page for name, page in pages.items() if page > 1},
    }


def _page(part: str) -> int:
    told = request.args.get(part, default=1, type=int)
    return told if 0 < told <= LAST_PAGE else 1


def _marked(services: Services) -> ResponseReturnValue:
    """Mark what was read: never another sum than the one beside the box, and never twice."""
    marks = request.form.getlist("voce")[:MOST_MARKED]
    if not marks:
        raise Refused("Segna almeno una voce.")
    with services.sessions.begin() as session:
        done, late = invoices.mark(session, marks, services.terms, by=me().name, now=services.now())
    if done:
        flash("Segnata come fatturata una voce." if len(done) == 1 else _many(len(done)))
    if late:
        flash("Nel frattempo qualcosa è cambiato, o era già fatturato: guarda com'è adesso.")
    return redirect(url_for("money.page"), 303)


def _many(count: int) -> str:
    return f"Segnate come fatturate {count} voci."


def _rows(sums: Sequence[Owed]) -> Iterator[tuple[Cell, ...]]:
    """All of them, however many pages that is on the screen: what is over, and what goes on."""
    yield HEAD
    for account in accounts_of(one for one in sums if one.of.state not in LIVE):
        for one in account.rows:
            yield _row(one, UNCONFIRMED if one.is_unconfirmed else FINISHED)
    for one in sums:
        if one.of.state in LIVE:
            yield _row(one, GOING_ON)


def _row(one: Owed, state: str) -> tuple[Cell, ...]:
    about = one.sum
    what = f"Preventivo {about.quote_id}" if about.quote_id else "Ore di lavoro"
    return (
        about.month,
        one.of.name,
        one.of.code,
        number_of(one.of.ticket_id),
        f"{what}, differenza" if about.is_difference else what,
        state,
        None if about.quote_id else about.minutes,
        about.net,
        about.vat,
        about.total,
        about.invoiced,
    )
