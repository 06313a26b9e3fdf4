"""Who may do what: every route has its rule, and a token that is no longer good opens nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store.customers import installations
from store.models import ApiToken, Installation
from store.staff import accounts
from tests.web.spellings import ONE_CLIENT, environ_of
from web.api import create_api
from web.api.access import EVERYBODY, STAFF, SUPERVISORS

PUBLIC = {"openapi.spec", "docs", "docs_file"}

# method, address, body, who may
RULES = [
    ("POST", "/tickets", {"message": "x"}, EVERYBODY),
    ("GET", "/tickets", None, EVERYBODY),
    ("GET", "/tickets/{ticket}", None, EVERYBODY),
    ("GET", "/tickets/{ticket}/attachments/1", None, EVERYBODY),
    ("PATCH", "/tickets/{ticket}/coverage", {"supported": True}, STAFF),
    ("DELETE", "/tickets/{ticket}/coverage/supported", None, STAFF),
    ("GET", "/tickets/{ticket}/work", None, STAFF),
    ("POST", "/tickets/{ticket}/work/1/confirmation", {}, STAFF),
    ("POST", "/tickets/{ticket}/work/1/rejection", {}, STAFF),
    ("POST", "/tickets/{ticket}/work", {"key": "k", "minutes": 5}, STAFF),
    ("POST", "/tickets/{ticket}/work/1/correction", {"minutes": 5, "why": "x"}, STAFF),
    ("GET", "/callbacks", None, STAFF),
    ("GET", "/callbacks/1", None, STAFF),
    ("POST", "/callbacks/1/claim", {}, STAFF),
    ("POST", "/callbacks/1/call", {"token": "x"}, STAFF),
    ("POST", "/callbacks/1/release", {"token": "x"}, STAFF),
    ("POST", "/callbacks/1/hangup", {"token": "x"}, STAFF),
    ("POST", "/callbacks/1/outcome", {"token": "x", "outcome": "busy"}, STAFF),
    ("POST", "/callbacks/1/undo", None, STAFF),
    ("GET", "/calls", None, STAFF),
    ("GET", "/calls/CA0", None, STAFF),
    ("GET", "/customers", None, STAFF),
    ("GET", "/customers/L1042", None, STAFF),
    ("PUT", "/customers/L1042", {"name": "x"}, SUPERVISORS),
    ("PATCH", "/tickets/{ticket}", {"subject": "x"}, STAFF),
    ("GET", "/tickets/{ticket}/history", None, STAFF),
    ("POST", "/tickets/{ticket}/notes", {"note": "x"}, STAFF),
    ("POST", "/tickets/{ticket}/status", {"status": "in_progress"}, STAFF),
    ("POST", "/tickets/{ticket}/take", None, STAFF),
    ("POST", "/tickets/{ticket}/hand-on", {"to": "x"}, STAFF),
    ("POST", "/tickets/{ticket}/put-off", {"until": None}, STAFF),
    ("GET", "/tickets/{ticket}/quotes", None, STAFF),
    ("POST", "/tickets/{ticket}/quotes", {"lines": []}, STAFF),
    ("GET", "/quotes/1", None, STAFF),
    ("PUT", "/quotes/1", {"lines": []}, STAFF),
    ("POST", "/quotes/1/send", {"total": "1"}, STAFF),
    ("GET", "/recordings/RE0/audio", None, STAFF),
    ("GET", "/users", None, STAFF),
    ("GET", "/users/anna", None, STAFF),
    ("POST", "/users", {"name": "x", "role": "technician", "password": "x" * 12}, SUPERVISORS),
    ("PUT", "/users/anna/skills", {"skills": []}, SUPERVISORS),
    ("POST", "/users/anna/disable", None, SUPERVISORS),
    ("POST", "/users/anna/enable", None, SUPERVISORS),
    ("GET", "/rota", None, STAFF),
    (
        "POST",
        "/rota",
        {
            "who": "x",
            "kind": "duty",
            "start": "2026-11-24T09:00:00Z",
            "end": "2026-11-24T10:00:00Z",
        },
        SUPERVISORS,
    ),
    ("DELETE", "/rota/1", None, SUPERVISORS),
    ("POST", "/rota/1/give", {"to": "x"}, STAFF),
    ("GET", "/webhooks", None, SUPERVISORS),
    ("POST", "/webhooks", {"url": "https://example.it/h"}, SUPERVISORS),
    ("GET", "/webhooks/1", None, SUPERVISORS),
    ("PUT", "/webhooks/1", {"url": "https://example.it/h"}, SUPERVISORS),
    ("DELETE", "/webhooks/1", None, SUPERVISORS),
    ("POST", "/webhooks/1/secret", None, SUPERVISORS),
    ("POST", "/webhooks/1/test", None, SUPERVISORS),
    ("GET", "/webhooks/1/deliveries", None, SUPERVISORS),
    ("POST", "/webhooks/1/replay", None, SUPERVISORS),
    ("POST", "/webhook-deliveries/1/replay", None, SUPERVISORS),
]
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_one_database
def test_every_route_says_whom_it_lets_in(services):
    api = create_api(services)
    unsaid, known = [], {"installation", "technician", "supervisor"}
    for rule in api.url_map.iter_rules():
        said = getattr(api.view_functions[rule.endpoint], "_spec", {})
        has_rule = said.get("auth") and said.get("roles") and set(said["roles"]) <= known
        if rule.endpoint not in PUBLIC and not has_rule:
            unsaid.append(rule.rule)
    assert unsaid == []


@on_one_database
def test_the_table_below_names_every_route(services):
    rules = create_api(services).url_map.iter_rules()
    routes = {
        (method, rule.rule)
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint not in PUBLIC
    }
    assert len(routes) == len(RULES)


@on_one_database
@pytest.mark.parametrize("role", [None, *EVERYBODY])
@pytest.mark.parametrize(("method", "path", "body", "allowed"), RULES)
def test_the_table_of_rules(program, stranger, user, role, method, path, body, allowed):
    opened = program.opens().json["id"]
    who = {None: stranger, "installation": program}.get(role) or user(role)
    given = {"json": body} if body is not None else {}
    answer = who.client.open(
        "/api/v1" + path.format(ticket=opened),
        method=method,
        headers={"Authorization": f"Bearer {who.token}"} if who.token else {},
        **given,
    )
    if role is None:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    elif role in allowed:
        assert answer.status_code not in {401, 403}
    else:
        assert answer.status_code == 403


@on_one_database
def test_anybody_reads_the_document(stranger):
    assert stranger.get("/openapi.json").status_code == 200


@on_one_database
@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer ctu_x",
        "Bearer cti_è",
        "Basic YTpi",
        "Digest x",
        "cti_x",
    ],
)
def test_what_is_no_token_is_refused(stranger, header):
    answer = stranger.get("/tickets", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_a_disabled_installation_is_refused(program, sessions, now):
    assert program.get("/tickets").status_code == 200
    with sessions.begin() as session:
        installations.disable(session, 1, now=now)
    assert program.get("/tickets").status_code == 401


def test_a_disabled_user_is_refused(technician, sessions, now):
    assert technician.get("/tickets").status_code == 200
    with sessions.begin() as session:
        accounts.disable(session, "technician", now=now)
    assert technician.get("/tickets").status_code == 401


def test_tokens_say_when_they_were_last_seen(program, technician, sessions, clock):
    program.get("/tickets")
    technician.get("/tickets")
    clock.at += timedelta(minutes=5)
    technician.get("/tickets")
    with sessions.begin() as session:
        assert session.get(Installation, 1).last_seen_at == clock() - timedelta(minutes=5)
        assert session.get(ApiToken, 1).last_seen_at == clock()


@on_one_database
def test_a_token_that_comes_too_often_waits(program, technician, services, clock):
    slow = replace(
        program, client=create_api(replace(services, requests_per_minute=2)).test_client()
    )
    codes = [slow.get("/tickets").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    refused = slow.get("/tickets")
    assert (refused.json["status"], refused.headers["Retry-After"]) == (429, "60")
    with services.sessions() as session:  # which supervisors see
        assert session.query(Installation).one().limited_at == clock()
    assert replace(technician, client=slow.client).get("/tickets").status_code == 200
    clock.at += timedelta(minutes=1)
    assert slow.get("/tickets").status_code == 200


@on_one_database
def test_an_address_that_comes_too_often_without_a_good_token_waits(
    program, stranger, services, clock
):
    client = create_api(replace(services, refused_per_minute=2)).test_client()
    guessing = replace(stranger, client=client, token="cti_x")
    codes = [guessing.get("/tickets").status_code for _ in range(3)]
    assert codes == [401, 401, 429]
    without = replace(guessing, token=None).get("/tickets")
    assert (without.status_code, without.headers["Retry-After"]) == (429, "60")
    elsewhere = guessing.get("/tickets", environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 401
    assert replace(program, client=client).get("/tickets").status_code == 200
    clock.at += timedelta(minutes=1)
    assert guessing.get("/tickets").status_code == 401


@on_one_database
@pytest.mark.parametrize(
    ("proxies", "codes"),
    [(0, [401, 429]), (1, [401, 401])],  # without a proxy anybody may write the header
)
def test_strangers_are_told_apart_by_what_our_proxies_saw(stranger, services, proxies, codes):
    api = create_api(replace(services, refused_per_minute=1, proxies=proxies))
    caller = replace(stranger, client=api.test_client())
    seen = [{"X-Forwarded-For": address} for address in ("192.0.2.1", "192.0.2.2")]
    assert [caller.get("/tickets", headers=one).status_code for one in seen] == codes


@on_one_database
@pytest.mark.parametrize(("proxies", "first", "again"), ONE_CLIENT)
def test_another_spelling_of_ones_address_guesses_no_more(
    stranger, services, proxies, first, again
):
    api = create_api(replace(services, refused_per_minute=1, proxies=proxies))
    caller = replace(stranger, client=api.test_client())
    seen = [environ_of(one) for one in (first, again)]
    assert [caller.get("/tickets", environ_base=one).status_code for one in seen] == [401, 429]


@on_one_database
def test_nothing_secret_or_personal_is_logged(program, technician, logged):
    program.opens(caller_name="Marco Rossi", callback_number="045 8001234", key="la-mia-chiave")
    program.opens(callback_number="questo segreto")
    technician.get("/calls/CA-segreto?x=segreto")
    told = str(logged)
    assert len(logged) == 3
    for word in ("Rossi", "8001234", "segreto", "chiave", program.token, technician.token):
        assert word not in told


def test_the_last_role_is_of_use():
    assert set(SUPERVISORS) < set(STAFF) < set(EVERYBODY)
