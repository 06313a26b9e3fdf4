"""Messages to customers: how far each came, sent again where it did not arrive."""

from datetime import datetime

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from rules.deliveries import Delivery, Message
from rules.errors import MoveRefused, NotFound
from store.messages import deliveries
from web.console import return_to, words
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.services import PREFIX, Services

MESSAGE = f"{PREFIX}/messaggi/<id:message_id>"
ABOUT = {
    "ticket_opened": "Conferma della richiesta",
    "promise_late": "Nuova ora promessa",
    "missed_you": "Abbiamo chiamato",
    "fault_over": "Il guasto è risolto",
    "gave_up": "Non l'abbiamo trovato",
    "cancelled": "Annullamento",
    "quote_sent": "Preventivo",
    "agreed": "Prezzo accettato",
    "price": "Prezzo del lavoro",
    "account_manager": "Avviso all'account manager",
    "alert": "Avviso a chi è reperibile",
    "alert_alone": "Avviso ai responsabili: nessun reperibile",
}
WAYS = {"sms": "SMS", "email": "e-mail", "call": "chiamata"}
UNKNOWN = "Questo messaggio non c'è più."
REFUSALS = {
    deliveries.NO_WAY: "Non c'è un cellulare né un indirizzo a cui inviarlo: correggi il numero, o "
    "dai tu il collegamento.",
    deliveries.LEFT: "Troppo tardi: è già partito, o sta partendo.",
    deliveries.NOT_FAILED: "Nel frattempo qualcuno ci ha già pensato.",
}


def pages(services: Services) -> Pages:
    """/console/messaggi/7/ancora and /fatto"""
    part = Pages("messages")

    @part.page(f"{MESSAGE}/ancora", Who.STAFF, ("POST",))
    def again(message_id: int) -> ResponseReturnValue:
        return _seen_to(services, message_id, again=True)

    @part.page(f"{MESSAGE}/annulla", Who.STAFF, ("POST",))
    def cancel(message_id: int) -> ResponseReturnValue:
        try:
            with services.sessions.begin() as session:
                deliveries.cancel(session, message_id, by=me().name, now=services.now())
            said = "Annullato: non parte più."
        except MoveRefused as error:
            said = REFUSALS[str(error)]
        except NotFound:
            said = UNKNOWN
        flash(said)
        return redirect(return_to.page() or url_for("queue.queue"), 303)

    @part.page(f"{MESSAGE}/fatto", Who.STAFF, ("POST",))
    def done(message_id: int) -> ResponseReturnValue:
        return _seen_to(services, message_id, again=False)

    return part


def _seen_to(services: Services, message_id: int, *, again: bool) -> ResponseReturnValue:
    by, now = me().name, services.now()
    try:
        with services.sessions.begin() as session:
            if again:
                to = deliveries.send_again(session, message_id, services.reach, by=by, now=now)
                said = f"Parte di nuovo, per {WAYS[to.channel]}."
            else:
                deliveries.settle(session, message_id, by=by, now=now)
                said = "Annotato: il cliente è stato avvisato in altro modo."
    except MoveRefused as error:
        said = REFUSALS[str(error)]
    except NotFound:
        said = UNKNOWN
    flash(said)
    return redirect(return_to.page() or url_for("queue.queue"), 303)


def about(message: Message) -> str:
    """What it tells of."""
    return ABOUT.get(message.about, "Messaggio")


def said(message: Message, now: datetime, timezone: str) -> str:
    """How far it came: "consegnato alle 10:20", "non è arrivato: il numero non è un cellulare"."""
    is_mail = message.kind == "email"
    end, when = "a" if is_mail else "o", words.moment(message.at, now, timezone)
    if message.delivery is Delivery.WAITING and message.next_at > now:
        return f"parte {words.moment(message.next_at, now, timezone)}"
    unsure = "se arriva non si sa" if is_mail else "la consegna non è ancora confermata"
    return {
        Delivery.WAITING: "sta per partire",
        Delivery.ON_ITS_WAY: f"inviat{end} {when}, {unsure}",
        Delivery.DELIVERED: f"consegnat{end} {when}",
        Delivery.UNSURE: f"forse è partit{end}: si sta guardando",
        Delivery.DROPPED: f"non è partit{end}: {message.reason}",
        Delivery.FAILED: f"non è arrivat{end}: {message.reason}",
    }[message.delivery]
