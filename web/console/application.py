"""The console's application: its parts, what browsers may do with its pages, its error pages."""

import secrets
import time
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog
from flask import Flask, Response, g, request, url_for
from flask_wtf import CSRFProtect

from rules.callbacks.promise_state import late_since
from rules.callbacks.promise_text import promise_text, starting
from rules.language.italian import counted
from rules.language.jobs import work_of
from rules.language.names import language_in_italian
from rules.tickets.ticket import number_of
from rules.wall_clock import zone_of
from store.calls import fetch_retries
from store.views.standing import standing
from web.console import (
    calls_page,
    history_words,
    log_page,
    money_page,
    return_to,
    words,
)
from web.console.account import (
    code_page,
    first_things,
    health_page,
    identity_provider_page,
    installations_page,
    news,
    notifications_page,
    programs_page,
    second_factor_page,
    settings_page,
    sign_in_page,
    users_page,
)
from web.console.callbacks import callback_actions, counts, dictated_notes, queue_page
from web.console.current_user import sign_in_manager
from web.console.customers import customers_page, edit_page, import_page
from web.console.desk import altering_hours, hours_page, sentences_page, staff_words
from web.console.error_pages import error_page
from web.console.navigation import SCREENS
from web.console.overview import overview_page
from web.console.pages import guard
from web.console.rota import calendar_page, week_page, weeks_page
from web.console.services import PREFIX, Services
from web.console.tickets import (
    commercial_page,
    coverage_panel,
    deliveries,
    faults_page,
    list_page,
    merging_actions,
    minutes_actions,
    new_request,
    offered,
    outbox_page,
    owner_page,
    quarantine,
    quotes_page,
    similar_cases,
    ticket_actions,
    ticket_page,
    timeline,
    unfetched,
)

log = structlog.get_logger()

LARGEST_REQUEST = 2 * 1024 * 1024
_WEB = Path(__file__).resolve().parent.parent

# No script and no style but our own files; what we play is our own audio.
POLICY = (
    "default-src 'none'; style-src 'self' 'nonce-{nonce}'; script-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
PARTS = (
    *(sign_in_page.pages, identity_provider_page.pages, queue_page.pages, list_page.pages),
    *(ticket_page.pages, ticket_actions.pages, callback_actions.pages),
    *(minutes_actions.pages, dictated_notes.pages),
    *(
        calls_page.pages,
        customers_page.pages,
        edit_page.pages,
        import_page.pages,
        hours_page.pages,
        altering_hours.pages,
        sentences_page.pages,
        log_page.pages,
    ),
    *(
        overview_page.pages,
        money_page.pages,
        quotes_page.pages,
        week_page.pages,
        weeks_page.pages,
        calendar_page.pages,
        settings_page.pages,
    ),
    *(notifications_page.pages, coverage_panel.pages, commercial_page.pages, unfetched.pages),
    *(health_page.pages, code_page.pages, second_factor_page.pages, users_page.pages),
    *(programs_page.pages, installations_page.pages, news.pages),
    *(deliveries.pages, counts.pages, owner_page.pages, new_request.pages, merging_actions.pages),
    *(similar_cases.pages, outbox_page.pages, faults_page.pages, quarantine.pages),
)


def create_console(services: Services) -> Flask:
    """The application, ready to be mounted at /console and /login."""
    app = Flask(
        "centralino-console",
        root_path=str(_WEB),
        template_folder="templates",
        static_folder="static",
        static_url_path=f"{PREFIX}/static",
    )
    app.url_map.merge_slashes = False  # it would redirect to the address that the proxy uses
    app.config.update(
        {return_to.PUBLIC_URL: services.public_url},
        SECRET_KEY=services.secret,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,  # a file that was seen comes back in the form
        SESSION_COOKIE_NAME="centralino",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=services.secure,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        WTF_CSRF_TIME_LIMIT=None,  # a console stays open all day
    )
    _watch(app)  # first: whoever refuses a request after it answers with its headers too
    CSRFProtect(app)
    sign_in_manager(app, services)
    guard(app, [make(services) for make in PARTS])
    first_things.ask_for_them(app, services)
    _speak(app, services)
    counts.count_in_pages(app, services)
    app.register_error_handler(Exception, partial(error_page, services))
    return app


def _speak(app: Flask, services: Services) -> None:
    """What every template may say."""
    zone = services.timezone
    app.jinja_env.filters |= {
        "phone": words.phone,
        "money": words.money,
        "number": words.number,
        "span": words.span,
        "seconds": words.seconds,
        "iso": datetime.fromisoformat,
        "date": lambda at: words.date_(at, zone),
        "response": lambda of: words.response(of, services.responses, services.now(), zone),
        "response_is_late": lambda of: (
            (due := words.response_due(of, services.responses)) is not None
            and due <= services.now()
        ),
        "iso_day": lambda at: f"{at.astimezone(zone_of(zone)):%Y-%m-%d}",
        "hour": lambda at: words.hour(at, zone),
        "starting": lambda at: starting(
            *(one.astimezone(zone_of(zone)) for one in (at, services.now()))
        ),
        "counted": counted,
        "moment": lambda at: words.moment(at, services.now(), zone),
        "delivery": lambda one: deliveries.said(one, services.now(), zone),
        "about": deliveries.about,
        "language": language_in_italian,
        "event": lambda row: history_words.event(row, zone),
        "staff_event": lambda row: staff_words.staff_event(row, zone),
        "promised": lambda of: promise_text(of, services.now(), zone_of(zone)),
        "left": lambda of: words.left(of, services.now()),
        "is_late": lambda of: late_since(of, services.now()) is not None,
    }
    app.jinja_env.globals |= {
        "words": words,
        "offer": offered.said,
        "history_words": history_words,
        "number_of": number_of,
        "screens": SCREENS,
        "service_now": services.now,
        "is_unfetched": fetch_retries.is_one,
        "unfetched": lambda: unfetched.waiting(services),
        "behind_proxy": services.behind_proxy,
        "work_of": work_of,
        "timeline_kinds": timeline.KINDS,
        "nonce": lambda: g.nonce,
        "standing": lambda: standing(services.sessions, services.now()),
        "once": lambda: secrets.token_hex(16),  # by which a form that is sent twice is known
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"static": _static})


def _static(name: str) -> str:
    return url_for("static", filename=name)


def _watch(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.nonce = secrets.token_urlsafe(12)  # the wave's player brings styles of its own

    @app.after_request
    def end(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=g.nonce))
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        log.info(
            "console",
            method=request.method,
            route=str(request.url_rule) if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        )
        return response
