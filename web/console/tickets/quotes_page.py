"""A quote for a repair: its lines written by a technician, then sent, and from then on unaltered."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.billing.quotes import QuoteState
from rules.customer_messages import masked_receiver
from rules.deliveries import Message
from rules.errors import BadInput, MoveRefused, NotFound
from store import reading
from store.billing import quotes
from store.messages import deliveries
from store.messages.pending_updates import CustomerUpdate
from store.models import Quote, Ticket
from store.tickets import lifecycle
from web.console import words
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused, said
from web.console.services import PREFIX, Services
from web.console.tickets.deliveries import WAYS
from web.console.tickets.quote_form import ROWS, Typed, lines_of, typed_rows

GONE = "Il preventivo è già partito: non si cambia più. Per correggerlo fanne un altro."
NOBODY = (
    "Il cliente non riceve nulla da solo: non ha un cellulare né un indirizzo e-mail suo, o i messaggi "
    "sono spenti."
)
SOON = timedelta(minutes=3)  # within which the message is written, once nobody can undo it
QUOTE = f"{PREFIX}/preventivi/<id:quote_id>"


@dataclass(frozen=True)
class Sent:
    """What became of the link to answer at; the link itself, for whoever gives it in another way."""

    message: Message | None  # by which the customer gets it
    wrong: str | None  # there is none, and why
    link: str
    soon: str | None = None  # there will be one


def pages(services: Services) -> Pages:
    """/console/preventivi/7"""
    part = Pages("quotes")

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>/preventivi", Who.STAFF, ("POST",))
    def draft(ticket_id: int) -> ResponseReturnValue:
        vat, now = services.terms.rates.vat_percent, services.now()
        with services.sessions.begin() as session:
            if lifecycle.find(session, ticket_id) is None:
                abort(404)
            made = quotes.draft(session, ticket_id, [], vat_percent=vat, actor=me().name, now=now)
        return redirect(url_for("quotes.quote", quote_id=made.id), 303)

    @part.page(QUOTE, Who.STAFF)
    def quote(quote_id: int) -> ResponseReturnValue:
        return _shown(services, quote_id)

    @part.page(QUOTE, Who.STAFF, ("POST",))
    def write(quote_id: int) -> ResponseReturnValue:
        return _written(services, quote_id)

    @part.page(f"{QUOTE}/invia", Who.STAFF, ("POST",))
    def send(quote_id: int) -> ResponseReturnValue:
        return _send(services, quote_id)

    return part


def _shown(
    services: Services, quote_id: int, typed: list[Typed] | None = None, wrong: str | None = None
) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        priced = _found(session, quote_id)
        sent = _sent(services, session, priced) if priced.quote.state == QuoteState.SENT else None
    if typed is None:
        typed = [Typed.of(line) for line in priced.lines]
    rows = typed + [Typed()] * max(1, ROWS - len(typed))
    told: dict[str, Any] = {
        "priced": priced,
        "rows": rows,
        "wrong": wrong,
        "kinds": words.LINE_KINDS,
        "sent": sent,
        "ways": WAYS,
    }
    status = 422 if wrong else 200
    return render_template("console/quote.html", now=services.now(), **told), status


def _found(session: Session, quote_id: int) -> quotes.Priced:
    try:
        return quotes.look(session, quote_id)
    except NotFound:
        abort(404)


def _sent(services: Services, session: Session, priced: quotes.Priced) -> Sent:
    """What became of the message with the link; never that it came where nobody knows."""
    quote, now = priced.quote, services.now()
    ticket = session.get_one(Ticket, quote.ticket_id)
    link = services.link_for(ticket)
    about = deliveries.of_tickets(session, [quote.ticket_id])[quote.ticket_id]
    told = [one for one in about if one.about == CustomerUpdate.QUOTE]
    if (message := _of(session, quote, told)) is not None:
        return Sent(message, None, link)
    receiver = services.reach(session, ticket)
    if receiver is None:
        return Sent(None, NOBODY, link)
    way = f"per {WAYS[receiver.channel]} a {masked_receiver(receiver.to)}"
    if quote.sent_at is not None and now <= quote.sent_at + SOON:
        return Sent(None, None, link, f"Tra un minuto parte {way}, con il collegamento.")
    return Sent(None, f"Il collegamento non è partito {way}.", link)


def _of(session: Session, quote: Quote, told: list[Message]) -> Message | None:
    """The last message about this quote: sent after it, and before another one was."""
    others = (one.sent_at for one in quotes.of_ticket(session, quote.ticket_id) if one.sent_at)
    since = quote.sent_at
    if since is None:
        return None
    until = min((at for at in others if at > since), default=None)
    of_it = (
        one for one in told if one.created_at >= since and (not until or one.created_at < until)
    )
    return max(of_it, key=lambda one: one.id, default=None)


def _written(services: Services, quote_id: int) -> ResponseReturnValue:
    typed = typed_rows()
    try:
        lines = lines_of(typed)
        with services.sessions.begin() as session:
            _found(session, quote_id)
            quotes.rewrite(session, quote_id, lines)
    except BadInput as error:
        return _shown(services, quote_id, typed, said(error, services.timezone))
    except MoveRefused:
        return _again(quote_id, GONE)
    return _again(quote_id, "Salvato: controlla il totale, poi invialo.")


def _send(services: Services, quote_id: int) -> ResponseReturnValue:
    """Send what was read: never another total than the one beside the button."""
    with services.sessions.begin() as session:
        priced = _found(session, quote_id)
        if not priced.lines:
            raise Refused("Nel preventivo non c'è ancora nessuna riga.")
        if request.form.get("totale") != f"{priced.totals.total:.2f}":
            return _again(quote_id, "Nel frattempo il preventivo è cambiato: rileggilo.")
        try:
            quotes.send(session, quote_id, actor=me().name, now=services.now())
        except MoveRefused:
            return _again(quote_id, GONE)
    return _again(quote_id, "Il preventivo è pronto per il cliente.")


def _again(quote_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("quotes.quote", quote_id=quote_id), 303)
