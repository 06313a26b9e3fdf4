"""Signing in and out, and who is kept out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store.staff import accounts
from tests.builders import PASSWORD
from tests.web.console.client import Browser
from tests.web.spellings import ONE_CLIENT, environ_of
from web.console.account import sign_in_page
from web.console.application import create_console


def test_the_first_page_after_the_right_password_is_the_one_that_was_wanted(stranger):
    sent_away = stranger.get("/console/richieste?stato=closed")
    assert sent_away.status_code == 303
    wanted = "/console/richieste?stato=closed"
    entered = stranger.sign_in("Anna ", poi=wanted)
    assert (entered.status_code, entered.location) == (303, wanted)
    assert stranger.get(wanted).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.com/console",
        "//example.com/console",
        "/\\example.com",
        "javascript:alert(1)",
        "/consolefalsa",
        "/assistenza",
        "",
        "/console\r\nLocation: https://example.com",
        "/console/\rx",
        "/\t/example.com/console",
        "/console\x00",
        "/console/\u2028x",
        "http://[",
    ],
)
def test_a_link_cannot_send_whoever_signs_in_elsewhere(stranger, elsewhere):
    assert stranger.sign_in("anna", poi=elsewhere).location == "/console"


@pytest.mark.parametrize(
    ("name", "password"),
    [("anna", "sbagliata"), ("nessuno", PASSWORD), ("anna' OR 1=1 --", PASSWORD)],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(stranger, name, password):
    refused = stranger.sign_in(name, password)
    assert refused.status_code == 401
    assert "Nome o password non corretti." in refused.text
    assert stranger.get("/console").status_code == 303


def test_nothing_is_done_without_the_forms_token(console, users, anna):
    bare = console.test_client()
    refused = bare.post("/login", data={"nome": "anna", "password": PASSWORD})
    assert refused.status_code == 400
    assert anna.client.post("/logout").status_code == 400
    assert anna.get("/console").status_code == 200


def test_who_guesses_waits_even_with_the_right_password_then(stranger, clock):
    for _ in range(5):
        assert stranger.sign_in("anna", "sbagliata").status_code == 401
    refused = stranger.sign_in("anna")
    assert refused.status_code == 429
    assert "Troppi tentativi: riprova tra 30 secondi." in refused.text
    clock.at += timedelta(seconds=30)
    assert stranger.sign_in("anna").status_code == 303


@pytest.mark.parametrize(("proxies", "first", "again"), ONE_CLIENT)
def test_another_spelling_of_ones_address_gets_no_more_guesses(
    services, users, proxies, first, again
):
    console = create_console(replace(services, proxies=proxies))
    guesser = Browser(console.test_client())
    codes = []
    for seen in [first, again] * 3:
        guesser.environ = environ_of(seen)
        codes.append(guesser.sign_in("anna", "sbagliata").status_code)
    assert codes == [401] * 5 + [429]


@pytest.mark.parametrize(
    ("spellings", "tries"),
    [
        (["203.0.113.7", "::ffff:203.0.113.7"], 41),  # every name, from one address
        (["2001:db8::1", "2001:db8::2"], 41),  # one subscriber's network
    ],
)
def test_an_address_that_tries_many_names_waits_however_it_is_written(
    services, users, spellings, tries
):
    guesser = Browser(create_console(services).test_client())
    codes = []
    for guess in range(tries):
        guesser.address = spellings[guess % 2]
        codes.append(guesser.sign_in(f"nessuno{guess}", "sbagliata").status_code)
    assert codes == [401] * 40 + [429]


def test_an_office_is_one_address_and_the_right_password_is_taken_there(console, users, clock):
    """Whatever others typed there; only tries at the same name from there make it wait."""
    for guess in range(60):
        Browser(console.test_client(), "192.0.2.1").sign_in(f"nessuno{guess}", "sbagliata")
    clock.at += timedelta(minutes=1)
    codes = [
        Browser(console.test_client(), "192.0.2.1").sign_in("bruno", "sbagliata").status_code
        for _ in range(8)
    ]
    assert codes == [429] * 8  # wrong, and then not looked at
    assert Browser(console.test_client(), "192.0.2.1").sign_in("anna").status_code == 303


def test_a_browser_that_was_in_before_is_kept_out_by_nobody_at_its_address(console, anna, clock):
    anna.post("/logout", page="/console")
    for guess in range(200):
        other = Browser(console.test_client(), "127.0.0.1")
        other.sign_in("anna" if guess % 2 else f"nessuno{guess}", "sbagliata")
    assert anna.sign_in("anna").status_code == 303


def test_whoever_guesses_one_name_is_stopped_however_many_tries_come(console, users, clock):
    """Over a day from one address: a password of twelve characters is in no danger."""
    looked_at = 0
    for _ in range(24 * 12):
        guesser = Browser(console.test_client(), "192.0.2.7")
        looked_at += guesser.sign_in("anna", "sbagliata").status_code == 401
        clock.at += timedelta(minutes=5)
    assert looked_at < 110


def test_an_address_at_which_too_many_were_wrong_keeps_us_busy_for_so_long_in_a_minute(
    services, users, clock, monkeypatch
):
    monkeypatch.setattr(sign_in_page, "LOOKED_AT", 5)  # hundreds would take a while
    guesser = Browser(create_console(services).test_client())
    for guess in range(40 + 5):
        guesser.sign_in(f"nessuno{guess}", "sbagliata")
    assert guesser.sign_in("anna").status_code == 429
    clock.at += timedelta(minutes=1)
    assert guesser.sign_in("anna").status_code == 303


def test_a_colleague_who_signed_in_before_is_not_locked_out_by_others_guesses(
    console, anna, stranger
):
    anna.post("/logout", page="/console")
    for guess in range(60):
        Browser(console.test_client(), f"203.0.113.{guess}").sign_in("anna", "sbagliata")
    assert Browser(console.test_client(), "203.0.113.99").sign_in("anna").status_code == 429
    assert anna.sign_in("anna").status_code == 303


def test_signing_out_ends_the_session_and_not_only_the_cookie(anna):
    stolen = anna.client.get_cookie("centralino").value
    anna.post("/logout", page="/console")
    assert anna.get("/console").status_code == 303
    anna.client.set_cookie("centralino", stolen)
    assert anna.get("/console").status_code == 303


def test_signing_in_makes_the_session_another(anna):
    before = anna.client.get_cookie("centralino").value
    anna.post("/logout", page="/console")
    anna.sign_in("anna")
    assert anna.client.get_cookie("centralino").value != before


def test_whoever_is_disabled_is_out_with_the_next_click(anna, sessions, now):
    with sessions.begin() as session:
        accounts.disable(session, "anna", now=now)
    assert anna.get("/console").status_code == 303
    assert anna.sign_in("anna").status_code == 401


def test_a_part_of_a_page_is_not_filled_with_the_page_to_sign_in(stranger):
    answer = stranger.get("/console/coda", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/login"


def test_cookies_are_kept_from_scripts_and_other_sites(anna):
    cookie = anna.client.get_cookie("centralino")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert anna.client.get_cookie("centralino-browser", path="/login").http_only


def test_pages_tell_browsers_to_keep_nothing_and_run_nothing_strange(anna):
    headers = anna.get("/console").headers
    assert headers["Cache-Control"] == "no-store"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_log_tells_of_refusals_without_what_was_typed(stranger, logged):
    stranger.sign_in("anna", "la mia vera password 1")
    told = str(logged)
    assert "sign in refused" in told
    assert "vera password" not in told
