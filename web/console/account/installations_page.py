""" "Installazioni", for supervisors: our program at customers', its tokens, and how it is answered."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.errors import BadInput, MoveRefused
from store import reading
from store.customers import installations
from store.models import Customer, Installation
from store.staff import audit_log
from web.console.account import programs_page
from web.console.current_user import me
from web.console.customers.customers_page import picked
from web.console.pages import Pages, Who
from web.console.refusals import Refused, field_of, said
from web.console.services import Services

PAGE = f"{programs_page.PAGE}/installazioni"
ONE = f"{PAGE}/<id:installation_id>"
DAYS = 7  # for which the token before is good, unless another number is typed
DISABLED = "Questa installazione è esclusa: aggiungine un'altra."
UNSURE = "Segna la casella: un'installazione esclusa non rientra."
REFUSALS = {
    400: "non era JSON",
    403: "chiedeva quello che è solo per noi",
    404: "chiedeva quello che non c'è, o non è suo",
    409: "la stessa chiave con un'altra richiesta",
    413: "troppo grande",
    415: "non era JSON",
    422: "un campo sbagliato",
}


@dataclass(frozen=True)
class Given:
    """A token that is shown this once."""

    installation: str
    token: str
    overlap_days: int | None = None  # for which the one before is good; None where there is none


def pages(services: Services) -> Pages:
    """/console/programmi/installazioni?cliente=L2210 and what is sent from there."""
    part = Pages("installations")

    @part.page(PAGE, Who.SUPERVISOR)
    def list_() -> ResponseReturnValue:
        return _page(services)

    @part.page(PAGE, Who.SUPERVISOR, ("POST",))
    def add() -> ResponseReturnValue:
        form = request.form
        try:
            with services.sessions.begin() as session:
                customer = picked(session, form.get("codice", ""))
                code, name = customer.code, form.get("nome", "")
                made, token = installations.add(session, code, name, now=services.now())
                _note(session, services, "installation_added", made)
                shown = _name(session, made)
        except BadInput as error:
            return _page(services, wrong=error)
        return _page(services, Given(shown, token))

    @part.page(f"{ONE}/token", Who.SUPERVISOR, ("POST",))
    def rotate(installation_id: int) -> ResponseReturnValue:
        return _rotate(services, installation_id)

    @part.page(f"{ONE}/prima", Who.SUPERVISOR, ("POST",))
    def end_overlap(installation_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            row = installations.end_overlap(session, installation_id)
            _note(session, services, "installation_overlap", row)
        return _done("Il token di prima non vale più.")

    @part.page(f"{ONE}/escludi", Who.SUPERVISOR, ("POST",))
    def disable(installation_id: int) -> ResponseReturnValue:
        if not request.form.get("sicuro"):
            raise Refused(UNSURE, "sicuro")
        with services.sessions.begin() as session:
            row = installations.disable(session, installation_id, now=services.now())
            _note(session, services, "installation_disabled", row)
        return _done("Esclusa: i suoi token non valgono più.")

    return part


def _rotate(services: Services, installation_id: int) -> ResponseReturnValue:
    typed, now = request.form.get("giorni", str(DAYS)).strip(), services.now()
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 4
    days = int(typed) if is_number else -1
    try:
        with services.sessions.begin() as session:
            row, token = installations.rotate(session, installation_id, overlap_days=days, now=now)
            _note(session, services, "installation_rotated", row, str(days))
            shown = _name(session, row)
    except MoveRefused:
        return _done(DISABLED)
    return _page(services, Given(shown, token, days))


def _page(
    services: Services, given: Given | None = None, wrong: BadInput | None = None
) -> ResponseReturnValue:
    code = request.args.get("cliente", "")
    with reading(services.sessions) as session:
        every = installations.list_(session)
    now = services.now()
    shown: dict[str, Any] = {
        "now": now,
        "rows": [(row, of) for row, of in every if code in ("", of.code)],
        "overlaps": {row.id for row, _ in every if row.earlier_until and row.earlier_until > now},
        "asked": code,
        "given": given,
        "days": DAYS,
        "most_days": installations.LONGEST_OVERLAP_DAYS,
        "refusals": REFUSALS,
        "typed": request.form if wrong else {"codice": code},
        "wrong": {field_of(wrong): said(wrong, services.timezone)} if wrong else {},
    }
    return render_template("console/programs/installations.html", **shown), 422 if wrong else 200


def _name(session: Session, row: Installation) -> str:
    return f"{row.name}, {session.get_one(Customer, row.customer_id).name}"


def _done(told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(url_for("installations.list_"), 303)


def _note(
    session: Session, services: Services, event: str, row: Installation, note: str | None = None
) -> None:
    code = session.get_one(Customer, row.customer_id).code
    who, by = audit_log.installation(row.name, code), me().name
    audit_log.add(session, event, by=by, now=services.now(), who=who, note=note)
