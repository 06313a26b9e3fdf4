"""The customers' pages on a real database of each kind, and a customer who fills them in."""

from pathlib import Path

import pytest

from store.intake.payer import Payer
from tests.clock import Clock
from tests.leotron import HOURS, RATES, TERMS
from tests.web.form.client import SECRET, Customer
from web.form.application import create_form
from web.form.services import Limits, Services
from web.request_links import Links

PAYER = Payer(lambda: HOURS, TERMS)


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def services_with(sessions, clock, tmp_path):
    """What the pages need, with whatever a test sets besides."""

    def make(**changes):
        values = {
            "sessions": sessions,
            "now": clock,
            "hours_now": lambda: HOURS,
            "rates": RATES,
            "weekday_number": "+390455117067",
            "weekend_number": "+390452525658",
            "attachments": Path(tmp_path / "attachments"),
            "recordings": Path(tmp_path / "recordings"),
            "erasures": Path(tmp_path / "erasures.jsonl"),
            "secret": SECRET,
            "links": Links(SECRET, "https://assistenza.example.it"),
            "limits": Limits(files=3, file_bytes=200_000, per_hour=1000),
            "settle": lambda session, ticket, _: PAYER.decide(session, ticket),
        }
        return Services(**{**values, **changes})

    return make


@pytest.fixture
def customer_of(services_with, clock, sessions):
    """A customer of pages of which something is otherwise."""

    def make(**changes):
        services = services_with(**changes)
        return Customer(create_form(services).test_client(), services, clock, sessions)

    return make


@pytest.fixture
def customer(customer_of):
    return customer_of()
