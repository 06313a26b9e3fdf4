"""The page of one's own request: whoever has its link sees it, and may change, end or erase it."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from rules.errors import MoveRefused
from rules.hours.callback_slots import call_times
from rules.phone_numbers import parse_number
from store.billing import agreements
from store.privacy import requests
from store.tickets import attachments, customer_actions, lifecycle
from web import attachment_files
from web.form import addition_page, words
from web.form.data_export import zipped
from web.form.fields import AnswerForm, ConfirmForm, NumberForm, TimeForm
from web.form.request_view import Own, find
from web.form.services import PREFIX, Services
from web.rate_limit import RateLimit

ADDRESS = f"{PREFIX}/r/<token>"
ACTS = ("numero", "orario", "annulla", "cancella", "prezzo", "aggiungi")
DONE = {
    "numero": "Il numero è cambiato.",
    "orario": "L'orario è cambiato.",
    "annulla": "La richiesta è annullata.",
    "cancella": "I dati di questa richiesta sono cancellati.",
    "prezzo": "La Sua risposta è registrata.",
    "aggiungi": "Aggiunto: il tecnico lo vede con la richiesta.",
}
TOO_LATE = "Nel frattempo la richiesta è cambiata: questo non è più possibile."
CHOOSE = "scelga un orario dell'elenco: quello di prima è passato o non c'è più"
OTHER_PRICE = "Il prezzo è cambiato da quando ha aperto la pagina: lo legga di nuovo."


def add_routes(bp: Blueprint, services: Services) -> None:
    """The page, its acts, and what may be fetched from it."""

    pace = RateLimit(services.limits.per_hour, timedelta(hours=1))

    @bp.get(ADDRESS)
    def own(token: str) -> ResponseReturnValue:
        mine = _found(services, token)
        done = DONE.get(request.args.get("fatto", ""))
        if request.args.get("tardi"):
            done = TOO_LATE
        return _page("request", mine, is_new=bool(request.args.get("nuova")), done=done)

    @bp.get(f"{ADDRESS}/dati")
    def copy(token: str) -> ResponseReturnValue:
        return zipped(services, _found(services, token))

    @bp.get(f"{ADDRESS}/allegati/<int:number>")
    def attachment(token: str, number: int) -> ResponseReturnValue:
        mine = _found(services, token)
        with services.sessions() as session:
            for row in attachments.of_ticket(session, mine.ticket.id):
                if row.id == number and row.path:
                    return attachment_files.saved(services.attachments, row)
        return abort(404)

    @bp.route(f"{ADDRESS}/<any({','.join(ACTS)}):act>", methods=["GET", "POST"])
    def act(token: str, act: str) -> ResponseReturnValue:
        mine = _found(services, token)
        if not mine.may(act):
            return _back(services, mine, "tardi=1")
        if act == "aggiungi":
            return addition_page.answered(services, pace, mine)
        answers = {"numero": _number, "orario": _time, "annulla": _cancel, "cancella": _erase}
        return answers.get(act, _price)(services, mine)


def _found(services: Services, token: str) -> Own:
    mine = find(services, token, request.url_root)
    if mine is None:
        abort(404)
    return mine


def _page(name: str, mine: Own, **more: object) -> str:
    return render_template(f"form/{name}.html", mine=mine, **more)


def _back(services: Services, mine: Own, said: str) -> Response:
    return redirect(f"{services.links.path_for(mine.ticket)}?{said}", 303)


def _number(services: Services, mine: Own) -> ResponseReturnValue:
    form = NumberForm(services.ours)
    if not form.validate_on_submit():
        return _page("number", mine, form=form), _status()
    number = parse_number(form.telefono.data) or ""
    with services.sessions.begin() as session:
        done = customer_actions.change_number(session, mine.ticket.id, number, services.now())
    return _back(services, mine, "fatto=numero" if done else "tardi=1")


def _time(services: Services, mine: Own) -> ResponseReturnValue:
    form, now = TimeForm(), services.now()
    offered = call_times(now, services.hours, j_system=mine.j_system)
    known = {"": now} | {at.isoformat(): at for times in offered for at in times}
    right = form.validate_on_submit()
    if right and form.ora.data not in known:
        form.ora.errors = [CHOOSE]
        right = False
    if not right:
        zone = services.hours.timezone
        groups = [
            (words.day(times[0], zone), [(at.isoformat(), words.hour(at, zone)) for at in times])
            for times in offered
        ]
        chosen = next((text for text, at in known.items() if at == mine.not_before), "")
        return _page("time", mine, form=form, groups=groups, chosen=chosen), _status()
    at = known[form.ora.data]
    told = words.since(at, now, services.hours.timezone) if form.ora.data else "appena possibile"
    with services.sessions.begin() as session:
        ticket = customer_actions.call_from(session, mine.ticket.id, at, told, now)
        if ticket is not None:
            services.settle(session, ticket, now)
    return _back(services, mine, "fatto=orario" if ticket is not None else "tardi=1")


def _cancel(services: Services, mine: Own) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page("cancel", mine, form=form), _status()
    try:
        with services.sessions.begin() as session:
            customer_actions.cancel(session, mine.ticket.id, services.now())
    except MoveRefused:
        return _back(services, mine, "tardi=1")
    return _back(services, mine, "fatto=annulla")


def _erase(services: Services, mine: Own) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page("erase", mine, form=form), _status()
    by = customer_actions.CUSTOMER
    requests.erase_request(
        services.sessions, mine.ticket.id, services.places, services.now(), by=by
    )
    return _back(services, mine, "fatto=cancella")


def _price(services: Services, mine: Own) -> ResponseReturnValue:
    form = AnswerForm()
    offer = mine.offer
    if offer is None:
        return _back(services, mine, "tardi=1")
    if not form.validate_on_submit() or form.risposta.data not in {"agreed", "declined"}:
        return _page("price", mine, form=form, offer=offer), _status()
    if form.parole.data != offer.digest:
        return _page("price", mine, form=form, offer=offer, notice=OTHER_PRICE), 409
    with services.sessions.begin() as session:
        done = agreements.answer(
            session,
            mine.ticket.id,
            form.risposta.data,
            words=offer.words,
            total=offer.total,
            quote_id=offer.quote_id,
            now=services.now(),
        )
        if done:
            customer_actions.note_answer(
                session, mine.ticket.id, form.risposta.data, services.now()
            )
            ticket = lifecycle.find(session, mine.ticket.id)
            if ticket is not None:  # whoever agreed to a price pays it
                services.settle(session, ticket, services.now())
    return _back(services, mine, "fatto=prezzo" if done else "tardi=1")


def _status() -> int:
    return 422 if request.method == "POST" else 200
