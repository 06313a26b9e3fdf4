"""config.yaml and the environment as frozen values, checked whole before anything starts.

Each package declares the settings that it needs beside its own code; the methods of `Settings`
build them.
"""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from pydantic import PrivateAttr

from centralino.config import environment, loading
from centralino.config.callback_sections import Alerts, Callbacks, Calling, Sla
from centralino.config.errors import ConfigError, Key, Mistake
from centralino.config.going_out_sections import Helpdesk, Webhooks
from centralino.config.loading import Reading
from centralino.config.message_sections import Messages, Notices
from centralino.config.product_sections import OURS, AccountManager, Products, Supported
from centralino.config.sections import (
    Costs,
    Database,
    Holidays,
    JSystem,
    Lines,
    Program,
    Promised,
    Recordings,
    Section,
    Service,
    Transcription,
)
from centralino.config.twilio_section import Twilio
from centralino.config.watch_section import Watch
from centralino.config.web_sections import Form, SignIn, Web
from centralino.config.which_file import SHIPPED, data_of_init, find, names_tenants
from rules.billing.costs import Rates
from rules.callbacks.callback import Policy
from rules.client_address import is_this_machine
from rules.entitlement import Terms
from rules.entitlement.account_manager import AccountManager as Manager
from rules.hours.schedule import Hours
from rules.promise import Policy as PromisePolicy
from rules.promise.response_time import Agreed, ResponseTimes
from rules.rota import EscalationWaits
from rules.tickets.ticket import Urgency
from transcription import models

__all__ = ["ConfigError", "Settings", "load", "read"]


class Settings(Section):
    """Everything that config.yaml says, with what the environment overrides."""

    service: Service
    """What belongs to the whole service."""
    lines: Lines
    """The two telephone lines."""
    holidays: Holidays
    """The days on which nobody is at work."""
    twilio: Twilio = Twilio()
    """The telephone company's account."""
    database: Database
    """Where calls, tickets and callbacks are kept."""
    recordings: Recordings
    """The callers' messages."""
    transcription: Transcription
    """From the recording to its text."""
    callbacks: Callbacks = Callbacks()
    """How long we go on calling back."""
    calling: Calling = Calling()
    """Calls placed for technicians."""
    alerts: Alerts = Alerts()
    """Alerts of whoever is on call."""
    program: Program = Program()
    """Leotron's own program, which opens tickets by itself."""
    promise: Promised = Promised()
    """The time by which callers are told that we call back."""
    sla: Sla = Sla()
    """How soon customers are rung, by contract and urgency."""
    j_system: JSystem
    """The J-System module."""
    costs: Costs
    """What work outside contract and J-System costs."""
    products: Products = OURS
    """Our programs, each with its latest version."""
    supported: Supported = Supported()
    """What our programs are supported on."""
    account_manager: AccountManager = AccountManager()
    """Who answers commercial requests."""
    messages: Messages = Messages()
    """Words to customers, by SMS and e-mail."""
    notices: Notices = Notices()
    """Notices to technicians, beside the console."""
    form: Form = Form()
    """The customers' form, and the page of one's own request."""
    web: Web = Web()
    """The web server."""
    sign_in: SignIn = SignIn()
    """Signing in to the console through a provider of identities."""
    webhooks: Webhooks = Webhooks()
    """Signed messages to other programs about what happens to requests."""
    helpdesk: Helpdesk = Helpdesk()
    """Another helpdesk, which is told of every request."""
    watch: Watch = Watch()
    """The bounds within which the service is well."""

    _pins: Mapping[Key, str] = PrivateAttr(default_factory=dict)

    def pin_of(self, key: Key) -> str | None:
        """The variable of the environment that sets the key, a group around it, or a part of it."""
        for pinned, variable in self._pins.items():
            length = min(len(pinned), len(key))
            if pinned[:length] == key[:length]:
                return variable
        return None

    def hours(self) -> Hours:
        """When technicians are at work."""
        return Hours(
            timezone=self.service.timezone,
            weekday=self.lines.weekday.hours,
            weekend=self.lines.weekend.hours,
            country=self.holidays.country,
            province=self.holidays.province,
            extra=self.holidays.extra,
            working=self.holidays.working_days,
        )

    def speech(self) -> models.Settings:
        """How recordings become text."""
        return models.Settings(
            engine=self.transcription.engine,
            model=self.transcription.model,
            models_path=self.transcription.models_path,
            language=self.transcription.language,
            prompt=self.transcription.prompt,
            threads=self.transcription.threads,
        )

    def callback_policy(self) -> Policy:
        """How often a customer is tried, and how long we wait in between."""
        waits = tuple(timedelta(minutes=minutes) for minutes in self.callbacks.wait_minutes)
        return Policy(self.callbacks.max_attempts, waits)

    def idle_patience(self) -> timedelta | None:
        """Hours of work after which a request on which nobody works is told; None for never."""
        hours = self.callbacks.escalate_after_hours
        return timedelta(hours=hours) if hours is not None else None

    def promise_policy(self) -> PromisePolicy:
        """How sure a promise is, and when technicians are warned."""
        return PromisePolicy(
            confidence=self.promise.confidence,
            technicians=self.promise.technicians,
            warn=timedelta(minutes=self.promise.warn_minutes),
        )

    def escalation_waits(self) -> EscalationWaits:
        """How people on call are waited for, one after the other."""
        return EscalationWaits(
            timedelta(minutes=self.alerts.wait_minutes),
            timedelta(minutes=self.alerts.again_minutes),
        )

    def response_times(self, hours: Hours | None = None) -> ResponseTimes:
        """How soon customers are rung, where that was agreed."""
        agreed = {
            (whose.value, urgency.value): timedelta(minutes=minutes)
            for whose in Agreed
            for urgency in Urgency
            if (minutes := getattr(getattr(self.sla, whose), urgency)) is not None
        }
        return ResponseTimes(
            hours or self.hours(), timedelta(minutes=self.sla.warn_minutes), agreed
        )

    def terms(self) -> Terms:
        """The numbers of the terms of assistance."""
        costs = self.costs
        return Terms(
            rates=Rates(costs.hourly, costs.vat_percent, costs.minimum_minutes),
            minutes_per_month=self.j_system.minutes_per_month,
            timezone=self.service.timezone,
            latest={name: version for name, version in self.programs().items() if version},
        )

    def default_account_manager(self) -> Manager:
        """Who answers commercial requests of customers without an account manager of their own."""
        told = self.account_manager
        return Manager(told.name, told.email, told.phone)

    def programs(self) -> dict[str, str | None]:
        """Our programs; the environment, which knows no small letters, names one of the file's."""
        found: dict[str, str | None] = {}
        for name, version in self.products.items():
            same = next((one for one in found if one.casefold() == name.casefold()), name)
            found[same] = version or found.get(same)
        return found

    def require_serving(self) -> None:
        """Raises ConfigError unless everything is set that answering real calls needs."""
        lacking = self.lacking_to_serve()
        if self.lacks_public_url:
            why = f"the address entered at Twilio, since web.host is {self.web.host}"
            lacking.append(_unset(("service", "public_url"), why))
        if lacking:
            raise ConfigError(*lacking)

    @property
    def lacks_public_url(self) -> bool:
        """Whether others than this machine reach us, at an address that we do not know."""
        return not self.service.public_url and not is_this_machine(self.web.host)

    def lacking_to_serve(self) -> list[Mistake]:
        """The account and its secret, which answering real calls still needs."""
        lacking = []
        if not self.twilio.account_sid:
            lacking.append(_unset(("twilio", "account_sid"), "the account's SID"))
        if not self.twilio.token:
            way = "the account's auth token (or its file's name in twilio.auth_token_file)"
            lacking.append(_unset(("twilio", "auth_token"), way))
        return lacking


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a configuration file; raises ConfigError that names each mistake."""
    return read(path, environ).settings


def read(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Reading[Settings]:
    """The same, with the place that each value comes from."""
    file = path or find(environ)
    if names_tenants(file):
        raise ConfigError(f"{file}: it names several firms: say which with --tenant NAME")
    known = environment.with_file(file, environ)
    reading = loading.read(file, known, Settings, _root(file, environ))
    reading.settings._pins = dict(reading.sources.variables)
    return reading


def _root(file: Path, environ: Mapping[str, str]) -> Path:
    """Where relative paths begin: beside the file; for one among installed code, one's own data."""
    is_installed = file.resolve() == SHIPPED and not SHIPPED.is_symlink()
    return data_of_init(environ) if is_installed else file.resolve().parent


def _unset(key: Key, expected: str) -> Mistake:
    return Mistake(environment.variable(key), key, expected, "nothing")
