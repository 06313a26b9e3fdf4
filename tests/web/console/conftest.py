"""The console on a real database of each kind, and technicians with a browser."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from rules.callbacks.callback import Policy
from rules.callbacks.outbound_call import Policy as CallPolicy
from rules.calls.before_the_beep import Opening
from rules.staff.accounts import Role
from rules.staff.notifications import text
from store.intake.payer import Payer
from store.messages.to_customers import receiver_of
from tests.builders import OUR_LINES, a_user, settles_nothing
from tests.clock import Clock
from tests.leotron import HOURS, TERMS
from tests.web.console.client import CHANNELS, Browser
from web.console.application import create_console
from web.console.services import Services


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def services(sessions: sessionmaker[Session], clock: Clock, tmp_path) -> Services:
    (tmp_path / "recordings").mkdir()
    return Services(
        sessions=sessions,
        now=clock,
        hours_now=lambda: HOURS,
        terms=TERMS,
        policy=Policy(4, (timedelta(minutes=10),)),
        settle=settles_nothing,
        heard=lambda _at, _line, _language: Opening((), 0, ()),
        ours=OUR_LINES,
        calling=CallPolicy("+390455117067"),
        recordings=tmp_path / "recordings",
        attachments=tmp_path / "attachments",
        decide=Payer(lambda: HOURS, TERMS).decide,
        secret="a secret of the tests, long enough",
        notice_schemas=("tgram", "ntfys"),
        notice_words=lambda one: text(one, "Europe/Rome", None),
        reach=lambda session, ticket: receiver_of(
            session, ticket, CHANNELS, clock(), opens_page=True
        ),
        link_for=lambda ticket: f"https://assistenza.example.it/assistenza/r/{ticket.id}",
    )


@pytest.fixture
def console(services: Services) -> Flask:
    return create_console(services)


@pytest.fixture
def users(sessions, now) -> None:
    """Anna and Bruno are technicians, Carla is responsible for the service."""
    with sessions.begin() as session:
        for name, role in (("anna", Role.TECHNICIAN), ("bruno", Role.TECHNICIAN)):
            a_user(session, name, role, now=now)
        a_user(session, "carla", Role.SUPERVISOR, now=now)


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
