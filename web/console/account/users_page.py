"""Users, for supervisors: who may come in, and each person's role, telephone, PIN, password and tokens."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.callbacks.priority import SKILLS
from rules.errors import BadInput
from rules.phone_numbers import parse_number
from rules.staff.accounts import LONGEST_PIN, Role
from rules.tickets.ticket import number_of
from store import reading
from store.callbacks import leavers, outbound_calls
from store.staff import accounts, audit_log, second_factor, sessions
from web.console import words
from web.console.account import settings_page
from web.console.account.user_form import UserForm
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused, said
from web.console.services import Services

PAGE = f"{settings_page.PAGE}/utenti"
UNSURE = "Segna la casella: quello che chiedi non si può fare per sbaglio."


@dataclass(frozen=True)
class Given:
    """A secret that is shown this once."""

    title: str
    secret: str
    told: str


def pages(services: Services) -> Pages:
    """/console/impostazioni/utenti and what is sent from there."""
    part = Pages("users")

    @part.page(PAGE, Who.SUPERVISOR, ("POST",))
    def add() -> ResponseReturnValue:
        return _add(services)

    @part.page(f"{PAGE}/<name>", Who.SUPERVISOR)
    def user(name: str) -> ResponseReturnValue:
        return _page(services, name)

    @part.page(f"{PAGE}/<name>/competenze", Who.SUPERVISOR, ("POST",))
    def skills(name: str) -> ResponseReturnValue:
        chosen = [skill for skill in SKILLS if request.form.get(skill)]
        with services.sessions.begin() as session:
            accounts.set_skills(session, name, chosen)
            _noted(session, services, "skills", name, ", ".join(chosen))
        return _done(name, f"Competenze di {name} salvate.")

    @part.page(f"{PAGE}/<name>/ruolo", Who.SUPERVISOR, ("POST",))
    def role(name: str) -> ResponseReturnValue:
        chosen = request.form.get("ruolo", "")
        if chosen not in set(Role):
            raise Refused(f"Ruolo: {' o '.join(words.ROLES.values())}; nient'altro.", "ruolo")
        with services.sessions.begin() as session:
            accounts.set_role(session, name, Role(chosen))
            _noted(session, services, "role", name, chosen)
        return _done(name, f"{name}: {words.ROLES[chosen].lower()}.")

    @part.page(f"{PAGE}/<name>/telefono", Who.SUPERVISOR, ("POST",))
    def phone(name: str) -> ResponseReturnValue:
        number = _number(services, request.form.get("telefono", ""))
        with services.sessions.begin() as session:
            outbound_calls.set_phone(session, name, number)
            _noted(session, services, "telephone", name)
        said = f"Squilla {words.phone(number)}." if number else "Non squilla più nessun telefono."
        return _done(name, said)

    @part.page(f"{PAGE}/<name>/pin", Who.SUPERVISOR, ("POST",))
    def pin(name: str) -> ResponseReturnValue:
        typed = request.form.get("pin", "")[: LONGEST_PIN + 1] or None
        with services.sessions.begin() as session:
            accounts.set_pin(session, name, typed)
            _noted(session, services, "pin" if typed else "pin_removed", name)
        return _done(name, "Il PIN è cambiato." if typed else "Il PIN non c'è più.")

    _add_ways_in(part, services)
    _add_leaving(part, services)
    return part


def _add_ways_in(part: Pages, services: Services) -> None:
    @part.page(f"{PAGE}/<name>/password", Who.SUPERVISOR, ("POST",))
    def password(name: str) -> ResponseReturnValue:
        _be_sure()
        if name == me().name:
            raise Refused("La tua password si cambia in Impostazioni.")
        given = secrets.token_urlsafe(12)
        with services.sessions.begin() as session:
            accounts.set_password(session, name, given, has_to_change=True)
            _noted(session, services, "password", name)
        told = f"Dilla a {name} a voce: con il primo accesso ne sceglie una sua."
        return _page(services, name, Given("Nuova password", given, told))

    @part.page(f"{PAGE}/<name>/secondo-fattore", Who.SUPERVISOR, ("POST",))
    def no_second_factor(name: str) -> ResponseReturnValue:
        _be_sure()
        with services.sessions.begin() as session:
            second_factor.reset(session, accounts.named(session, name))
            _noted(session, services, "second_factor_reset", name)
        return _done(name, f"{name} entra con la password sola, finché non lo riaccende.")

    @part.page(f"{PAGE}/<name>/uscita", Who.SUPERVISOR, ("POST",))
    def sign_out(name: str) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            sessions.end_all(session, accounts.named(session, name).id, but=me().session_id)
            _noted(session, services, "signed_out", name)
        return _done(name, f"{name} è fuori da ogni browser{_but_here(name)}.")

    @part.page(f"{PAGE}/<name>/token", Who.SUPERVISOR, ("POST",))
    def token(name: str) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            made = accounts.new_token(session, name, now=services.now())
            _noted(session, services, "token", name)
        told = "Va nell'intestazione Authorization: Bearer. Mettilo via adesso: non si rivede più."
        return _page(services, name, Given("Nuovo token", made, told))

    @part.page(f"{PAGE}/<name>/token/revoca", Who.SUPERVISOR, ("POST",))
    def revoke(name: str) -> ResponseReturnValue:
        _be_sure()
        with services.sessions.begin() as session:
            accounts.revoke(session, name, now=services.now())
            _noted(session, services, "tokens_revoked", name)
        return _done(name, f"Nessun token di {name} vale più.")


def _add_leaving(part: Pages, services: Services) -> None:
    @part.page(f"{PAGE}/<name>/escludi", Who.SUPERVISOR, ("POST",))
    def disable(name: str) -> ResponseReturnValue:
        _be_sure()
        with services.sessions.begin() as session:
            left = leavers.disable(session, name, by=me().name, now=services.now())
            _noted(session, services, "disabled", name)
        return _done(name, f"{name} è fuori, da subito.{_left_behind(left)}")

    @part.page(f"{PAGE}/<name>/riammetti", Who.SUPERVISOR, ("POST",))
    def enable(name: str) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            accounts.enable(session, name)
            _noted(session, services, "enabled", name)
        return _done(name, f"{name} può di nuovo entrare, con la password di prima.")


def _page(services: Services, name: str, given: Given | None = None) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        user = accounts.named(session, name)
        shown: dict[str, Any] = {
            "user": user,
            "browsers": len(sessions.of_user(session, user.id, services.now())),
            "api_tokens": accounts.tokens_of(session, user.id),
        }
    skills = [(skill, words.CATEGORIES[skill]) for skill in SKILLS]
    return render_template("console/account/user.html", given=given, skills=skills, **shown)


def _add(services: Services) -> ResponseReturnValue:
    form = UserForm()
    if form.validate():
        name, secret = form.nome.data or "", form.password.data or ""
        try:
            with services.sessions.begin() as session:
                user = accounts.add(
                    session, name, secret, Role(form.ruolo.data), now=services.now()
                )
                _noted(session, services, "added", user.name, user.role.value)
            return _done(user.name, f"{user.name} può entrare.")
        except BadInput as error:
            form.refuse(error.code, said(error, services.timezone))
    shown = settings_page.shown(services) | {"new": form}
    return render_template("console/account/settings.html", **shown), 422


def _number(services: Services, typed: str) -> str | None:
    """The number in E.164, if it may be rung; None for an empty field. Raises Refused."""
    if not typed.strip():
        return None
    found = parse_number(typed[:40])
    if found is None:
        raise Refused("Scrivi un numero di telefono, come 347 1234567.", "telefono")
    if services.calling is not None and not services.calling.may_ring(found):
        raise Refused(
            "Questo numero non si può chiamare: serve un fisso o un cellulare.", "telefono"
        )
    return found


def _be_sure() -> None:
    """Raise Refused where the box that says so was not ticked: not every browser demands it."""
    if not request.form.get("sicuro"):
        raise Refused(UNSURE, "sicuro")


def _but_here(name: str) -> str:
    return ", tranne questo" if name == me().name else ""


def _left_behind(left: leavers.Left) -> str:
    said = ""
    if left.released:
        numbers = ", ".join(number_of(ticket_id) for ticket_id in left.released)
        said += f" Di nuovo in coda: {numbers}."
    if left.nobodys:
        numbers = ", ".join(number_of(ticket_id) for ticket_id in left.nobodys)
        said += f" Ora senza padrone: {numbers}."
    if len(left.shifts) == 1:
        said += " Resta 1 turno suo, che non conta: cedilo in Reperibilità."
    elif left.shifts:
        said += f" Restano {len(left.shifts)} turni suoi, che non contano: cedili in Reperibilità."
    return said


def _noted(
    session: Session, services: Services, event: str, who: str, note: str | None = None
) -> None:
    audit_log.add(session, event, by=me().name, now=services.now(), who=who, note=note)


def _done(name: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("users.user", name=name), 303)
