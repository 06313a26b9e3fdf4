"""Second factor of one's own: switched on with an app, recovery codes made anew, switched off."""

from datetime import datetime, timedelta
from typing import Any

import segno
from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.errors import BadInput
from rules.staff.second_factor import LONGEST_CODE, address, new_secret
from store import reading
from store.models import User
from store.staff import audit_log, second_factor, sessions
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Services

PAGE = f"{PREFIX}/impostazioni/secondo-fattore"
DRAWN = "second-factor"  # in the browser's signed cookie: nothing is kept before a code was right
A_WHILE = timedelta(minutes=15)  # for which a drawing is good
OLD = "Il disegno è vecchio: inquadra quello nuovo."


def pages(services: Services) -> Pages:
    """/console/impostazioni/secondo-fattore and what is sent from there."""
    part = Pages("second_factor")
    seal = second_factor.Seal(services.secret)

    @part.page(PAGE, Who.STAFF)
    def second() -> ResponseReturnValue:
        return render_template("console/account/second_factor.html", **_state(services))

    @part.page(f"{PAGE}/accendi", Who.STAFF, ("POST",))
    def switch_on() -> ResponseReturnValue:
        secret = _drawn(services.now())
        if secret is None:
            raise Refused(OLD, "codice")
        with services.sessions.begin() as session:
            codes = second_factor.switch_on(
                session, me().id, secret, _typed(), seal, now=services.now()
            )
            sessions.end_all(session, me().id, but=me().session_id)
            _noted(session, services, "second_factor")
        cookie.pop(DRAWN)
        return render_template("console/account/second_factor.html", codes=codes)

    @part.page(f"{PAGE}/codici", Who.STAFF, ("POST",))
    def renew() -> ResponseReturnValue:
        _check(services, seal)
        with services.sessions.begin() as session:
            codes = second_factor.renew(session, me().id)
            _noted(session, services, "recovery_codes")
        return render_template("console/account/second_factor.html", codes=codes)

    @part.page(f"{PAGE}/spegni", Who.STAFF, ("POST",))
    def switch_off() -> ResponseReturnValue:
        _check(services, seal)
        with services.sessions.begin() as session:
            second_factor.switch_off(session, me().id)
            _noted(session, services, "second_factor_off")
        flash("Il secondo fattore è spento: si entra con la password sola.")
        return redirect(url_for("settings.settings"), 303)

    return part


def _state(services: Services) -> dict[str, Any]:
    with reading(services.sessions) as session:
        is_on = session.get_one(User, me().id).totp_sealed is not None
        left = second_factor.left(session, me().id)
    return {"is_on": True, "left": left} if is_on else _drawing(services.now())


def _drawing(now: datetime) -> dict[str, Any]:
    """The key as a picture and in words; the same again for whoever mistyped a code of it."""
    secret = _drawn(now)
    if secret is None:
        secret = new_secret()
        cookie[DRAWN] = [me().id, secret, now.isoformat()]
    picture = segno.make(address(secret, me().name), error="m")
    return {
        "is_on": False,
        "key": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "picture": picture.svg_data_uri(scale=4, border=4, light="white"),
    }


def _drawn(now: datetime) -> str | None:
    """The key that this user was shown a while ago at most."""
    user_id, secret, at = cookie.get(DRAWN) or (None, "", "")
    if user_id != me().id or now - datetime.fromisoformat(at) > A_WHILE:
        return None
    return str(secret)


def _check(services: Services, seal: second_factor.Seal) -> None:
    """Raise BadInput where the code is not the app's: a browser that was left open is not enough."""
    with services.sessions.begin() as session:
        user = session.get_one(User, me().id)
        passed = second_factor.is_code(session, user, _typed(), seal, now=services.now())
    if not passed:
        raise BadInput("expected the code that the app shows now, found another", "second_factor")


def _typed() -> str:
    return request.form.get("codice", "")[:LONGEST_CODE]


def _noted(session: Session, services: Services, event: str) -> None:
    audit_log.add(session, event, by=me().name, now=services.now(), who=me().name)
