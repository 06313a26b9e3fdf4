"""The API on a real database of each kind, with a program and two users who hold tokens."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rules.staff.accounts import Role
from store.customers import installations
from store.staff import accounts
from tests.builders import OUR_LINES, a_customer, a_user, settles_nothing
from tests.clock import Clock
from tests.leotron import HOURS, TERMS
from tests.web.api.client import CALLING, POLICY, Api
from web.api import Services, create_api


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def services(sessions, clock, tmp_path):
    return Services(
        sessions=sessions,
        now=clock,
        hours_now=lambda: HOURS,
        terms=TERMS,
        policy=POLICY,
        join_within=timedelta(hours=4),
        requests_per_minute=1000,
        vat_percent=Decimal(22),
        settle=settles_nothing,
        ours=OUR_LINES,
        calling=CALLING,
        recordings=tmp_path,
    )


@pytest.fixture
def stranger(services, clock):
    """Somebody without a token."""
    return Api(create_api(services).test_client(), None, clock, services.sessions)


@pytest.fixture
def customer(sessions):
    with sessions.begin() as session:
        return a_customer(session, code="L1042", phones=["+390458001234", "+390458009999"])


@pytest.fixture
def program(stranger, customer, now):
    """J2K at the customer L1042."""
    with stranger.sessions.begin() as session:
        _, token = installations.add(session, "L1042", "cassa 1", now=now)
    return stranger.with_token(token)


@pytest.fixture
def user(stranger, now):
    """A user's program, by role; users are made as they are asked for."""

    def make(role):
        with stranger.sessions.begin() as session:
            if accounts.find(session, role) is None:
                a_user(session, role, Role(role), now=now)
            token = accounts.new_token(session, role, now=now)
        return stranger.with_token(token)

    return make


@pytest.fixture
def technician(user):
    return user("technician")


@pytest.fixture
def supervisor(user):
    return user("supervisor")
