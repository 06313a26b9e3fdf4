"""The page of one's own request: whoever has its link sees it, and may change, end or erase it."""

from flask import Blueprint, abort, redirect, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from rules.errors import MoveRefused
from rules.hours.callback_slots import call_times
from rules.phone_numbers import parse_number
from store.billing import agreements
from store.privacy import erasure
from store.tickets import attachments, customer_actions
from web.form import words
from web.form.data_export import zipped
from web.form.fields import AnswerForm, ConfirmForm, NumberForm, TimeForm
from web.form.request_view import Own, find
from web.form.services import PREFIX, Desk
from web.form.uploads import drop

ADDRESS = f"{PREFIX}/r/<token>"
ACTS = ("numero", "orario", "annulla", "cancella", "prezzo")
DONE = {
    "numero": "Il numero è cambiato.",
    "orario": "L'orario è cambiato.",
    "annulla": "La richiesta è annullata.",
    "cancella": "I dati di questa richiesta sono cancellati.",
    "prezzo": "La tua risposta è registrata.",
}
TOO_LATE = "Nel frattempo la richiesta è cambiata: questo non è più possibile."
CHOOSE = "scegli un orario dell'elenco: quello di prima è passato o non c'è più"
OTHER_PRICE = "Il prezzo è cambiato da quando hai aperto la pagina: leggilo di nuovo."


def add_routes(bp: Blueprint, desk: Desk) -> None:
    """The page, its acts, and what may be fetched from it."""

    @bp.get(ADDRESS)
    def own(token: str) -> ResponseReturnValue:
        mine = _found(desk, token)
        done = DONE.get(request.args.get("fatto", ""))
        if request.args.get("tardi"):
            done = TOO_LATE
        return _page("request", mine, is_new=bool(request.args.get("nuova")), done=done)

    @bp.get(f"{ADDRESS}/dati")
    def copy(token: str) -> ResponseReturnValue:
        return zipped(desk, _found(desk, token))

    @bp.get(f"{ADDRESS}/allegati/<int:number>")
    def attachment(token: str, number: int) -> ResponseReturnValue:
        mine = _found(desk, token)
        with desk.sessions() as session:
            for row in attachments.of_ticket(session, mine.ticket.id):
                if row.id == number and row.path:
                    # To be saved and never shown: it is a stranger's file on our address.
                    kind = {"mimetype": row.media_type, "download_name": row.name}
                    folder = desk.attachments.resolve()
                    return send_from_directory(folder, row.path, as_attachment=True, **kind)
        return abort(404)

    @bp.route(f"{ADDRESS}/<any({','.join(ACTS)}):act>", methods=["GET", "POST"])
    def act(token: str, act: str) -> ResponseReturnValue:
        mine = _found(desk, token)
        if not mine.may(act):
            return _back(desk, mine, "tardi=1")
        match act:
            case "numero":
                return _number(desk, mine)
            case "orario":
                return _time(desk, mine)
            case "annulla":
                return _cancel(desk, mine)
            case "cancella":
                return _erase(desk, mine)
            case _:
                return _price(desk, mine)


def _found(desk: Desk, token: str) -> Own:
    mine = find(desk, token, request.url_root)
    if mine is None:
        abort(404)
    return mine


def _page(name: str, mine: Own, **more: object) -> str:
    return render_template(f"form/{name}.html", mine=mine, **more)


def _back(desk: Desk, mine: Own, said: str) -> Response:
    return redirect(f"{desk.links.path_for(mine.ticket.id)}?{said}", 303)


def _number(desk: Desk, mine: Own) -> ResponseReturnValue:
    form = NumberForm(desk.ours)
    if not form.validate_on_submit():
        return _page("number", mine, form=form), _status()
    number = parse_number(form.telefono.data) or ""
    with desk.sessions.begin() as session:
        done = customer_actions.change_number(session, mine.ticket.id, number, desk.now())
    return _back(desk, mine, "fatto=numero" if done else "tardi=1")


def _time(desk: Desk, mine: Own) -> ResponseReturnValue:
    form, now = TimeForm(), desk.now()
    offered = call_times(now, desk.hours, j_system=mine.j_system)
    known = {"": now} | {at.isoformat(): at for times in offered for at in times}
    right = form.validate_on_submit()
    if right and form.ora.data not in known:
        form.ora.errors = [CHOOSE]
        right = False
    if not right:
        zone = desk.hours.timezone
        groups = [
            (words.day(times[0], zone), [(at.isoformat(), words.hour(at, zone)) for at in times])
            for times in offered
        ]
        chosen = next((text for text, at in known.items() if at == mine.not_before), "")
        return _page("time", mine, form=form, groups=groups, chosen=chosen), _status()
    at = known[form.ora.data]
    told = words.since(at, now, desk.hours.timezone) if form.ora.data else "appena possibile"
    with desk.sessions.begin() as session:
        ticket = customer_actions.call_from(session, mine.ticket.id, at, told, now)
        if ticket is not None:
            desk.settle(session, ticket, now)
    return _back(desk, mine, "fatto=orario" if ticket is not None else "tardi=1")


def _cancel(desk: Desk, mine: Own) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page("cancel", mine, form=form), _status()
    try:
        with desk.sessions.begin() as session:
            customer_actions.cancel(session, mine.ticket.id, desk.now())
    except MoveRefused:
        return _back(desk, mine, "tardi=1")
    return _back(desk, mine, "fatto=annulla")


def _erase(desk: Desk, mine: Own) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page("erase", mine, form=form), _status()
    with desk.sessions.begin() as session:
        files = erasure.erase(session, mine.ticket.id, desk.now())
    drop(desk.attachments, files.attachments)
    drop(desk.recordings, files.recordings)
    return _back(desk, mine, "fatto=cancella")


def _price(desk: Desk, mine: Own) -> ResponseReturnValue:
    form = AnswerForm()
    offer = mine.offer
    if offer is None:
        return _back(desk, mine, "tardi=1")
    if not form.validate_on_submit() or form.risposta.data not in {"agreed", "declined"}:
        return _page("price", mine, form=form, offer=offer), _status()
    if form.parole.data != offer.digest:
        return _page("price", mine, form=form, offer=offer, notice=OTHER_PRICE), 409
    with desk.sessions.begin() as session:
        done = agreements.answer(
            session,
            mine.ticket.id,
            form.risposta.data,
            words=offer.words,
            total=offer.total,
            quote_id=offer.quote_id,
            now=desk.now(),
        )
        if done:
            customer_actions.note_answer(session, mine.ticket.id, form.risposta.data, desk.now())
    return _back(desk, mine, "fatto=prezzo" if done else "tardi=1")


def _status() -> int:
    return 422 if request.method == "POST" else 200
