"""A person's page, for supervisors: role, telephone, PIN, password and tokens, without a shell."""

import re

import pytest

from rules.staff.accounts import Role
from store.models import StaffLog
from store.staff import accounts
from tests.builders import PASSWORD

PAGE = "/console/impostazioni/utenti"
ANNA = f"{PAGE}/anna"
GIVEN = re.compile(r'<code class="given">([^<]+)</code>')


@pytest.fixture
def carla(browser_of):
    return browser_of("carla")


def user(sessions, name="anna"):
    with sessions() as session:
        return accounts.named(session, name)


def events(sessions) -> list[tuple[str, str | None]]:
    with sessions() as session:
        return [(row.event, row.who) for row in session.query(StaffLog).order_by(StaffLog.id)]


def test_a_new_password_lets_in_once_and_then_gives_way_to_ones_own(carla, anna, stranger):
    shown = carla.post(f"{ANNA}/password", page=ANNA, sicuro="1").text
    given = GIVEN.search(shown).group(1)
    assert given not in carla.get(ANNA).text
    assert anna.get("/console").status_code == 303
    assert stranger.sign_in("anna", PASSWORD).status_code == 401
    assert stranger.sign_in("anna", given).status_code == 303
    settings = "/console/impostazioni"
    assert stranger.get("/console").location == settings
    assert "scegli una password tua" in stranger.get(settings).text
    own = "un'altra graffetta gialla"
    stranger.post(f"{settings}/password", page=settings, vecchia=given, nuova=own, ripetuta=own)
    assert stranger.sign_in("anna", own).status_code == 303
    assert stranger.get("/console").status_code == 200


def test_nobody_loses_a_password_or_a_token_by_a_slip(carla, sessions):
    before = user(sessions).password_hash
    for what in ("password", "token/revoca", "escludi"):
        answer = carla.post(f"{ANNA}/{what}", page=ANNA)
        assert answer.status_code == 422
        assert "Segna la casella" in answer.text
    assert user(sessions).password_hash == before
    assert carla.post(f"{PAGE}/carla/password", page=ANNA, sicuro="1").status_code == 422


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("347 1234567", "+393471234567"), ("+39 045 8001234", "+390458001234"), ("", None)],
)
def test_the_telephone_is_kept_as_it_is_rung(carla, sessions, typed, kept):
    assert carla.post(f"{ANNA}/telefono", page=ANNA, telefono=typed).status_code == 303
    assert user(sessions).phone == kept


@pytest.mark.parametrize("typed", ["pippo", "899 123456", "+1 202 555 0100", "112"])
def test_a_telephone_that_cannot_be_rung_is_refused_beside_the_field(carla, sessions, typed):
    answer = carla.post(f"{ANNA}/telefono", page=ANNA, telefono=typed)
    assert answer.status_code == 422
    assert user(sessions).phone is None


def test_two_people_cannot_have_one_telephone_since_its_pin_would_be_asked_for(carla):
    carla.post(f"{ANNA}/telefono", page=ANNA, telefono="347 1234567")
    answer = carla.post(f"{PAGE}/bruno/telefono", page=f"{PAGE}/bruno", telefono="3471234567")
    assert answer.status_code == 422
    assert "Il numero è già di anna" in answer.text


def test_a_pin_is_set_and_removed_and_never_shown(carla, sessions):
    carla.post(f"{ANNA}/pin", page=ANNA, pin="518203")
    with sessions() as session:
        assert accounts.pin_fits(accounts.named(session, "anna"), "518203")
    assert "518203" not in carla.get(ANNA).text
    for easy in ("123456", "111111", "12", "abcdef"):
        answer = carla.post(f"{ANNA}/pin", page=ANNA, pin=easy)
        assert answer.status_code == 422
        assert "PIN:" in answer.text
    carla.post(f"{ANNA}/pin", page=ANNA, pin="")
    assert user(sessions).pin_hash is None


def test_the_last_supervisor_stays_one(carla, sessions):
    refused = carla.post(f"{PAGE}/carla/ruolo", page=f"{PAGE}/carla", ruolo="technician")
    assert refused.status_code == 422
    assert "unica persona responsabile" in refused.text
    carla.post(f"{ANNA}/ruolo", page=ANNA, ruolo="supervisor")
    assert carla.post(f"{PAGE}/carla/ruolo", page=ANNA, ruolo="technician").status_code == 303
    assert (user(sessions).role, user(sessions, "carla").role) == (
        Role.SUPERVISOR,
        Role.TECHNICIAN,
    )
    assert carla.get(ANNA).status_code == 403


def test_a_token_is_shown_once_and_all_are_revoked_together(carla, sessions, now):
    made = GIVEN.search(carla.post(f"{ANNA}/token", page=ANNA).text).group(1)
    with sessions() as session:
        assert accounts.holder(session, made).user.name == "anna"
    assert made not in carla.get(ANNA).text
    carla.post(f"{ANNA}/token/revoca", page=ANNA, sicuro="1")
    with sessions() as session:
        assert accounts.holder(session, made) is None


def test_signing_somebody_out_ends_their_browsers_and_not_ones_own(carla, anna, browser_of):
    there = browser_of("carla")
    carla.post(f"{ANNA}/uscita", page=ANNA)
    assert anna.get("/console").status_code == 303
    carla.post(f"{PAGE}/carla/uscita", page=ANNA)
    assert there.get("/console").status_code == 303
    assert carla.get("/console").status_code == 200


def test_all_that_is_done_about_a_person_stands_in_the_log_in_words(carla, sessions):
    carla.post(f"{ANNA}/ruolo", page=ANNA, ruolo="supervisor")
    carla.post(f"{ANNA}/telefono", page=ANNA, telefono="347 1234567")
    carla.post(f"{ANNA}/pin", page=ANNA, pin="518203")
    carla.post(f"{ANNA}/token", page=ANNA)
    carla.post(f"{ANNA}/uscita", page=ANNA)
    happened = ["role", "telephone", "pin", "token", "signed_out"]
    assert events(sessions) == [(event, "anna") for event in happened]
    text = carla.get("/console/registro?cosa=persone").text
    assert "ha cambiato il ruolo di anna (responsabile" in text
    assert "ha fatto uscire anna da ogni browser" in text
    assert "518203" not in text


def test_a_technician_reaches_nobodys_page_not_even_their_own(anna):
    assert anna.get(ANNA).status_code == 403
    assert anna.post(f"{ANNA}/ruolo", page="/console", ruolo="supervisor").status_code == 403


def test_who_was_excluded_is_let_in_again_from_their_page(carla, anna):
    carla.post(f"{ANNA}/escludi", page=ANNA, sicuro="1")
    page = carla.get(ANNA).text
    assert "Riammetti anna" in page
    assert "Nuova password" not in page
    carla.post(f"{ANNA}/riammetti", page=ANNA)
    assert "Escludi anna" in carla.get(ANNA).text


def test_nobody_has_a_page_who_is_no_user(carla):
    assert carla.get(f"{PAGE}/nessuno").status_code == 404
