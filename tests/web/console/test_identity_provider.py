"""Signing in through a provider of identities: who is let in, and every way of cheating."""

import threading
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from store.staff import accounts
from tests.builders import PASSWORD
from tests.web.console.client import Browser
from tests.web.console.identity_providers import CLIENT, SECRET, CheatingProvider, running
from web.console import identity_provider
from web.console.application import create_console
from web.console.identity_provider import Provider

ANNA = {"email": "Anna@leotron.com", "email_verified": True}


@pytest.fixture
def provider():
    with running(CheatingProvider(claims=dict(ANNA))) as found:
        yield found


@pytest.fixture
def browser(services, users, sessions, provider):
    """A browser before a console that knows the provider; Anna has an identity there."""
    with sessions.begin() as session:
        accounts.set_identity(session, "anna", "anna@leotron.com")

    def browser(**more) -> Browser:
        known = Provider(provider.address, CLIENT, SECRET, "Entra con Leotron")
        known = replace(known, **{key: more.pop(key) for key in list(more) if hasattr(known, key)})
        changed = replace(services, provider=known, public_url="http://localhost", **more)
        return Browser(create_console(changed).test_client())

    return browser


def goes(browser, provider, poi="", **kw):
    """There and back again."""
    to = browser.get(f"/login/azienda?poi={poi}")
    assert to.status_code == 302
    return browser.get(f"/login/azienda/rientro?{provider.sends_back(to.location, **kw)}")


def is_in(browser):
    return browser.get("/console").status_code == 200


def test_whoever_the_provider_knows_comes_in_and_goes_where_they_wanted(browser, provider):
    anna = browser()
    assert "Entra con Leotron" in anna.get("/login").text
    answer = goes(anna, provider, poi="/console/richieste?stato=")
    assert (answer.status_code, answer.location) == (303, "/console/richieste?stato=")
    assert "anna" in anna.get("/console").text


def test_the_way_there_is_bound_to_the_browser_and_proved(browser, provider):
    asked = parse_qs(urlsplit(browser().get("/login/azienda").location).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/login/azienda/rientro"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()


@pytest.mark.parametrize(
    "poi", ["https://evil.example/", "//evil.example", "/assistenza", "%5Cevil"]
)
def test_nobody_is_led_out_of_the_console(browser, provider, poi):
    assert goes(browser(), provider, poi=poi).location == "/console"


@pytest.mark.parametrize(
    ("cheat", "status"),
    [
        ({"alter": {"nonce": "another"}}, 401),
        ({"alter": {"aud": "somebody-else"}}, 401),
        ({"alter": {"iss": "https://evil.example"}}, 401),
        ({"alter": {"exp": 1_000_000_000}}, 401),
        ({"alter": {"sub": ""}}, 401),
        ({"algorithm": "none", "offered": ("none", "RS256")}, 401),
        ({"algorithm": "HS256", "offered": ("HS256", "RS256")}, 401),
        ({"algorithm": "HS256", "offered": ("HS256",)}, 401),
        ({"other_key": RSAKey.generate_key(2048, {"kid": "one"})}, 401),
        ({"without_id_token": True}, 401),
        ({"claims": {"email": "anna@leotron.com", "email_verified": False}}, 401),
        ({"claims": {"email": "anna@leotron.com", "email_verified": "true"}}, 401),
        ({"claims": {"email": "anna@leotron.com"}}, 401),
        ({"claims": {"email": ["anna@leotron.com"], "email_verified": True}}, 401),
        ({"claims": {"email": "bruno@leotron.com", "email_verified": True}}, 403),
        ({"claims": {"email": "", "email_verified": True}}, 403),
    ],
)
def test_a_token_that_is_not_right_opens_nothing(browser, provider, cheat, status):
    for name, value in cheat.items():
        setattr(provider, name, value)
    anna = browser()
    assert goes(anna, provider).status_code == status
    assert not is_in(anna)


def test_a_provider_that_is_another_is_not_gone_to(browser, provider):
    provider.issuer = "https://evil.example"
    assert browser().get("/login/azienda").status_code == 401


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "code=x&state=x", "error=server_error"])
def test_an_answer_that_nobody_asked_for_opens_nothing(browser, provider, query):
    anna = browser()
    anna.get("/login/azienda")
    assert anna.get(f"/login/azienda/rientro?{query}").status_code in {400, 401}
    assert not is_in(anna)


def test_the_answer_to_another_browser_opens_nothing(browser, provider):
    to = browser().get("/login/azienda")
    victim = browser()
    answer = victim.get(f"/login/azienda/rientro?{provider.sends_back(to.location)}")
    assert answer.status_code == 400
    assert not is_in(victim)


def test_an_answer_opens_once(browser, provider):
    anna = browser()
    to = anna.get("/login/azienda")
    back = f"/login/azienda/rientro?{provider.sends_back(to.location)}"
    assert anna.get(back).status_code == 303
    anna.post("/logout", page="/console")
    assert anna.get(back).status_code == 400
    assert not is_in(anna)


def test_whoever_changes_their_mind_is_told_so(browser, provider):
    anna = browser()
    anna.get("/login/azienda")
    answer = anna.get("/login/azienda/rientro?error=access_denied")
    assert "annullato" in answer.text


def test_an_address_that_was_given_to_somebody_else_opens_nothing(browser, provider):
    assert goes(browser(), provider).status_code == 303
    provider.claims["sub"] = "anna-2"
    late = browser()
    assert goes(late, provider).status_code == 403
    assert not is_in(late)


def test_only_the_companys_addresses_come_in(browser, provider):
    assert goes(browser(domains=frozenset({"leotron.com"})), provider).status_code == 303
    assert goes(browser(domains=frozenset({"example.it"})), provider).status_code == 401


def test_an_address_may_be_trusted_where_the_provider_does_not_say(browser, provider):
    del provider.claims["email_verified"]
    assert goes(browser(trust_email=True), provider).status_code == 303


def test_whoever_is_disabled_does_not_come_in(browser, provider, sessions, now):
    with sessions.begin() as session:
        accounts.disable(session, "anna", now=now)
    assert goes(browser(), provider).status_code == 403


def test_a_provider_that_hangs_is_not_waited_for(browser, provider, monkeypatch):
    monkeypatch.setattr(identity_provider, "SECONDS", 0.2)
    provider.silent = threading.Event()
    answer = browser().get("/login/azienda")
    assert answer.status_code == 503
    assert "non risponde" in answer.text


def test_only_so_many_wait_for_the_provider_at_once(browser, provider):
    anna = browser()
    for _ in range(identity_provider.AT_ONCE):
        assert identity_provider._waiting.acquire(blocking=False)
    try:
        assert anna.get("/login/azienda").status_code == 503
    finally:
        for _ in range(identity_provider.AT_ONCE):
            identity_provider._waiting.release()
    assert goes(anna, provider).status_code == 303


def test_passwords_may_be_kept_for_those_who_have_no_identity(browser, sessions):
    anna = browser(passwords=False)
    assert anna.sign_in("anna", PASSWORD).status_code == 403
    assert anna.sign_in("bruno", PASSWORD).status_code == 303
    with sessions.begin() as session:
        accounts.set_identity(session, "carla", "carla@leotron.com")
    carla = browser(passwords=False)
    assert carla.sign_in("carla", PASSWORD).status_code == 303  # whoever is responsible


def test_without_a_provider_there_is_no_such_way(stranger):
    assert stranger.get("/login/azienda").status_code == 404
    assert stranger.get("/login/azienda/rientro?code=x&state=y").status_code == 404
    assert "azienda" not in stranger.get("/login").text
