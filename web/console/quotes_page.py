"""A quote for a repair: its lines written by a technician, then sent, and from then on unaltered."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from desk.errors import BadInput, MoveRefused, NotFound
from desk.notices import Way, masked_receiver
from desk.quotes import LineKind, QuoteLine, QuoteState
from store import quotes, reading, tickets
from store.models import Ticket
from web.console import words
from web.console.desk import PREFIX, Desk
from web.console.pages import Pages, Who
from web.console.people import me

ROWS = 8  # lines that the form has room for
QUOTE = f"{PREFIX}/preventivi/<id:quote_id>"


@dataclass(frozen=True)
class Typed:
    """One line as it stands in the form."""

    kind: str = LineKind.PARTS.value
    words: str = ""
    quantity: str = "1"
    price: str = ""


@dataclass(frozen=True)
class Sent:
    """How the customer gets the link to answer at; the link itself, where nobody can send it."""

    by: str | None
    link: str | None


def pages(desk: Desk) -> Pages:
    """/console/preventivi/7"""
    part = Pages("quotes")

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>/preventivi", Who.STAFF, ("POST",))
    def draft(ticket_id: int) -> ResponseReturnValue:
        vat, now = desk.terms.rates.vat_percent, desk.now()
        with desk.sessions.begin() as session:
            if tickets.find(session, ticket_id) is None:
                abort(404)
            made = quotes.draft(session, ticket_id, [], vat_percent=vat, actor=me().name, now=now)
        return redirect(url_for("quotes.quote", quote_id=made.id), 303)

    @part.page(QUOTE, Who.STAFF)
    def quote(quote_id: int) -> ResponseReturnValue:
        return _shown(desk, quote_id)

    @part.page(QUOTE, Who.STAFF, ("POST",))
    def write(quote_id: int) -> ResponseReturnValue:
        return _written(desk, quote_id)

    return part


def _shown(
    desk: Desk, quote_id: int, typed: list[Typed] | None = None, wrong: str | None = None
) -> ResponseReturnValue:
    with reading(desk.sessions) as session:
        priced = _found(session, quote_id)
        sent = _sent(desk, session, priced) if priced.quote.state == QuoteState.SENT else None
    if typed is None:
        typed = [_typed(line) for line in priced.lines]
    rows = typed + [Typed()] * max(1, ROWS - len(typed))
    told: dict[str, Any] = {
        "priced": priced,
        "rows": rows,
        "wrong": wrong,
        "kinds": words.LINE_KINDS,
        "sent": sent,
    }
    status = 422 if wrong else 200
    return render_template("console/preventivo.html", now=desk.now(), **told), status


def _found(session: Session, quote_id: int) -> quotes.Priced:
    try:
        return quotes.look(session, quote_id)
    except NotFound:
        abort(404)


def _sent(desk: Desk, session: Session, priced: quotes.Priced) -> Sent:
    ticket_id = priced.quote.ticket_id
    receiver = desk.reach(session, session.get_one(Ticket, ticket_id))
    if receiver is None:
        return Sent(None, desk.link_for(ticket_id))
    way = "per SMS al" if receiver.way is Way.SMS else "per e-mail a"
    return Sent(f"{way} {masked_receiver(receiver.to)}", None)


def _typed(line: QuoteLine) -> Typed:
    return Typed(line.kind.value, line.words, _number(line.quantity), _number(line.unit_price))


def _number(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",")


def _written(desk: Desk, quote_id: int) -> ResponseReturnValue:
    typed = _rows()
    try:
        lines = [_line(number, row) for number, row in enumerate(typed, 1)]
        with desk.sessions.begin() as session:
            _found(session, quote_id)
            quotes.rewrite(session, quote_id, lines)
            if request.form.get("invia"):
                quotes.send(session, quote_id, actor=me().name, now=desk.now())
    except BadInput as error:
        return _shown(desk, quote_id, typed, str(error))
    except MoveRefused:
        flash("Il preventivo è già partito: non si cambia più. Per correggerlo fanne un altro.")
        return redirect(url_for("quotes.quote", quote_id=quote_id), 303)
    flash("Il preventivo è pronto per il cliente." if request.form.get("invia") else "Salvato.")
    return redirect(url_for("quotes.quote", quote_id=quote_id), 303)


def _rows() -> list[Typed]:
    """The rows in which something is written."""
    form = request.form
    columns = (form.getlist(name) for name in ("voce", "parole", "quanti", "prezzo"))
    rows = [Typed(*row) for row in zip(*columns, strict=False)]
    return [row for row in rows if row.words.strip() or row.price.strip()][: 2 * ROWS]


def _line(number: int, row: Typed) -> QuoteLine:
    try:
        kind = LineKind(row.kind)
        return QuoteLine(
            kind,
            row.words.strip(),
            _decimal("quantità", row.quantity),
            _decimal("prezzo", row.price),
        )
    except (BadInput, ValueError) as error:
        raise BadInput(f"Riga {number}: {error}") from error


def _decimal(name: str, typed: str) -> Decimal:
    """A number as Italians write it: "12,50", "1.200,00"."""
    text = typed.strip().removesuffix("€").strip()
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise BadInput(f'{name}: un numero come 12,50, ed è arrivato "{typed[:20]}"') from error
    if not value.is_finite() or len(text) > 12:
        raise BadInput(f'{name}: un numero come 12,50, ed è arrivato "{typed[:20]}"')
    return value
