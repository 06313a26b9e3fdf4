"""A second factor: switched on with an app, asked for at the entrance, lost and found again."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from rules.staff.second_factor import Demand
from store.models import RecoveryCode, User
from store.staff import accounts, second_factor
from tests.builders import PASSWORD
from tests.web.console.client import Browser
from web.console.application import create_console

PAGE = "/console/impostazioni/secondo-fattore"
CODES = re.compile(r"<li><code>([a-z0-9-]+)</code></li>")


def code(secret, clock) -> str:
    return pyotp.TOTP(secret).at(clock.at)


def switched_on(browser, clock) -> tuple[str, list[str]]:
    """The key that the app was given, and the codes on paper."""
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.get(PAGE).text).group(1)
    secret = key.replace(" ", "")
    answer = browser.post(f"{PAGE}/accendi", page=PAGE, codice=code(secret, clock))
    assert answer.status_code == 200
    clock.at += timedelta(seconds=30)
    return secret, CODES.findall(answer.text)


def asked(browser, name="anna", **more) -> None:
    """The password was right, and the code is asked for."""
    answer = browser.sign_in(name, **more)
    assert (answer.status_code, answer.location) == (303, "/login/codice")
    assert browser.get("/console").status_code == 303


def test_the_app_s_code_lets_in_after_the_password_and_leads_where_one_wanted(
    anna, stranger, clock
):
    secret, _ = switched_on(anna, clock)
    asked(stranger, poi="/console/richieste")
    entered = stranger.post("/login/codice", page="/login/codice", codice=code(secret, clock))
    assert (entered.status_code, entered.location) == (303, "/console/richieste")
    assert stranger.get("/console").status_code == 200


def test_without_the_password_there_is_no_page_for_the_code(stranger, clock):
    assert stranger.get("/login/codice").location == "/login"
    stranger.sign_in("anna", "sbagliata")
    assert stranger.post("/login/codice", codice="000000").location == "/login"


def test_a_code_that_was_seen_is_not_taken_a_second_time(anna, stranger, console, clock):
    secret, _ = switched_on(anna, clock)
    seen = code(secret, clock)
    asked(stranger)
    assert stranger.post("/login/codice", page="/login/codice", codice=seen).status_code == 303
    other = Browser(console.test_client(), "192.0.2.9")
    asked(other)
    assert other.post("/login/codice", page="/login/codice", codice=seen).status_code == 401


def test_a_recovery_code_lets_in_once_and_the_user_is_told_how_many_are_left(
    anna, stranger, console, clock
):
    _, codes = switched_on(anna, clock)
    asked(stranger)
    typed = codes[3].upper().replace("-", " ")
    assert stranger.post("/login/codice", page="/login/codice", codice=typed).status_code == 303
    assert "te ne restano 9" in stranger.get("/console").text
    other = Browser(console.test_client(), "192.0.2.9")
    asked(other)
    assert other.post("/login/codice", page="/login/codice", codice=codes[3]).status_code == 401
    assert other.post("/login/codice", page="/login/codice", codice=codes[4]).status_code == 303


def test_whoever_knows_the_password_cannot_guess_the_code(anna, console, clock):
    switched_on(anna, clock)
    statuses = []
    for guess in range(30):
        guesser = Browser(console.test_client(), f"198.51.100.{guess}")
        if guesser.sign_in("anna").location != "/login/codice":
            continue
        tried = guesser.post("/login/codice", page="/login/codice", codice=f"{guess:06}")
        statuses.append(tried.status_code)
    assert statuses[:10] == [401] * 10
    assert set(statuses[11:]) == {429}


def test_the_password_waits_five_minutes_for_its_code(anna, stranger, clock):
    secret, _ = switched_on(anna, clock)
    asked(stranger)
    clock.at += timedelta(minutes=5)
    late = stranger.post("/login/codice", codice=code(secret, clock))
    assert late.location == "/login"
    assert "più di cinque minuti" in stranger.get("/login").text


def test_another_password_or_an_exclusion_in_between_lets_nobody_in(
    anna, stranger, clock, sessions, now
):
    secret, _ = switched_on(anna, clock)
    asked(stranger)
    with sessions.begin() as session:
        accounts.set_password(session, "anna", "un'altra graffetta gialla")
    refused = stranger.post("/login/codice", page="/login/codice", codice=code(secret, clock))
    assert refused.status_code == 401


def test_switching_on_signs_out_every_other_browser(anna, browser_of, clock):
    elsewhere = browser_of("anna")
    switched_on(anna, clock)
    assert elsewhere.get("/console").status_code == 303
    assert anna.get("/console").status_code == 200


def test_a_mistyped_code_leaves_the_same_drawing_and_switches_nothing_on(anna, stranger, clock):
    key = re.compile(r"<code>([A-Z2-7 ]+)</code>")
    before = key.search(anna.get(PAGE).text).group(1)
    refused = anna.post(f"{PAGE}/accendi", page=PAGE, codice="000000")
    assert refused.status_code == 422
    assert key.search(refused.text).group(1) == before
    assert stranger.sign_in("anna").location == "/console"


def test_new_recovery_codes_and_switching_off_want_a_code(anna, stranger, clock):
    secret, old = switched_on(anna, clock)
    for what in ("codici", "spegni"):
        assert anna.post(f"{PAGE}/{what}", page=PAGE, codice="000000").status_code == 422
    new = CODES.findall(anna.post(f"{PAGE}/codici", page=PAGE, codice=code(secret, clock)).text)
    assert len(new) == 10
    assert not set(new) & set(old)
    clock.at += timedelta(seconds=30)
    anna.post(f"{PAGE}/spegni", page=PAGE, codice=code(secret, clock))
    assert stranger.sign_in("anna").location == "/console"


def test_who_lost_everything_is_let_in_by_a_supervisor_who_says_that_they_are_sure(
    anna, browser_of, stranger, clock
):
    switched_on(anna, clock)
    carla, page = browser_of("carla"), "/console/impostazioni/utenti/anna"
    assert carla.post(f"{page}/secondo-fattore", page=page).status_code == 422
    assert carla.post(f"{page}/secondo-fattore", page=page, sicuro="1").status_code == 303
    assert anna.get("/console").status_code == 303
    assert stranger.sign_in("anna").location == "/console"
    assert "ha tolto il secondo fattore a anna" in carla.get("/console/registro?cosa=persone").text


def test_a_copy_of_the_database_makes_no_code_and_no_recovery_code(anna, clock, sessions, services):
    secret, codes = switched_on(anna, clock)
    with sessions() as session:
        user = accounts.named(session, "anna")
        kept = [user.totp_sealed, *(row.code_hash for row in session.query(RecoveryCode))]
        assert not any(secret in one or codes[0] in one for one in kept)
        assert second_factor.Seal(services.secret).open(user.totp_sealed) == secret
        assert second_factor.Seal("another service's secret").open(user.totp_sealed) is None


@pytest.mark.parametrize(("name", "is_stopped"), [("anna", False), ("carla", True)])
def test_where_supervisors_need_one_they_do_nothing_before(
    services, users, clock, name, is_stopped
):
    strict = create_console(replace(services, second_factor=Demand.SUPERVISORS))
    browser = Browser(strict.test_client())
    browser.sign_in(name)
    assert (browser.get("/console").location == PAGE) is is_stopped
    if is_stopped:
        part = browser.get("/console/coda", headers={"HX-Request": "true"})
        assert (part.status_code, part.text) == (204, "")
        assert browser.post("/console/impostazioni/io", page=PAGE, nome="X").location == PAGE
        switched_on(browser, clock)
    assert browser.get("/console").status_code == 200


def test_the_password_alone_is_enough_where_none_is_switched_on(stranger, sessions):
    assert stranger.sign_in("anna", PASSWORD).location == "/console"
    with sessions() as session:
        assert session.query(User).filter(User.totp_sealed.is_not(None)).count() == 0
