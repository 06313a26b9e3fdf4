"""The OpenAPI document and the API say the same: schemathesis compares them, whatever it sends."""

import itertools
import json
import re
import shutil
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import openapi_spec_validator
import pytest
import referencing
import requests
import schemathesis
from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator
from referencing.jsonschema import DRAFT202012
from schemathesis.engine import Status, events, from_schema

import store
from rules.staff.accounts import Role
from store.customers import installations
from store.staff import accounts
from tests.builders import OUR_LINES, a_call, a_customer, a_ticket, a_user, settles_nothing
from tests.leotron import HOURS, TERMS
from tests.serving import serving
from tests.web.api.client import CALLING, POLICY
from web.api import Services, create_api

schemathesis.openapi.format("phone", st.sampled_from(["045 8001234", "+39 347 1234567"]))

# Examples of each operation by whose token is shown, beside those at the edges of each field.
EXAMPLES = {"supervisor": 4, "installation": 1}
# What a program at a customer's may do; that it may do nothing else is a table in test_access.
OF_PROGRAMS = ["openTicket", "listTickets", "getTicket", "getAttachment"]
CONFIG = {
    "seed": 20261124,
    "workers": 1,
    "generation": {"deterministic": True, "database": "none"},
    "operations": [
        {
            # A customer who is not there, a day too far away: no schema can tell such rules.
            "include-operation-id": [
                *("openTicket", "putCustomer", "correctTicket", "handOnTicket", "putOffTicket"),
                *("addUser", "addShift", "giveShift", "getRota", "draftQuote", "writeQuote"),
                *("addWebhook", "writeWebhook", "addNote", "disableUser", "setSkills"),
                *("listTickets", "listCalls"),
            ],
            "checks": {
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "403", "404", "409", "422"]
                }
            },
        },
        {
            # The same of an instant with an outcome that has none, of a user without a telephone; and
            # mostly nobody holds it.
            "include-operation-id": ["tellOutcome", "placeCall"],
            "checks": {
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "403", "404", "409", "422"]
                }
            },
        },
    ],
}


@pytest.fixture
def served(sqlite_template, tmp_path, now):
    """The address of the document of an API with a customer and some calls; and tokens by role."""
    shutil.copy(sqlite_template, tmp_path / "centralino.db")
    engine = store.connect(f"sqlite:///{tmp_path}/centralino.db")
    sessions = store.sessions(engine)
    with sessions.begin() as session:
        a_user(session, "anna", Role.SUPERVISOR, now=now)
        a_user(session, "luca", now=now)
        a_customer(session, code="L1042")
        for _ in range(3):
            a_ticket(session, a_call(session, now=now), now=now)
        tokens = {
            "supervisor": accounts.new_token(session, "anna", now=now),
            "installation": installations.add(session, "L1042", "cassa", now=now)[1],
        }
    with serving(create_api(_services(sessions, now)), threaded=False) as address:
        yield f"{address}/api/v1/openapi.json", tokens
    engine.dispose()


def _services(sessions, now):
    seconds = itertools.count()
    return Services(
        sessions=sessions,
        now=lambda: now + timedelta(seconds=next(seconds)),
        hours_now=lambda: HOURS,
        terms=TERMS,
        policy=POLICY,
        join_within=timedelta(hours=4),
        requests_per_minute=10**9,
        vat_percent=Decimal(22),
        settle=settles_nothing,
        ours=OUR_LINES,
        calling=CALLING,
    )


@pytest.fixture
def served_by(sqlite_template, tmp_path, now):
    shutil.copy(sqlite_template, tmp_path / "centralino.db")
    return _services(store.sessions(store.connect(f"sqlite:///{tmp_path}/centralino.db")), now)


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


@pytest.mark.timeout(600)  # thousands of requests, perhaps on a busy machine
@pytest.mark.parametrize("role", EXAMPLES)
def test_the_api_does_what_its_document_says(served, role):
    address, tokens = served
    headers = {"Authorization": f"Bearer {tokens[role]}"}
    generation = {**CONFIG["generation"], "max-examples": EXAMPLES[role]}
    # The same edges of each field, once; other methods are Flask's to refuse.
    edges = {"enabled": role == "supervisor", "unexpected-methods": []}
    phases = {"coverage": {**edges, "generate-duplicate-query-parameters": False}}
    config = schemathesis.Config.from_dict(
        {**CONFIG, "headers": headers, "generation": generation, "phases": phases}
    )
    schema = schemathesis.openapi.from_url(address, config=config)
    if role == "installation":
        schema = schema.include(operation_id=OF_PROGRAMS)
    wrong, sent = [], Counter()
    for event in from_schema(schema).execute():
        wrong += found(event)
        if isinstance(event, events.ScenarioFinished):
            sent[event.phase.name] += len(event.recorder.interactions)
    assert not wrong, "\n\n".join(wrong[:10])
    assert sum(sent.values()) > (20 if role == "installation" else 300), sent


class Slow(dict):
    """Words about the API that are looked up slowly, as on a busy machine, while others ask too."""

    def __bool__(self) -> bool:
        time.sleep(0.05)
        return len(self) > 0


def test_the_first_requests_for_the_document_at_once_are_all_answered(served_by):
    many = 6
    app, together = create_api(served_by), threading.Barrier(many)
    app.info = Slow(description="requests")

    def ask(_: int) -> tuple[int, bytes]:
        together.wait()
        answer = app.test_client().get("/api/v1/openapi.json")
        return answer.status_code, answer.data

    with ThreadPoolExecutor(many) as pool:
        answers = list(pool.map(ask, range(many)))
    assert {status for status, _ in answers} == {200}
    assert len({document for _, document in answers}) == 1


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


def test_the_document_is_one_and_its_examples_are_what_it_says(served_by):
    document = create_api(served_by).test_client().get("/api/v1/openapi.json").json
    openapi_spec_validator.validate(document)
    known = referencing.Resource.from_contents(document, DRAFT202012)
    registry = referencing.Registry().with_resource("urn:api", known)
    wrong = []
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            here = {"$ref": f"urn:api#/components/schemas/{name}"}
            found = OAS31Validator(here, registry=registry).iter_errors(example)
            wrong += [f"{name}: {one.json_path}: {one.message}" for one in found]
    assert wrong == []


def test_every_property_and_parameter_says_what_it_is_and_looks_like(served_by):
    document = create_api(served_by).test_client().get("/api/v1/openapi.json").json
    schemas, operations = document["components"]["schemas"], document["paths"].values()
    unsaid = [
        f"{name}.{one}"
        for name, schema in schemas.items()
        for one, said in schema.get("properties", {}).items()
        if not said.get("description") or said.get("examples") in (None, [], [None])
    ]
    unsaid += [
        f"{asked['name']} of {one['operationId']}"
        for each in operations
        for one in each.values()
        for asked in one["parameters"]
        if not asked.get("description")
    ]
    assert unsaid == []
    listing = document["paths"]["/api/v1/tickets"]["get"]["responses"]["200"]
    assert "next" in listing["headers"]["Link"]["description"]


def test_people_read_the_document_without_anything_from_elsewhere(served_by):
    client = create_api(served_by).test_client()
    page = client.get("/api/v1/docs")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'nonce-" in policy
    assert "unsafe" not in policy
    sources = re.findall(r'src="([^"]+)"', page.text)
    assert sources == ["/api/v1/docs/redoc.standalone.js", "/api/v1/docs/api-docs.js"]
    for source in (*sources, "/api/v1/docs/redoc.LICENSE.txt"):
        assert client.get(source).status_code == 200
    assert client.get("/api/v1/docs/console.js").status_code == 404
