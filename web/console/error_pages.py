"""Error pages in Italian, with what had been typed and the way back."""

from io import BytesIO

import structlog
from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from rules.errors import BadInput, NotFound
from web.console import return_to
from web.console.pages import is_for_anyone, is_part, to_sign_in
from web.console.refusals import field_of, said
from web.console.services import Services
from web.refused_forms import Refusal, with_refusal

log = structlog.get_logger()

PAGES = {
    400: (
        "Pagina troppo vecchia",
        "La pagina era aperta da troppo tempo, o nel frattempo sei uscito e rientrato: riaprila e "
        "riprova.",
    ),
    401: (
        "Nel frattempo sei uscito",
        "Entra di nuovo: poi torni alla pagina dov'eri.",
    ),
    403: ("Non consentito", "Questa pagina è per chi è responsabile del servizio."),
    404: ("Pagina non trovata", "A questo indirizzo non c'è nulla."),
    405: ("Richiesta non prevista", "Questo indirizzo non risponde a richieste di questo tipo."),
    413: ("Troppo grande", "Quello che hai inviato supera la misura consentita."),
    503: (
        "Un momento",
        "Il servizio non raggiunge la sua base dati: non è stato registrato nulla. Riprova fra poco.",
    ),
    500: ("Qualcosa non ha funzionato", "Non è stato registrato nulla; il guasto è annotato."),
}


def error_page(services: Services, error: Exception) -> ResponseReturnValue:
    """The page for whatever a view, or what stands before it, has raised."""
    if isinstance(error, BadInput):
        told = said(error, services.timezone)
        return _form_again(error, told) or _page("Controlla quello che hai scritto", told, 422)
    if isinstance(error, NotFound):
        return _page(*PAGES[404], 404)
    if isinstance(error, CSRFError) and not is_for_anyone() and not current_user.is_authenticated:
        return _signed_out()
    if isinstance(error, OperationalError):
        log.error("console failed", route=str(request.url_rule), error=str(error.orig))
        error = ServiceUnavailable()
    if not isinstance(error, HTTPException):
        log.exception("console failed", route=str(request.url_rule))
        error = InternalServerError()
    code = error.code or 500
    if code == 401:
        return _signed_out()
    title, text = PAGES.get(code, ("Richiesta non valida", "Non può essere servita."))
    return _page(title, text, code)


def _form_again(error: BadInput, told: str) -> ResponseReturnValue | None:
    """The page from which the form came, with the reason beside the field; None where there is none."""
    if request.method != "POST" or is_part():
        return None
    page = g.get("form_page") or return_to.page() or return_to.shown_above(request.path)
    typed = {name: request.form.getlist(name) for name in request.form}
    html = _page_as_it_is(page)
    refused = Refusal(request.path, typed, told, field_of(error))
    written = with_refusal(html, refused) if html is not None else None
    return (written, 422) if written is not None else None


def _page_as_it_is(page: str) -> str | None:
    """The page of our own at this address, for whoever asks; None where nothing is shown there."""
    path, _, query = page.partition("?")
    environ = {
        key: value
        for key, value in request.environ.items()
        if not key.startswith(("werkzeug.", "flask.", "CONTENT_", "HTTP_HX_"))
    }
    environ |= {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
    environ["wsgi.input"] = BytesIO()
    with current_app.request_context(environ):
        try:
            refused = current_app.preprocess_request()
            answer = current_app.make_response(refused or current_app.dispatch_request())
        except (HTTPException, NotFound, BadInput):
            return None
        nonce, html = g.nonce, answer.get_data(as_text=True)
    g.nonce = nonce  # what the page's own styles are let in by
    return html if answer.status_code == 200 and answer.mimetype == "text/html" else None


def _signed_out() -> ResponseReturnValue:
    """To the page to sign in at; first what was typed, which is lost with the page otherwise."""
    if is_part() or not return_to.typed():
        return to_sign_in()
    return _page(*PAGES[401], 401)


def _page(title: str, text: str, code: int) -> ResponseReturnValue:
    if is_part():
        return f"{title}. {text}", code, {"Content-Type": "text/plain; charset=utf-8"}
    told = {"title": title, "text": text, "is_out": code == 401}
    told |= {"typed": return_to.typed(), "back": return_to.page()}
    return render_template("console/error.html", **told), code
