"""Whoever was signed out meanwhile, or typed what is refused, loses neither the words nor the way."""

from html import unescape

import pytest

from store.models import UserSession
from store.staff import sessions as sign_in
from store.tickets import lifecycle
from tests.builders import a_ticket

PAGE = "/console/richieste/1001"
WORDS = "Ha chiesto di Gino <b>\n& richiama lui"
OUR_PAGE = f"http://localhost{PAGE}"


@pytest.fixture
def filed(sessions, now):
    with sessions.begin() as session:
        a_ticket(session, now=now)


def write(browser, token, came_from=OUR_PAGE, path=f"{PAGE}/nota", **typed):
    data = {"nota": WORDS, "csrf_token": token, **typed}
    return browser.client.post(path, data=data, headers={"Referer": came_from} if came_from else {})


def notes(sessions):
    with sessions() as session:
        return [row.note for row in lifecycle.history(session, 1001) if row.event == "note"]


def test_words_written_after_signing_out_in_another_tab_are_shown_and_the_page_is_found_again(
    anna, filed, sessions
):
    token = anna.token(PAGE)
    anna.post("/logout", page=PAGE)
    answer = write(anna, token)
    assert (answer.status_code, notes(sessions)) == (401, [])
    assert "Nel frattempo sei uscito" in answer.text
    assert WORDS in unescape(answer.text)
    assert "<b>" not in answer.text
    assert f'href="/login?poi={PAGE}"' in answer.text
    assert anna.sign_in("anna", poi=PAGE).location == PAGE


def test_the_same_holds_for_a_session_that_somebody_ended(anna, filed, sessions, now):
    token = anna.token(PAGE)
    with sessions.begin() as session:
        sign_in.end(session, session.query(UserSession).one().id)
    answer = write(anna, token)
    assert (answer.status_code, WORDS in unescape(answer.text)) == (401, True)


def test_whoever_came_in_again_meanwhile_gets_the_words_and_the_way_back(anna, filed, sessions):
    token = anna.token(PAGE)
    anna.post("/logout", page=PAGE)
    anna.sign_in("anna")
    answer = write(anna, token)
    assert (answer.status_code, notes(sessions)) == (400, [])
    assert WORDS in unescape(answer.text)
    assert f'href="{PAGE}"' in answer.text


def test_without_words_one_goes_to_sign_in_at_once_and_then_back(anna, filed):
    token = anna.token(PAGE)
    anna.post("/logout", page=PAGE)
    answer = write(anna, token, nota=" ")
    assert (answer.status_code, answer.location) == (303, f"/login?poi={PAGE}")


def test_what_is_refused_is_shown_again_beside_the_reason(anna, filed):
    answer = write(anna, anna.token(PAGE), path=f"{PAGE}/minuti", minuti="venti", invio="k")
    assert answer.status_code == 422
    assert "ed è arrivato «venti»" in answer.text
    assert 'name="minuti"' in answer.text
    assert 'value="venti" aria-invalid="true"' in answer.text
    assert "<h1>Senza" in answer.text or "<h1>Mess" in answer.text  # the request's own page


@pytest.mark.parametrize(
    "came_from", [None, "https://example.com/console", "http://localhost/assistenza"]
)
def test_what_another_site_sends_is_not_shown_as_if_one_had_written_it(anna, filed, came_from):
    token = anna.token(PAGE)
    anna.post("/logout", page=PAGE)
    answer = write(anna, token, came_from)
    assert (answer.status_code, answer.location) == (303, "/login")
    signed_in = write(anna, "forged", came_from)
    assert "Gino" not in signed_in.text


def test_passwords_are_never_shown_again(anna, filed):
    path = "/console/impostazioni/password"
    there = "http://localhost/console/impostazioni"
    secret = {"vecchia": "segreto uno", "nuova": "segreto due", "ripetuta": "segreto tre"}
    answer = write(anna, "old", there, path, **secret)
    assert answer.status_code == 400
    assert "segreto" not in answer.text


@pytest.mark.parametrize(
    ("refused", "shows"),
    [
        (f"{PAGE}/fatti", PAGE),
        ("/console/turni/nuovo", "/console/turni"),
        ("/console/richiami/1/esito", "/console"),
        (f"{PAGE}?x=1", f"{PAGE}?x=1"),
    ],
)
def test_the_way_back_from_a_page_that_was_refused_leads_to_one_that_is_shown(
    anna, filed, refused, shows
):
    answer = write(anna, "old", f"http://localhost{refused}")
    assert f'href="{shows}">Torna alla pagina' in answer.text
