"""The console on a real database of each kind, and technicians with a browser."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from rules.billing.costs import Rates
from rules.callbacks.callback import Policy
from rules.callbacks.outbound_call import Policy as CallPolicy
from rules.customer_messages import Quiet, Way
from rules.entitlement import Terms
from rules.hours.schedule import Hours
from rules.staff.accounts import Role
from rules.staff.notifications import text
from store.intake.payer import Payer
from store.messages.to_customers import Telling, receiver_of
from store.staff import accounts
from tests.builders import OUR_LINES, settles_nothing
from web.console.application import create_console
from web.console.services import Desk

HOURS = Hours(
    timezone="Europe/Rome",
    weekday="Mo-Fr 09:15-12:45,14:45-18:15",
    weekend="Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45",
)
TERMS = Terms(
    rates=Rates(Decimal("80.00"), Decimal(22), 60),
    minutes_per_month=120,
    timezone="Europe/Rome",
)
TELLING = Telling(frozenset(Way), Quiet())
PASSWORD = "cavallo batteria graffetta"


@dataclass
class Clock:
    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Browser:
    """Somebody with a browser, as far as Flask's client is one."""

    client: FlaskClient
    address: str = "192.0.2.1"
    environ: dict[str, str] = field(default_factory=dict)  # whatever else a request says of itself

    @property
    def seen(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.address, **self.environ}

    def get(self, path: str, **kw):
        return self.client.get(path, environ_base=self.seen, **kw)

    def post(self, path: str, *, page: str = "/login", **typed):
        """Send what was typed, with the token of the page on which the form stands."""
        token = self.token(page)
        data = typed if token is None else {**typed, "csrf_token": token}
        return self.client.post(path, data=data, environ_base=self.seen)

    def token(self, page: str) -> str | None:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page).text)
        return unescape(found.group(1)) if found else None

    def sign_in(self, name: str, password: str = PASSWORD, **more):
        return self.post("/login", nome=name, password=password, **more)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: Clock, tmp_path) -> Desk:
    (tmp_path / "recordings").mkdir()
    return Desk(
        sessions=sessions,
        now=clock,
        hours=HOURS,
        terms=TERMS,
        policy=Policy(4, (timedelta(minutes=10),)),
        settle=settles_nothing,
        heard=lambda _at, _line, _language: [],
        ours=OUR_LINES,
        calling=CallPolicy("+390455117067"),
        recordings=tmp_path / "recordings",
        attachments=tmp_path / "attachments",
        decide=Payer(HOURS, TERMS).decide,
        secret="a secret of the tests, long enough",
        notice_schemas=("tgram", "ntfys"),
        notice_words=lambda one: text(one, "Europe/Rome", None),
        reach=lambda session, ticket: receiver_of(session, ticket, TELLING, clock()),
        link_for="https://assistenza.example.it/assistenza/r/{}".format,
    )


@pytest.fixture
def console(desk: Desk) -> Flask:
    return create_console(desk)


@pytest.fixture
def users(sessions, now) -> None:
    """Anna and Bruno are technicians, Carla is responsible for the service."""
    with sessions.begin() as session:
        for name, role in (("anna", Role.TECHNICIAN), ("bruno", Role.TECHNICIAN)):
            accounts.add(session, name, PASSWORD, role, now=now)
        accounts.add(session, "carla", PASSWORD, Role.SUPERVISOR, now=now)


@pytest.fixture
def stranger(console: Flask, users: None) -> Browser:
    """A browser in which nobody has signed in."""
    return Browser(console.test_client())


@pytest.fixture
def browser_of(console: Flask, users: None):
    """A browser of its own for a user, who has signed in."""

    def signed_in(name: str) -> Browser:
        browser = Browser(console.test_client())
        assert browser.sign_in(name).status_code == 303
        return browser

    return signed_in


@pytest.fixture
def anna(browser_of) -> Browser:
    return browser_of("anna")
