""" "Avvisi", in Impostazioni: by which services one is told, of what, and in which hours of nothing."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.staff.notifications import CHOICES, Event, masked
from store.oncall import notification_settings, notifications
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.services import PREFIX, Services

PAGE = f"{PREFIX}/impostazioni/avvisi"
EVENTS = {
    Event.BLOCKING: "un cliente non può lavorare",
    Event.COME_BACK: "è ora di tornare su una richiesta che ho rimandato",
    Event.IDLE: "su una richiesta in lavorazione nessuno lavora da troppo",
    Event.HANDED_ON: "un collega mi passa una richiesta",
    Event.PROMISE: "una promessa rischia di non essere mantenuta",
    Event.RESPONSE: "un tempo di risposta sta per scadere",
    Event.RANG_BACK: "un cliente che non avevamo trovato richiama",
    Event.NOBODY_ON_CALL: "nel week-end nessuno è reperibile (ai responsabili)",
}


def pages(services: Services) -> Pages:
    """What is sent from the section."""
    part = Pages("notices")

    @part.page(PAGE, Who.STAFF, ("POST",))
    def wish() -> ResponseReturnValue:
        form = request.form
        chosen = [event.value for event in CHOICES if form.get(event.value)]
        with services.sessions.begin() as session:
            quiet = form.get("dalle", ""), form.get("alle", "")
            notification_settings.wish(session, me().id, chosen, *quiet)
        return _done("Salvato.")

    @part.page(f"{PAGE}/nuovo", Who.STAFF, ("POST",))
    def add() -> ResponseReturnValue:
        typed = request.form.get("indirizzo", "")
        with services.sessions.begin() as session:
            notification_settings.add_channel(
                session, me().name, typed, services.notice_schemas, services.now()
            )
        return _done("Aggiunto: premi Prova per vedere se arriva.")

    @part.page(f"{PAGE}/<id:way_id>/togli", Who.STAFF, ("POST",))
    def remove(way_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            notification_settings.remove_channel(session, me().id, way_id)
        return _done("Tolto.")

    @part.page(f"{PAGE}/<id:way_id>/prova", Who.STAFF, ("POST",))
    def test(way_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            notifications.ask_for_test(
                session, me().id, way_id, services.now(), services.notice_words
            )
        return _done("L'avviso di prova parte tra qualche secondo.")

    return part


def shown(session: Session, services: Services) -> dict[str, Any]:
    """What the section says; of an address nothing but the service."""
    if not services.notice_schemas:
        return {"ways": None}
    wishes = notification_settings.wishes(session, me().id)
    return {
        "ways": [
            (way, masked(way.url)) for way in notification_settings.channels(session, me().id)
        ],
        "wishes": wishes,
        "events": EVENTS,
        "schemas": services.notice_schemas,
    }


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("settings.settings") + "#avvisi", 303)
