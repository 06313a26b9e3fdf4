"""The API on a real database of each kind, with a program and two users who hold tokens."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from rules.callbacks.callback import Policy
from rules.callbacks.outbound_call import Policy as CallPolicy
from rules.hours.schedule import Hours
from rules.staff.accounts import Role
from store.customers import installations
from store.staff import accounts
from tests.builders import OUR_LINES, a_customer, settles_nothing
from web.api import Desk, create_api

HOURS = Hours(
    timezone="Europe/Rome",
    weekday="Mo-Fr 09:15-12:45,14:45-18:15",
    weekend="Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45",
)
POLICY = Policy(2, (timedelta(minutes=10),))
CALLING = CallPolicy("+390455117067")
PASSWORD = "tre pesci rossi"


@dataclass
class Api:
    """A program that speaks to the API, with the token it was given."""

    client: FlaskClient
    token: str | None
    clock: "Clock"
    sessions: object
    headers: dict = field(default_factory=dict)

    def _call(self, method, path, **given):
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        given["headers"] = {**bearer, **self.headers, **given.pop("headers", {})}
        return self.client.open(f"/api/v1{path}", method=method, **given)

    def get(self, path, **given):
        return self._call("GET", path, **given)

    def post(self, path, body=None, **given):
        return self._call("POST", path, json={} if body is None else body, **given)

    def put(self, path, body, **given):
        return self._call("PUT", path, json=body, **given)

    def opens(self, key=None, **said):
        """Open a ticket."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.post("/tickets", {"message": "Non parte", **said}, headers=headers)

    def with_token(self, token):
        return replace(self, token=token)


@dataclass
class Clock:
    at: datetime

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def desk(sessions, clock):
    return Desk(
        sessions=sessions,
        now=clock,
        hours=HOURS,
        policy=POLICY,
        join_within=timedelta(hours=4),
        requests_per_minute=1000,
        vat_percent=Decimal(22),
        settle=settles_nothing,
        ours=OUR_LINES,
        calling=CALLING,
    )


@pytest.fixture
def stranger(desk, clock):
    """Somebody without a token."""
    return Api(create_api(desk).test_client(), None, clock, desk.sessions)


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
                accounts.add(session, role, PASSWORD, Role(role), now=now)
            token = accounts.new_token(session, role, now=now)
        return stranger.with_token(token)

    return make


@pytest.fixture
def technician(user):
    return user("technician")


@pytest.fixture
def supervisor(user):
    return user("supervisor")
