"""A technician's desk on a real database, and the carrier that rings both telephones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from structlog.testing import capture_logs

from ivr import prompts
from ivr.prompts import load as shipped_prompts
from ivr.signature import Trust
from ivr.technicians.bridged_call import technician_blueprint
from ivr.technicians.customer_first import customer_first_blueprint
from ivr.technicians.services import PuttingOff, TechnicianServices
from ivr.twilio_api import TwilioApi
from simulator import Carrier, Number, VirtualClock
from tests.clock import Clock
from tests.leotron import ACCOUNT, LINES, PUBLIC, TEN, TOKEN
from tests.postgres import sqlite_unless
from tests.serving import serving
from tests.stories.click_to_call import POLICY, Work, dialling, first, in_hand
from tests.stories.doors import Doors, opened

ON_BOTH = frozenset(
    {"faults", "safety"}
)  # folders: databases that fail, are restored, erased or flooded


@pytest.hookimpl(tryfirst=True)  # before marks and fixtures are read
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    sqlite_unless(Path(metafunc.module.__file__ or "").parent.name in ON_BOTH, metafunc)


@pytest.fixture(autouse=True)
def logged():
    with capture_logs() as entries:
        yield entries


@pytest.fixture
def doors(database_url, now, tmp_path) -> Doors:
    """The whole service at its real doors, on Tuesday at ten."""
    return opened(database_url, Clock(now), tmp_path)


@pytest.fixture
def putting_off() -> PuttingOff | None:
    """Customers are connected at once."""
    return None


@pytest.fixture
def work_of(sessions, tmp_path, putting_off) -> Iterator[Work]:
    """Everything but gunicorn: signed requests over HTTP, orders over REST."""
    clock = VirtualClock(TEN)
    services = TechnicianServices(
        timezone="Europe/Rome",
        sessions=sessions,
        now=clock.now,
        trust=Trust(ACCOUNT, (TOKEN,), PUBLIC),
        prompts_now=shipped_prompts,
        voices=prompts.Voices(),
        lines=LINES,
        policy=POLICY,
        putting_off=putting_off,
    )
    app = Flask("technician")
    app.register_blueprint(technician_blueprint(services))
    app.register_blueprint(customer_first_blueprint(services))
    with serving(app) as address:
        carrier = Carrier(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            numbers={line: Number(f"{PUBLIC}/voice/incoming") for line in services.lines},
            connect={PUBLIC: address},
            clock=clock,
            patience=10,
            folder=tmp_path,
        )
        with carrier.serving() as rest:
            twilio = TwilioApi(ACCOUNT, TOKEN, rest, timeout=2)
            callback_id, token = in_hand(sessions)
            yield Work(sessions, carrier, dialling(twilio), callback_id, token, first(twilio))
