"""/login/codice: the second factor, after a password that was right."""

from datetime import datetime

import structlog
from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from rules.staff.second_factor import LONGEST_CODE
from rules.staff.sign_in_limits import Counted
from store.models import User
from store.staff import audit_log, second_factor, sessions
from web.console.account import pending_code, sign_in_page
from web.console.account.pending_code import Pending
from web.console.current_user import counted_for
from web.console.forms import ItalianForm
from web.console.pages import Pages, Who
from web.console.return_to import inside
from web.console.services import PREFIX, Services
from web.rate_limit import who_asks

log = structlog.get_logger()

WRONG = (
    "Codice non valido: scrivi quello che l'app mostra adesso, o un codice di riserva mai usato."
)
LATE = "Sono passati più di cinque minuti: scrivi di nuovo nome e password."


class CodeForm(ItalianForm):
    """The code of the app, or one of those on paper."""

    codice = StringField("Codice", [InputRequired("scrivi il codice"), Length(max=LONGEST_CODE)])


def pages(services: Services) -> Pages:
    """/login/codice"""
    part = Pages("code")
    seal = second_factor.Seal(services.secret)

    @part.page("/login/codice", Who.ANYONE, ("GET", "POST"))
    def enter() -> ResponseReturnValue:
        pending = pending_code.found(services.now())
        if pending is None:
            flash(LATE)
            return redirect(url_for("sign_in.sign_in"), 303)
        form = CodeForm()
        if request.method == "GET":
            return _shown(form)
        if not form.validate():
            return _shown(form, 400, sign_in_page.STALE if "csrf_token" in form.errors else WRONG)
        return _try(services, seal, pending, form)

    return part


def _try(
    services: Services, seal: second_factor.Seal, pending: Pending, form: CodeForm
) -> ResponseReturnValue:
    now = services.now()
    counted = _counted(services, pending)
    with services.sessions.begin() as ledger:
        until = sessions.count(ledger, counted, now)
    if until is not None:
        return _shown(form, 429, sign_in_page.too_many(until, now))
    with services.sessions.begin() as ledger:
        user = pending_code.user_of(ledger, pending)
        was_on_paper = user is not None and second_factor.was_recovery_code(
            ledger, user.id, form.codice.data
        )
        passed = was_on_paper or (
            user is not None
            and second_factor.is_code(ledger, user, form.codice.data, seal, now=now)
        )
        left = second_factor.left(ledger, user.id) if user is not None else 0
        if was_on_paper and user is not None:
            audit_log.add(ledger, "recovery_code", by=user.name, now=now, who=user.name)
    if user is None or not passed:
        log.warning("sign in refused", why="wrong code")
        return _shown(form, 401, WRONG)
    return _in(services, user, pending, counted, now, left if was_on_paper else None)


def _in(
    services: Services,
    user: User,
    pending: Pending,
    counted: dict[Counted, str],
    now: datetime,
    left: int | None,
) -> ResponseReturnValue:
    sign_in_page.enter(services, user, counted, now)
    if left is not None:
        flash(
            f"Hai usato un codice di riserva: te ne restano {left}. Fanne di nuovi in Impostazioni."
        )
    answer = make_response(redirect(inside(pending.wanted) or PREFIX, 303))
    devices = sign_in_page.devices_of(services)
    sign_in_page.remember(answer, devices, pending.typed, services.secure)
    return answer


def _counted(services: Services, pending: Pending) -> dict[Counted, str]:
    devices = sign_in_page.devices_of(services)
    known = sign_in_page.known_in(devices, pending.typed)
    address = who_asks(request, services.proxies)
    return counted_for(pending.typed, address, known) | {Counted.CODE: str(pending.user_id)}


def _shown(form: CodeForm, status: int = 200, notice: str | None = None) -> ResponseReturnValue:
    return render_template("console/account/code.html", form=form, notice=notice), status
