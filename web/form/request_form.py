"""The form itself: shown, checked, filed."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from rules.hours.opening_hours_text import opening_words
from rules.hours.schedule import explain
from rules.phone_numbers import display
from rules.wall_clock import day_of
from store.intake.idempotency import KeyReused
from web import hours_feed
from web.form import words
from web.form.fields import RequestForm
from web.form.file_types import ACCEPT
from web.form.filing import file, is_key, new_key
from web.form.services import PREFIX, Services
from web.form.uploads import Refused, Upload, looked_at
from web.hours_feed import MEDIA_TYPE
from web.rate_limit import RateLimit, who_asks

TRAPPED = "Un campo nascosto, che deve restare vuoto, era compilato: l'abbiamo svuotato."
STALE = (
    "La pagina è rimasta aperta a lungo, o il browser non accetta i cookie di questo sito: "
    "controlli quello che ha scritto e prema di nuovo «Invia la richiesta»."
)
SENT_BEFORE = (
    "Ha già inviato questo modulo e la richiesta è registrata. Se vuole inviarne un'altra con "
    "questo testo, prema di nuovo «Invia la richiesta»."
)
TOO_MANY = (
    "Da questo indirizzo sono arrivate troppe richieste nell'ultima ora. Quello che ha scritto "
    "è ancora qui: riprovi più tardi, oppure telefoni allo {number}."
)


def add_routes(bp: Blueprint, services: Services) -> None:
    """The address of the form: GET shows it, POST files it."""
    pace = RateLimit(services.limits.per_hour, timedelta(hours=1))

    @bp.get(PREFIX, strict_slashes=False)
    def empty() -> ResponseReturnValue:
        return shown(services, RequestForm(services.ours))

    @bp.get(f"{PREFIX}/orari.ics")
    def hours() -> ResponseReturnValue:
        # Published anyway: calendars that subscribe cannot sign in.
        today = day_of(services.now(), services.hours.timezone)
        return Response(hours_feed.around(today, services.hours), content_type=MEDIA_TYPE)

    @bp.post(PREFIX, strict_slashes=False)
    def send() -> ResponseReturnValue:
        form = RequestForm(services.ours)
        uploads = checked(form, services)
        if not pace.allows(who_asks(request, services.proxies), services.now()):
            number = display(services.weekday_number)
            return shown(services, form, 429, TOO_MANY.format(number=number))
        if "csrf_token" in form.errors or not is_key(form.invio.data):
            return shown(services, form, 400, STALE)
        if form.sito.data:
            return shown(services, form, 422, TRAPPED)
        if uploads is None:
            return shown(services, form, 422)
        try:
            filed = file(services, form, uploads)
        except KeyReused:
            return shown(services, form, 409, SENT_BEFORE)
        return redirect(f"{services.links.path_for(filed.ticket)}?nuova=1", 303)


def checked(form: RequestForm, services: Services) -> list[Upload] | None:
    """The files of a form that is right in every field; None where one is wrong, and is told."""
    right = form.validate_on_submit()
    uploads = looked_at(request.files.getlist(form.allegati.name), services.limits)
    if isinstance(uploads, Refused):
        form.allegati.errors = [*form.allegati.errors, uploads.why]
        return None
    return uploads if right else None


def shown(
    services: Services, form: RequestForm, status: int = 200, notice: str | None = None
) -> ResponseReturnValue:
    """The form with what was typed in it; another answer than 200 says that nothing was filed."""
    # A form that was sent already would otherwise be taken for that one again.
    if status == 409 or not is_key(form.invio.data):
        form.invio.data = new_key()
    form.sito.data = ""
    had_files = any(upload.filename for upload in request.files.getlist(form.allegati.name))
    facts = said(services) | {"notice": notice, "accept": ACCEPT, "had_files": had_files}
    return render_template(
        "form/new_request.html", form=form, limits=services.limits, **facts
    ), status


def said(services: Services) -> dict[str, Any]:
    """What the page tells of hours and prices, from the configuration."""
    now = services.now()
    when = explain(now, services.hours)
    zone = services.hours.timezone
    return {
        "openings": opening_words(now, services.hours),
        "in_charge": words.taken_in_charge(when.in_charge_standard, now, zone),
        "price": words.price(services.rates),
        "payment_link": services.payment_link,
        "weekday_number": display(services.weekday_number),
        "weekday_link": services.weekday_number,
        "weekend_number": display(services.weekend_number),
        "weekend_link": services.weekend_number,
    }
