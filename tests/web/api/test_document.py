"""The OpenAPI document and the API say the same: schemathesis compares them, whatever it sends."""

import itertools
import json
import re
import shutil
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.engine import Status, events, from_schema

import store
from rules.staff.accounts import Role
from store.staff import accounts
from tests.builders import OUR_LINES, a_call, a_customer, a_ticket, a_user, settles_nothing
from tests.leotron import HOURS, TERMS
from tests.serving import serving
from tests.web.api.client import CALLING, POLICY
from web.api import Services, create_api

schemathesis.openapi.format("phone", st.sampled_from(["045 8001234", "+39 347 1234567"]))

EXAMPLES = 6  # per operation, beside those at the edges of each field
CONFIG = {
    "seed": 20261124,
    "workers": 1,
    "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
    "operations": [
        {
            # A customer who is not there, a day too far away: no schema can tell such rules.
            "include-operation-id": ["openTicket", "putCustomer"],
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "422"]}},
        },
        {
            # The same of an instant with an outcome that has none, of a user without a telephone; and
            # mostly nobody holds it.
            "include-operation-id": ["tellOutcome", "placeCall"],
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "422"]}
            },
        },
    ],
}


@pytest.fixture
def served(sqlite_template, tmp_path, now):
    """The address of the document of an API with a customer and some calls; and a supervisor's token."""
    shutil.copy(sqlite_template, tmp_path / "centralino.db")
    engine = store.connect(f"sqlite:///{tmp_path}/centralino.db")
    sessions = store.sessions(engine)
    with sessions.begin() as session:
        a_user(session, "anna", Role.SUPERVISOR, now=now)
        a_customer(session, code="L1042")
        for _ in range(3):
            a_ticket(session, a_call(session, now=now), now=now)
        token = accounts.new_token(session, "anna", now=now)
    seconds = itertools.count()
    services = Services(
        sessions=sessions,
        now=lambda: now + timedelta(seconds=next(seconds)),
        hours=HOURS,
        policy=POLICY,
        join_within=timedelta(hours=4),
        requests_per_minute=10**9,
        terms=TERMS,
        vat_percent=Decimal(22),
        settle=settles_nothing,
        ours=OUR_LINES,
        calling=CALLING,
    )
    with serving(create_api(services), threaded=False) as address:
        yield f"{address}/api/v1/openapi.json", token
    engine.dispose()


def found(event):
    """What a scenario or an error of schemathesis says is wrong, in a few lines each."""
    if isinstance(event, events.FatalError):
        raise event.exception
    if isinstance(event, events.NonFatalError):
        return [f"{event.label}: {event.value!r}"]
    if not isinstance(event, events.ScenarioFinished):
        return []
    recorder = event.recorder
    return [
        f"{recorder.label}: {check.name}: {check.failure_info.failure}\n"
        f"{check.failure_info.code_sample[:600]}"
        for checks in recorder.checks.values()
        for check in checks
        if check.status == Status.FAILURE
    ]


def test_the_api_does_what_its_document_says(served):
    address, token = served
    headers = {"Authorization": f"Bearer {token}"}
    config = schemathesis.Config.from_dict({**CONFIG, "headers": headers})
    schema = schemathesis.openapi.from_url(address, config=config)
    wrong, sent = [], Counter()
    for event in from_schema(schema).execute():
        wrong += found(event)
        if isinstance(event, events.ScenarioFinished):
            sent[event.phase.name] += len(event.recorder.interactions)
    assert not wrong, "\n\n".join(wrong[:10])
    assert sum(sent.values()) > 500, sent


def test_the_document_says_what_a_reader_needs(served):
    address, _ = served
    document = requests.get(address, timeout=5).json()
    opened = document["paths"]["/api/v1/tickets"]["post"]
    ticket = {"application/json": {"schema": {"$ref": "#/components/schemas/Ticket"}}}
    assert [opened["responses"][code]["content"] for code in ("200", "201")] == [ticket] * 2
    assert opened["parameters"][0]["name"] == "Idempotency-Key"
    assert opened["security"] == [{"BearerAuth": ["installation", "technician", "supervisor"]}]
    assert opened["requestBody"]["required"]
    named = document["components"]["schemas"]
    used = set(re.findall(r"#/components/schemas/([\w.]+)", json.dumps(document)))
    assert used <= set(named)
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                assert "null" not in json.dumps(parameter)
            problem = operation["responses"]["422"]["content"]["application/problem+json"]
            assert problem == {"schema": {"$ref": "#/components/schemas/Problem"}}
