"""The web application: Twilio's webhooks, whether we are alive and able to work, error pages."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.exceptions import HTTPException, InternalServerError

from centralino.config.settings import Settings
from centralino.runtime.clock import Clock
from centralino.runtime.database_timeouts import limit_waits, set_gate
from centralino.runtime.health import health
from centralino.runtime.lazy_mount import Mount
from centralino.runtime.missed_note import MissedNote
from centralino.runtime.proxy_watch import ProxyWatch
from centralino.runtime.request_counter import Counted, Traffic
from centralino.wiring.customer_links import link_for
from centralino.wiring.in_force import Following
from centralino.wiring.parts import Parts, parts_of
from centralino.wiring.staff_phones import Staff
from centralino.wiring.technician_calls import dial_in_services, putting_off, technician_services
from ivr.flows import Line
from ivr.playback_links import Links
from ivr.prompts import PACKAGED, Prompts, Voice, Voices, load
from ivr.services import Services
from ivr.signature import Trust
from ivr.technicians.bridged_call import technician_blueprint
from ivr.technicians.customer_first import customer_first_blueprint
from ivr.technicians.dial_in import dial_in_blueprint
from ivr.technicians.oncall_call import alert_blueprint
from ivr.webhooks import blueprint
from rules.errors import BadInput
from store import connect, sessions
from store.calls import missed_webhooks
from store.database.group_commit import grouped

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from prometheus_client.core import Metric

log = structlog.get_logger()

# Twilio's webhooks are some 2 kB; what a SIP caller's telephone adds to them may be far more.
LARGEST_REQUEST = 1024 * 1024


def create_app(settings: Settings, now: Clock, tenant: str | None = None) -> Flask:
    """The application, ready for any WSGI server; refuses to be made without an auth token.

    `tenant`: the firm whose it is, where there are several.
    """
    app = Flask("centralino", static_folder=None)
    app.url_map.merge_slashes = False  # it would redirect to the address that a proxy uses
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_REQUEST
    engine = connect(settings.database.url, may_make=False)
    limit_waits(engine)
    set_gate(engine, settings.web.threads)
    factory = sessions(engine)
    parts = parts_of(settings, factory, tenant)
    missed = MissedNote(partial(note_missed, factory, now))
    app.extensions["missed"] = missed  # a web process that starts missed what came before
    callers = replace(services_of(parts, grouped(engine), now), missed=missed)
    policy = parts.calling
    if policy is not None:
        callers = replace(callers, is_staff=Staff(factory))
        app.register_blueprint(dial_in_blueprint(dial_in_services(parts, callers, policy)))
        technicians = technician_services(callers, policy, putting_off(parts))
        app.register_blueprint(technician_blueprint(technicians))
        app.register_blueprint(customer_first_blueprint(technicians))
        app.register_blueprint(alert_blueprint(technicians))
    app.register_blueprint(blueprint(callers))
    app.register_blueprint(health(engine, settings.recordings.path, now))
    app.register_error_handler(Exception, error_page)
    of_several(parts, app)
    api = Mount(app.wsgi_app, "/api", lambda: api_of(parts, factory, now))
    form = Mount(api, "/assistenza", lambda: form_of(parts, factory, now))
    addresses = ("/console", "/login", "/logout")
    console = Mount(form, addresses, lambda: console_of(parts, factory, now, behind_proxy))
    traffic = Traffic()
    metrics = Mount(
        console, "/metrics", lambda: metrics_of(parts, factory, now, traffic, behind_proxy)
    )
    watch = ProxyWatch(metrics)

    def behind_proxy() -> bool:
        return watch.is_seen

    whole = watch if settings.web.proxies == 0 else metrics
    app.wsgi_app = Following(Counted(whole, traffic), parts.in_force)  # type: ignore[method-assign]
    return app


def note_missed(factory: sessionmaker[Session], now: Clock) -> None:
    """Write down that something was missed; raises while the database takes no notes."""
    with factory.begin() as session:
        missed_webhooks.note(session, now())


def api_of(parts: Parts, factory: sessionmaker[Session], now: Clock) -> Flask:
    """The programs' edge, an application of its own."""
    # Loaded after the first caller, if at all.
    from web.api import Services, create_api  # noqa: PLC0415

    settings = parts.settings
    api = create_api(
        Services(
            sessions=factory,
            now=now,
            hours_now=parts.in_force.hours,
            terms=parts.terms,
            policy=parts.policy,
            join_within=timedelta(hours=settings.program.join_hours),
            requests_per_minute=settings.program.requests_per_minute,
            proxies=settings.web.proxies,
            vat_percent=settings.costs.vat_percent,
            calling=parts.calling,
            settle=parts.settle,
            attachments=settings.form.attachments_path,
            recordings=settings.recordings.path,
            webhook_networks=settings.webhooks.allowed,
            link_for=link_for(settings),
            ours=settings.lines.numbers,
            responses_now=parts.in_force.response_times,
        )
    )
    return of_several(parts, api)


def form_of(parts: Parts, factory: sessionmaker[Session], now: Clock) -> Flask:
    """The customers' form, an application of its own."""
    from centralino.wiring.form import form_services  # noqa: PLC0415 - as above
    from web.form.application import create_form  # noqa: PLC0415

    return of_several(parts, create_form(form_services(parts, factory, now)))


def console_of(
    parts: Parts,
    factory: sessionmaker[Session],
    now: Clock,
    behind_proxy: Callable[[], bool] = lambda: False,
) -> Flask:
    """The technicians' console, an application of its own."""
    from centralino.wiring.console import console_services  # noqa: PLC0415 - as above
    from web.console.application import create_console  # noqa: PLC0415

    services = console_services(parts, factory, now)
    return of_several(parts, create_console(replace(services, behind_proxy=behind_proxy)))


def of_several(parts: Parts, app: Flask) -> Flask:
    """The application, which shares code with those of other firms where there are several."""
    if parts.tenant is None:
        return app
    from centralino.tenants.common_code import share  # noqa: PLC0415 - for several alone

    return share(app)


def metrics_of(
    parts: Parts,
    factory: sessionmaker[Session],
    now: Clock,
    traffic: Traffic,
    behind_proxy: Callable[[], bool],
) -> "WSGIApplication":
    """What monitoring reads."""
    from centralino.runtime.metrics import Metrics  # noqa: PLC0415 - as above
    from centralino.watch.look import look  # noqa: PLC0415
    from centralino.watch.metrics import watched  # noqa: PLC0415

    settings = parts.settings

    def of(session: Session, at: datetime) -> "Iterable[Metric]":
        return watched(look(session, settings, at), settings.watch)

    token = parts.settings.web.metrics_token
    secret = token.get_secret_value() if token else None
    responses, firm = parts.in_force.response_times, parts.tenant
    return Metrics(factory, now, traffic, secret, responses, behind_proxy, of, firm)


def services_of(parts: Parts, factory: sessionmaker[Session], now: Clock) -> Services:
    """What the caller's edge needs of the settings, looked up once."""
    settings = parts.settings
    lines: dict[str, Line] = {
        settings.lines.weekday.number: "weekday",
        settings.lines.weekend.number: "weekend",
    }
    return Services(
        sessions=factory,
        now=now,
        hours_now=parts.in_force.hours,
        lines=lines,
        trust=Trust(
            account_sid=settings.twilio.account_sid or "",
            tokens=settings.twilio.tokens,
            public_url=settings.service.public_url,
            shared_keys=settings.twilio.shared_keys,
        ),
        prompts_now=_prompts_of(parts),
        voices=_voices(settings),
        links=Links(settings.twilio.tokens),
        terms=parts.terms,
        promises=parts.promises,
        recordings=settings.recordings.path,
        sounds=PACKAGED.parent,
        max_seconds=settings.recordings.max_seconds,
        keep_days=settings.recordings.keep_days,
        also=settings.lines.numbers - lines.keys(),
    )


def error_page(error: Exception) -> ResponseReturnValue:
    """A short page that a person can read, whatever went wrong; the log has the rest."""
    if not isinstance(error, HTTPException):
        log.exception("request failed", path=request.path)
        error = InternalServerError()
    code = error.code or 500
    title, text = PAGES.get(code, (error.name, "La richiesta non può essere servita."))
    return PAGE.format(title=title, text=text), code


PAGES = {
    404: ("Pagina non trovata", "A questo indirizzo non c'è nulla."),
    405: ("Richiesta non prevista", "Questo indirizzo non risponde a richieste di questo tipo."),
    413: ("Richiesta troppo grande", "Quanto inviato supera la misura consentita."),
    500: ("Errore interno", "Qualcosa non ha funzionato; il guasto è stato annotato."),
}
PAGE = """<!doctype html>
<html lang="it"><meta charset="utf-8"><title>{title} – Centralino</title>
<body><h1>{title}</h1><p>{text}</p></body></html>
"""


def _voices(settings: Settings) -> Voices:
    def of(line: Line) -> dict[str, Voice]:
        chosen = getattr(settings.lines, line).voices
        return {
            language: Voice(getattr(chosen, language).voice, getattr(chosen, language).language)
            for language in ("it", "en")
        }

    return Voices(weekday=of("weekday"), weekend=of("weekend"))


def _prompts_of(parts: Parts) -> Callable[[], Prompts]:
    """The sentences that count, once those of the file were found to be whole."""
    with_sounds(load(), PACKAGED.parent)
    return parts.in_force.prompts


def with_sounds(prompts: Prompts, folder: Path) -> Prompts:
    """The sentences, once every sound file that they name is there; raises BadInput otherwise."""
    missing = sorted(name for name in prompts.files if not (folder / name).is_file())
    if missing:
        raise BadInput(f"prompts.yaml: expected the sound file {folder / missing[0]}, found none")
    return prompts
