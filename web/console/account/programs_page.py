""" "Programmi", for supervisors: who is told what happens to requests, and what became of it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.errors import BadInput, MoveRefused
from rules.webhooks.events import CHOICES, EventType
from store import reading
from store.messages.webhooks import endpoints, noting, sending, told
from store.messages.webhooks.endpoints import Wanted
from store.models import WebhookEndpoint
from store.staff import audit_log
from web.console.current_user import me
from web.console.pages import Pages, Who, row_id
from web.console.refusals import said
from web.console.services import PREFIX, Services

PAGE = f"{PREFIX}/programmi"
ONE = f"{PAGE}/<id:endpoint_id>"
SHOWN = 50
EVENTS = {
    EventType.TICKET_CREATED: "una richiesta arriva",
    EventType.TICKET_UPDATED: "se ne sa di più, o il cliente aggiunge qualcosa",
    EventType.TICKET_MOVED: "cambia stato",
    EventType.TICKET_NOTED: "un tecnico scrive una nota",
    EventType.TICKET_OWNED: "cambia chi la segue",
    EventType.TICKET_ERASED: "i suoi dati sono cancellati",
    EventType.CALLBACK_CLAIMED: "un tecnico la prende in mano",
    EventType.CALLBACK_RELEASED: "torna in coda",
    EventType.CALLBACK_ATTEMPTED: "il cliente è stato chiamato invano",
    EventType.CALLBACK_DONE: "si è parlato con il cliente",
    EventType.CALLBACK_GIVEN_UP: "non si richiama più",
    EventType.CALLBACK_AT_RISK: "una promessa sta per scadere",
    EventType.QUOTE_SENT: "parte un preventivo",
    EventType.QUOTE_ANSWERED: "il cliente risponde a un prezzo",
    EventType.TEST: "prova",
}
STATES = {"waiting": "in attesa", "sent": "consegnato", "failed": "non consegnato"}


def pages(services: Services) -> Pages:
    """/console/programmi and what is sent from there."""
    part = Pages("programs")

    @part.page(PAGE, Who.SUPERVISOR)
    def list_() -> ResponseReturnValue:
        return render_template("console/programs/list.html", **_shown(services))

    @part.page(PAGE, Who.SUPERVISOR, ("POST",))
    def add() -> ResponseReturnValue:
        return _add(services)

    @part.page(ONE, Who.SUPERVISOR)
    def one(endpoint_id: int) -> ResponseReturnValue:
        return render_template("console/programs/one.html", **_one(services, endpoint_id))

    @part.page(f"{ONE}/segreto", Who.SUPERVISOR, ("POST",))
    def secret(endpoint_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            row = endpoints.rotate(session, endpoint_id, services.now())
            _note(session, services, "webhook_secret", row)
        flash("C'è un segreto nuovo; quello di prima vale ancora un giorno.")
        return _to(endpoint_id)

    @part.page(f"{ONE}/acceso", Who.SUPERVISOR, ("POST",))
    def switch(endpoint_id: int) -> ResponseReturnValue:
        on = bool(request.form.get("acceso"))
        with services.sessions.begin() as session:
            row = endpoints.switch(session, endpoint_id, on=on, now=services.now())
            _note(session, services, "webhook_changed", row)
        flash("Riceve da adesso." if on else "Non riceve più nulla.")
        return _to(endpoint_id)

    @part.page(f"{ONE}/togli", Who.SUPERVISOR, ("POST",))
    def remove(endpoint_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            row = endpoints.find(session, endpoint_id)
            _note(session, services, "webhook_removed", row)
            endpoints.remove(session, endpoint_id)
        flash("Tolto.")
        return redirect(url_for("programs.list_"), 303)

    _add_deliveries(part, services)
    return part


def _add_deliveries(part: Pages, services: Services) -> None:
    @part.page(f"{ONE}/prova", Who.SUPERVISOR, ("POST",))
    def test(endpoint_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            noting.ask_for_test(session, endpoint_id, services.now())
        flash("La prova parte tra qualche secondo: ricarica per vedere com'è andata.")
        return _to(endpoint_id)

    @part.page(f"{ONE}/ancora", Who.SUPERVISOR, ("POST",))
    def replay(endpoint_id: int) -> ResponseReturnValue:
        wanted = request.form.get("consegna", "")
        try:
            with services.sessions.begin() as session:
                if wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
                    sending.replay(session, int(wanted), services.now())
                    count = 1
                else:
                    count = sending.replay_failed(session, endpoint_id, services.now())
        except MoveRefused:
            count = 0
        flash(f"Si manda di nuovo: {count}." if count else "Non c'è nulla da mandare di nuovo.")
        return _to(endpoint_id)


def _add(services: Services) -> ResponseReturnValue:
    form, now = request.form, services.now()
    chosen = [one.value for one in CHOICES if form.get(one.value)]
    wanted = Wanted(
        form.get("indirizzo", ""), chosen, bool(form.get("tutto")), form.get("nome", "").strip()
    )
    try:
        with services.sessions.begin() as session:
            row = endpoints.add(session, wanted, services.webhook_networks, now)
            _note(session, services, "webhook_added", row)
    except BadInput as error:
        wrong = said(error, services.timezone)
        shown = _shown(services) | {"wrong": wrong, "typed": form}
        return render_template("console/programs/list.html", **shown), 422
    flash("Aggiunto: qui c'è il segreto da dare al programma.")
    return _to(row.id)


def _shown(services: Services) -> dict[str, Any]:
    with reading(services.sessions) as session:
        known = endpoints.every(session)
    return {
        "now": services.now(),
        "known": known,
        "host_of": told.host_of,
        "events": {one: EVENTS[one] for one in CHOICES},
        "wrong": None,
        "typed": {},
    }


def _one(services: Services, endpoint_id: int) -> dict[str, Any]:
    with reading(services.sessions) as session:
        row = endpoints.find(session, endpoint_id)
        sent = told.deliveries(session, row.id, SHOWN + 1, before=row_id("prima"))
    return {
        "now": services.now(),
        "row": row,
        "sent": sent[:SHOWN],
        "next_before": sent[SHOWN - 1]["id"] if len(sent) > SHOWN else None,
        "events": EVENTS,
        "states": STATES,
    }


def _to(endpoint_id: int) -> ResponseReturnValue:
    return redirect(url_for("programs.one", endpoint_id=endpoint_id), 303)


def _note(session: Session, services: Services, event: str, row: WebhookEndpoint) -> None:
    by, now = me().name, services.now()
    audit_log.add(session, event, by=by, now=now, who=told.host_of(row.url))
