"""Signing in and out. What is wrong, the name or the password, is never said."""

import secrets
from datetime import datetime

import structlog
from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from rules.staff.accounts import LONGEST_NAME, LONGEST_PASSWORD, Role
from rules.staff.sign_in_limits import LOOKED_AT, Counted
from store import reading
from store.models import User
from store.staff import accounts, sessions
from web.console import words
from web.console.account import pending_code
from web.console.current_user import counted_for, me, person_of
from web.console.forms import ItalianForm
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.return_to import inside
from web.console.services import PREFIX, Services
from web.rate_limit import RateLimit, who_asks

log = structlog.get_logger()

DEVICE = "centralino-browser"  # the cookie that says who signed in here before
A_YEAR = 365 * 24 * 3600
ELSEWHERE = "Il tuo accesso passa dal servizio dell'azienda: usa il pulsante qui sotto."
WRONG = "Nome o password non corretti."
STALE = "La pagina è rimasta aperta a lungo, o il browser non accetta i cookie: riprova."


class SignInForm(ItalianForm):
    """Name and password, and where one wanted to go."""

    nome = StringField("Nome", [InputRequired("scrivi il tuo nome"), Length(max=LONGEST_NAME)])
    password = PasswordField(
        "Password", [InputRequired("scrivi la password"), Length(max=LONGEST_PASSWORD)]
    )
    poi = HiddenField()


def pages(services: Services) -> Pages:
    """/login and /logout."""
    part = Pages("sign_in")
    devices = devices_of(services)
    pace = RateLimit(LOOKED_AT)

    @part.page("/login", Who.ANYONE, ("GET", "POST"))
    def sign_in() -> ResponseReturnValue:
        form = SignInForm(poi=request.args.get("poi"))
        if request.method == "GET":
            if current_user.is_authenticated:
                return redirect(inside(form.poi.data) or PREFIX, 303)
            return shown(services, form)
        if not form.validate():
            return shown(services, form, 400, STALE if "csrf_token" in form.errors else None)
        return _try(services, devices, pace, form)

    @part.page("/logout", Who.STAFF, ("POST",))
    def sign_out() -> ResponseReturnValue:
        _end(services)
        return redirect(url_for("sign_in.sign_in"), 303)

    return part


def devices_of(services: Services) -> URLSafeSerializer:
    """What signs the cookie that says who signed in here before."""
    return URLSafeSerializer(services.secret, salt="console-device")


def _try(
    services: Services, devices: URLSafeSerializer, pace: RateLimit, form: SignInForm
) -> ResponseReturnValue:
    now, typed = services.now(), form.nome.data.strip().lower()
    known, address = known_in(devices, typed), who_asks(request, services.proxies)
    counted = counted_for(typed, address, known)
    with services.sessions.begin() as ledger:
        crowded = sessions.crowded(ledger, counted, now)
        until = sessions.count(ledger, counted, now)
    if crowded is not None and not pace.allows(address, now):
        until = until or crowded
    if until is not None:
        return _too_many(services, form, until, now)
    with reading(services.sessions) as ledger:
        user = accounts.signed_in(ledger, typed, form.password.data)
    if user is None and crowded is not None:  # whoever guesses learns no more than that
        return _too_many(services, form, crowded, now)
    if user is None:
        log.warning("sign in refused", why="wrong name or password", device=known is not None)
        return shown(services, form, 401, WRONG)
    if _has_to_use_the_provider(services, user):
        return shown(services, form, 403, ELSEWHERE)
    if user.totp_sealed is not None:
        return pending_code.ask(user, typed, form.poi.data, now)
    enter(services, user, counted, now)
    answer = make_response(redirect(inside(form.poi.data) or PREFIX, 303))
    remember(answer, devices, typed, services.secure)
    return answer


def _too_many(
    services: Services, form: SignInForm, until: datetime, now: datetime
) -> ResponseReturnValue:
    return shown(services, form, 429, too_many(until, now))


def too_many(until: datetime, now: datetime) -> str:
    """What whoever guesses is told."""
    log.warning("sign in refused", why="too many tries")
    return f"Troppi tentativi: riprova {words.in_(until - now)}."


def enter(services: Services, user: User, counted: dict[Counted, str], now: datetime) -> None:
    """Begin a session for the user in this browser, with nothing left of the one before."""
    _end(services)
    browser = request.headers.get("User-Agent", "")
    with services.sessions.begin() as ledger:
        sessions.succeeded(ledger, counted)
        token = sessions.begin(ledger, user, browser=browser, now=now)
        ledger.flush()
        begun = sessions.holder(ledger, token, now)
    if begun is None:
        raise Refused("Sei stato escluso proprio adesso: parla con chi è responsabile.")
    login_user(person_of(user, begun.session_id))
    session["_user_id"] = token  # by this the browser is known, and not by the user's number
    log.info("signed in", user=user.name)


def _end(services: Services) -> None:
    if current_user.is_authenticated:
        with services.sessions.begin() as ledger:
            sessions.end(ledger, me().session_id)
    logout_user()
    session.clear()


def known_in(devices: URLSafeSerializer, name: str) -> str | None:
    """What this browser is counted by, if the name has signed in here before."""
    return _remembered(devices).get(name)


def _remembered(devices: URLSafeSerializer) -> dict[str, str]:
    try:
        kept = devices.loads(request.cookies.get(DEVICE, ""))
    except BadSignature:
        return {}
    return kept if isinstance(kept, dict) else {}


def remember(answer: Response, devices: URLSafeSerializer, name: str, secure: bool) -> None:
    """Note the name, and at most a handful of others that share the browser."""
    others = list(_remembered(devices).items())[-4:]
    names = {**dict(others), name: secrets.token_hex(8)}
    value = devices.dumps(names)
    answer.set_cookie(
        *(DEVICE, value),
        max_age=A_YEAR,
        path="/login",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def _has_to_use_the_provider(services: Services, user: User) -> bool:
    """Never whoever is responsible: a provider that is away would lock everybody out."""
    linked = user.identity is not None and user.role is not Role.SUPERVISOR
    return services.provider is not None and not services.passwords and linked


def shown(
    services: Services, form: SignInForm, status: int = 200, notice: str | None = None
) -> ResponseReturnValue:
    """The page to sign in at, with a word of what went wrong."""
    told = {"form": form, "notice": notice, "provider": services.provider}
    return render_template("console/account/sign_in.html", **told), status
