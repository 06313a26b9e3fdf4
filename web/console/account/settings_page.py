""" "Impostazioni": one's own password, keys and sessions; for supervisors, accounts and words."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rules.staff.accounts import LONGEST_PASSWORD
from store import reading
from store.calls import corrections
from store.staff import accounts, audit_log, second_factor, sessions
from web.console.account import notifications_page
from web.console.account.user_form import UserForm
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Services

PAGE = f"{PREFIX}/impostazioni"


def pages(services: Services) -> Pages:
    """/console/impostazioni and what is sent from there."""
    part = Pages("settings")

    @part.page(PAGE, Who.STAFF)
    def settings() -> ResponseReturnValue:
        return render_template("console/account/settings.html", **shown(services))

    @part.page(f"{PAGE}/io", Who.STAFF, ("POST",))
    def mine() -> ResponseReturnValue:
        with services.sessions.begin() as session:
            accounts.set_own(
                session,
                me().id,
                full_name=request.form.get("nome", ""),
                single_keys=bool(request.form.get("tasti")),
                sounds=bool(request.form.get("suono")),
                desktop_notices=bool(request.form.get("desktop")),
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

    @part.page(f"{PAGE}/parole", Who.SUPERVISOR, ("POST",))
    def forget() -> ResponseReturnValue:
        word = request.form.get("parola", "")[:40]
        with services.sessions.begin() as session:
            corrections.forget(session, word)
        return _done(f"«{word}» non aiuta più il riconoscimento.")

    return part


def shown(services: Services) -> dict[str, Any]:
    """What stands on the page."""
    now = services.now()
    with reading(services.sessions) as session:
        told: dict[str, Any] = {
            "now": now,
            "sessions": sessions.of_user(session, me().id, now),
            **notifications_page.shown(session, services),
            "recovery_codes": second_factor.left(session, me().id),
        }
        if me().is_supervisor:
            told |= {"users": accounts.users(session), "glossary": corrections.rows(session)}
            told["new"] = UserForm(formdata=None)
    return told


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
        audit_log.add(session, "password", by=me().name, now=services.now(), who=me().name)
    flash("La password è cambiata: entra con quella nuova.")
    return redirect(url_for("sign_in.sign_in"), 303)


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("settings.settings"), 303)
