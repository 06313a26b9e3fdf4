""" "Impostazioni": one's own password, keys and sessions; for supervisors, accounts and words."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.callbacks.priority import SKILLS
from rules.errors import BadInput
from rules.staff.accounts import LONGEST_PASSWORD, Role
from rules.tickets.ticket import number_of
from store import reading
from store.callbacks import leavers
from store.calls import corrections
from store.staff import accounts, audit_log, sessions
from web.console import words
from web.console.account import notifications_page
from web.console.account.user_form import UserForm
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused, said
from web.console.services import PREFIX, Services

PAGE = f"{PREFIX}/impostazioni"


def pages(services: Services) -> Pages:
    """/console/impostazioni and what is sent from there."""
    part = Pages("settings")

    @part.page(PAGE, Who.STAFF)
    def settings() -> ResponseReturnValue:
        return render_template("console/settings.html", **_shown(services))

    @part.page(f"{PAGE}/io", Who.STAFF, ("POST",))
    def mine() -> ResponseReturnValue:
        with services.sessions.begin() as session:
            accounts.set_own(
                session,
                me().id,
                full_name=request.form.get("nome", ""),
                single_keys=bool(request.form.get("tasti")),
            )
        return _done("Salvato.")

    @part.page(f"{PAGE}/password", Who.STAFF, ("POST",))
    def password() -> ResponseReturnValue:
        return _password(services)

    @part.page(f"{PAGE}/sessioni/<id:session_id>", Who.STAFF, ("POST",))
    def end(session_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            own = {row.id for row in sessions.of_user(session, me().id, services.now())}
            if session_id not in own:
                abort(404)
            sessions.end(session, session_id)
        return _done("Quel browser è uscito.")

    _add_supervisors(part, services)
    return part


def _add_supervisors(part: Pages, services: Services) -> None:
    @part.page(f"{PAGE}/utenti", Who.SUPERVISOR, ("POST",))
    def add_user() -> ResponseReturnValue:
        return _add_user(services)

    @part.page(f"{PAGE}/utenti/<name>/competenze", Who.SUPERVISOR, ("POST",))
    def skills(name: str) -> ResponseReturnValue:
        chosen = [skill for skill in SKILLS if request.form.get(skill)]
        with services.sessions.begin() as session:
            accounts.set_skills(session, name, chosen)
            _noted(session, services, "skills", name, ", ".join(chosen))
        return _done(f"Competenze di {name} salvate.")

    @part.page(f"{PAGE}/utenti/<name>/escludi", Who.SUPERVISOR, ("POST",))
    def disable(name: str) -> ResponseReturnValue:
        if name == me().name:
            raise Refused("Non puoi escludere te stesso: deve farlo qualcun altro.", "nome")
        with services.sessions.begin() as session:
            left = leavers.disable(session, name, by=me().name, now=services.now())
            _noted(session, services, "disabled", name)
        return _done(f"{name} è fuori, da subito.{_left_behind(left)}")

    @part.page(f"{PAGE}/utenti/<name>/riammetti", Who.SUPERVISOR, ("POST",))
    def enable(name: str) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            accounts.enable(session, name)
            _noted(session, services, "enabled", name)
        return _done(f"{name} può di nuovo entrare, con la password di prima.")

    @part.page(f"{PAGE}/parole", Who.SUPERVISOR, ("POST",))
    def forget() -> ResponseReturnValue:
        word = request.form.get("parola", "")[:40]
        with services.sessions.begin() as session:
            corrections.forget(session, word)
        return _done(f"«{word}» non aiuta più il riconoscimento.")


def _add_user(services: Services) -> ResponseReturnValue:
    form = UserForm()
    if form.validate():
        name, secret = form.nome.data or "", form.password.data or ""
        try:
            with services.sessions.begin() as session:
                user = accounts.add(
                    session, name, secret, Role(form.ruolo.data), now=services.now()
                )
                _noted(session, services, "added", user.name, user.role.value)
            return _done(f"{user.name} può entrare.")
        except BadInput as error:
            form.refuse(error.code, said(error, services.timezone))
    shown = _shown(services) | {"new": form}
    return render_template("console/settings.html", **shown), 422


def _noted(
    session: Session, services: Services, event: str, who: str, note: str | None = None
) -> None:
    audit_log.add(session, event, by=me().name, now=services.now(), who=who, note=note)


def _left_behind(left: leavers.Left) -> str:
    said = ""
    if left.released:
        numbers = ", ".join(number_of(ticket_id) for ticket_id in left.released)
        said += f" Di nuovo in coda: {numbers}."
    if left.nobodys:
        numbers = ", ".join(number_of(ticket_id) for ticket_id in left.nobodys)
        said += f" Ora senza padrone: {numbers}."
    if left.shifts:
        said += f" Restano {len(left.shifts)} turni suoi, che non contano: cedili in Reperibilità."
    return said


def _shown(services: Services) -> dict[str, Any]:
    now = services.now()
    with reading(services.sessions) as session:
        shown: dict[str, Any] = {
            "now": now,
            "sessions": sessions.of_user(session, me().id, now),
            **notifications_page.shown(session, services),
            "skills": [(skill, words.CATEGORIES[skill]) for skill in SKILLS],
        }
        if me().is_supervisor:
            shown |= {"users": accounts.users(session), "glossary": corrections.rows(session)}
            shown["new"] = UserForm(formdata=None)
    return shown


def _password(services: Services) -> ResponseReturnValue:
    old = request.form.get("vecchia", "")[: LONGEST_PASSWORD + 1]
    new = request.form.get("nuova", "")[: LONGEST_PASSWORD + 1]
    if new != request.form.get("ripetuta", ""):
        raise Refused("Le due password nuove non sono uguali.", "ripetuta")
    with reading(services.sessions) as session:
        known = accounts.signed_in(session, me().name, old)
    if known is None:
        raise Refused("La password di adesso non è quella.", "vecchia")
    with services.sessions.begin() as session:
        accounts.set_password(session, me().name, new)
        _noted(session, services, "password", me().name)
    flash("La password è cambiata: entra con quella nuova.")
    return redirect(url_for("sign_in.sign_in"), 303)


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("settings.settings"), 303)
