"""The customers' application: its limits, what browsers may do with its pages, its error pages."""

import time
from functools import partial
from pathlib import Path
from typing import IO

import structlog
from flask import Blueprint, Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    RequestEntityTooLarge,
    ServiceUnavailable,
)

from rules.phone_numbers import display
from web.form import quote_page, request_form, request_page, words
from web.form.services import PREFIX, Services

log = structlog.get_logger()

FIELDS = 512 * 1024  # bytes of all that is typed; each field has its own, lower limit
MOST_READ = 64 * 1024 * 1024  # of a request that is refused for its size
_WEB = Path(__file__).resolve().parent.parent

# No script and no style but our own files, nowhere else to send a form, no frame around it.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


def create_form(services: Services) -> Flask:
    """The application, ready to be mounted at /assistenza."""
    app = Flask(
        "centralino-assistenza",
        root_path=str(_WEB),
        template_folder="templates",
        static_folder="static",
        static_url_path=f"{PREFIX}/static",
    )
    app.url_map.merge_slashes = False  # it would redirect to the address that a proxy uses
    app.config.update(_config(services))
    bp = Blueprint("assistenza", __name__)
    request_form.add_routes(bp, services)
    request_page.add_routes(bp, services)
    quote_page.add_routes(bp, services)
    app.register_blueprint(bp)
    app.jinja_env.globals["telephone"] = display(services.weekday_number)
    app.jinja_env.globals["telephone_link"] = services.weekday_number
    app.jinja_env.globals["retention"] = partial(
        words.retention, services.keep_days, services.keep_texts_days
    )
    app.jinja_env.filters["first_upper"] = lambda text: text[:1].upper() + text[1:]
    app.register_error_handler(Exception, _error_page)
    _watch(app)
    return app


def _config(services: Services) -> dict[str, object]:
    limits = services.limits
    return {
        "SECRET_KEY": services.secret,
        "MAX_CONTENT_LENGTH": limits.files * (limits.file_bytes + 1024) + FIELDS,
        "MAX_FORM_MEMORY_SIZE": FIELDS,
        "MAX_FORM_PARTS": 100,
        "SESSION_COOKIE_NAME": "assistenza",
        "SESSION_COOKIE_PATH": PREFIX,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": services.secure,
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
        # Our pages send no referrer, by which it would check; and who writes may take their time.
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_TIME_LIMIT": None,
    }


PAGES = {
    404: (
        "Pagina non trovata",
        "Il collegamento non è giusto, oppure è scaduto. Se l'ha copiato, controlli che sia intero.",
    ),
    405: ("Richiesta non prevista", "Questo indirizzo non risponde a richieste di questo tipo."),
    413: (
        "Troppo grande",
        "Quello che ha inviato supera la misura consentita e non è stato registrato. Torni "
        "indietro, accorci il testo o tolga qualche allegato, e invii di nuovo.",
    ),
    503: (
        "Un momento",
        "Adesso non riusciamo a registrare la richiesta, e non è stata registrata. Torni indietro e "
        "riprovi tra poco, oppure ci chiami.",
    ),
    500: (
        "Qualcosa non ha funzionato",
        "La richiesta non è stata registrata. Torni indietro e riprovi tra poco, oppure ci chiami.",
    ),
}


def _error_page(error: Exception) -> ResponseReturnValue:
    if isinstance(error, OperationalError):
        log.error("form failed", route=str(request.url_rule), error=str(error.orig))
        error = ServiceUnavailable()
    if not isinstance(error, HTTPException):
        log.exception("form failed", route=str(request.url_rule))
        error = InternalServerError()
    if isinstance(error, RequestEntityTooLarge):
        _read_on()
    code = error.code or 500
    title, text = PAGES.get(code, ("Richiesta non valida", "La richiesta non può essere servita."))
    return render_template("form/error.html", title=title, text=text), code


def _read_on() -> None:
    """Take in what is still under way: a browser that is cut off while it sends shows no page."""
    stream, left = _rest()
    while left > 0 and (chunk := stream.read(min(left, 64 * 1024))):
        left -= len(chunk)


def _rest() -> tuple[IO[bytes], int]:
    try:
        return request.stream, MOST_READ  # begun already, and it knows where it ends
    except RequestEntityTooLarge:
        return request.environ["wsgi.input"], min(request.content_length or 0, MOST_READ)


def _caching(response: Response) -> str:
    """Nothing that tells of somebody is kept; an empty form is, for whoever goes back to it.

    Browsers then show again what was typed, and a form sent twice is known by its key.
    """
    is_empty_form = request.endpoint == "assistenza.empty" and response.status_code == 200
    return "private, no-cache" if is_empty_form else "no-store"


def _watch(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = _caching(response)
        # The rule and not the address: whoever has the link has the request.
        log.info(
            "form",
            method=request.method,
            route=str(request.url_rule) if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.began) * 1000, 1),
        )
        return response
