"""A quote as a page to print: its lines, its sums, and what was answered to it."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from rules.billing.costs import euro, quantity
from rules.billing.quotes import LineKind, QuoteState
from store.billing import quotes
from store.billing.quotes import Priced
from web.form import words
from web.form.request_view import Own, find
from web.form.services import PREFIX, Services

ADDRESS = f"{PREFIX}/r/<token>/preventivo/<int:number>"
KINDS = {
    LineKind.PARTS: "Ricambi",
    LineKind.LABOUR: "Manodopera",
    LineKind.TRANSPORT: "Spese di trasporto",
}
STATES = {
    QuoteState.SENT: "In attesa di risposta",
    QuoteState.ACCEPTED: "Accettato",
    QuoteState.DECLINED: "Non accettato",
}


def add_routes(bp: Blueprint, services: Services) -> None:
    """The page, for whoever has the link of the request; a draft is nobody's business yet."""

    @bp.get(ADDRESS)
    def quote(token: str, number: int) -> ResponseReturnValue:
        mine = find(services, token, request.url_root)
        if mine is None or mine.is_erased:
            abort(404)
        with services.sessions() as session:
            known = [row.id for row in quotes.of_ticket(session, mine.ticket.id)]
            if number not in known:
                abort(404)
            priced = quotes.look(session, number)
        if priced.quote.state not in STATES:
            abort(404)
        return shown(services, mine, priced)


def shown(services: Services, mine: Own, priced: Priced) -> str:
    """The quote, with amounts as they are written in Italy."""
    sums, sent = priced.totals, priced.quote.sent_at
    rows = [
        (
            KINDS[line.kind],
            line.words,
            quantity(line.quantity),
            euro(line.unit_price),
            euro(line.net),
        )
        for line in priced.lines
    ]
    return render_template(
        "form/quote.html",
        mine=mine,
        number=priced.quote.id,
        state=STATES[QuoteState(priced.quote.state)],
        sent=words.day(sent, services.hours.timezone) if sent else None,
        rows=rows,
        net=euro(sums.net),
        vat=euro(sums.vat),
        vat_percent=quantity(priced.quote.vat_percent),
        total=euro(sums.total),
        payment_link=None if priced.quote.state == QuoteState.DECLINED else services.payment_link,
    )
