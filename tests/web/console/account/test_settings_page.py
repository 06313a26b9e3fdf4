""" "Impostazioni": one's own affairs, and those of whoever is responsible."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from rules.callbacks.callback import State
from rules.rota import Kind, Shift
from store.calls import corrections
from store.models import Callback, User
from store.staff import accounts, rota
from store.staff import sessions as sign_in
from tests.builders import PASSWORD, a_call, a_ticket

PAGE = "/console/impostazioni"
NEW = "un'altra graffetta gialla"


def user(sessions, name):
    with sessions() as session:
        return accounts.find(session, name)


def test_keys_can_be_switched_off_and_a_name_given(anna, sessions):
    assert 'data-keys="on"' in anna.get(PAGE).text
    anna.post(f"{PAGE}/io", page=PAGE, nome=" Anna  O'Neri ")
    assert user(sessions, "anna").full_name == "Anna O'Neri"
    text = anna.get(PAGE).text
    assert 'data-keys="off"' in text
    assert "Anna O&#39;Neri" in text
    for more in ("Anna <Neri>", "Anna\r\nNeri", "../../Neri"):
        assert anna.post(f"{PAGE}/io", page=PAGE, nome=more).status_code == 422
    assert user(sessions, "anna").full_name == "Anna O'Neri"
    assert anna.post(f"{PAGE}/io", page=PAGE, nome="x" * 81).status_code == 422


def test_another_password_needs_the_old_one_and_signs_everybody_out(anna, browser_of):
    elsewhere = browser_of("anna")
    wrong = anna.post(f"{PAGE}/password", page=PAGE, vecchia="x", nuova=NEW, ripetuta=NEW)
    assert wrong.status_code == 422
    uneven = anna.post(f"{PAGE}/password", page=PAGE, vecchia=PASSWORD, nuova=NEW, ripetuta="x")
    assert uneven.status_code == 422
    weak = anna.post(f"{PAGE}/password", page=PAGE, vecchia=PASSWORD, nuova="x", ripetuta="x")
    assert weak.status_code == 422
    right = anna.post(f"{PAGE}/password", page=PAGE, vecchia=PASSWORD, nuova=NEW, ripetuta=NEW)
    assert right.location == "/login"
    for browser in (anna, elsewhere):
        assert browser.get("/console").status_code == 303
    assert anna.sign_in("anna").status_code == 401
    assert anna.sign_in("anna", NEW).status_code == 303


def test_another_browser_of_ones_own_is_signed_out_and_nobody_elses(
    anna, browser_of, sessions, now
):
    there, bruno = browser_of("anna"), browser_of("bruno")
    with sessions() as session:
        of = {
            name: [row.id for row in sign_in.of_user(session, accounts.find(session, name).id, now)]
            for name in ("anna", "bruno")
        }
    anna.post(f"{PAGE}/sessioni/{max(of['anna'])}", page=PAGE)
    assert there.get("/console").status_code == 303
    assert anna.post(f"{PAGE}/sessioni/{of['bruno'][0]}", page=PAGE).status_code == 404
    assert bruno.get("/console").status_code == 200


def test_accounts_are_the_supervisors_affair(anna, browser_of, sessions):
    carla = browser_of("carla")
    assert "Chi può entrare" not in anna.get(PAGE).text
    typed = {"nome": "Dario", "password": NEW, "ruolo": "technician"}
    assert anna.post(f"{PAGE}/utenti", page=PAGE, **typed).status_code == 403
    carla.post(f"{PAGE}/utenti", page=PAGE, **typed)
    assert user(sessions, "dario").role.value == "technician"
    carla.post(f"{PAGE}/utenti/dario/competenze", page=PAGE, hardware="1", nonsense="1")
    assert user(sessions, "dario").skills == ["hardware"]
    assert carla.post(f"{PAGE}/utenti/anna/escludi", page=PAGE).status_code == 422
    assert anna.get("/console").status_code == 200
    carla.post(f"{PAGE}/utenti/anna/escludi", page=PAGE, sicuro="1")
    assert anna.get("/console").status_code == 303
    assert carla.post(f"{PAGE}/utenti/carla/escludi", page=PAGE).status_code == 422
    assert carla.post(f"{PAGE}/utenti/nessuno/escludi", page=PAGE, sicuro="1").status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"nome": "anna", "password": NEW, "ruolo": "technician"},  # taken
        {"nome": "Dario Rossi!", "password": NEW, "ruolo": "technician"},
        {"nome": "dario", "password": "corta", "ruolo": "technician"},
    ],
)
def test_an_account_that_cannot_be_is_told(browser_of, sessions, typed):
    carla = browser_of("carla")
    answer = carla.post(f"{PAGE}/utenti", page=PAGE, **typed)
    assert answer.status_code == 422
    assert f'value="{typed["nome"]}"' in answer.text
    assert "<details open><summary>Aggiungi una persona" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert typed["password"] not in unescape(answer.text)
    with sessions() as session:
        assert session.query(User).count() == 3


def test_a_word_that_was_learned_wrongly_is_forgotten(browser_of, sessions, now):
    with sessions.begin() as session:
        corrections.learn(session, ["Zanini", "<b>"], now)
    carla = browser_of("carla")
    assert "&lt;b&gt; ×" in carla.get(PAGE).text
    carla.post(f"{PAGE}/parole", page=PAGE, parola="<b>")
    with sessions() as session:
        assert corrections.words(session) == ["Zanini"]


def test_whoever_leaves_keeps_nothing_in_hand_and_their_shifts_count_for_nothing(
    browser_of, sessions, now
):
    carla, anna = browser_of("carla"), browser_of("anna")
    with sessions.begin() as session:
        a_ticket(session, a_call(session, now=now), now=now)
        saturday = datetime(2026, 11, 28, 8, 15, tzinfo=UTC)
        span = saturday, saturday + timedelta(hours=3, minutes=30)
        rota.add(session, Shift("anna", Kind.ON_CALL, *span))
    anna.post("/console/richiami/1/prendi", page="/console/richieste/1001")
    assert "28/11/2026 dalle 09:15" not in gaps(carla)
    answer = carla.post(f"{PAGE}/utenti/anna/escludi", page=PAGE, sicuro="1")
    text = carla.get(answer.location).text
    assert "Di nuovo in coda: 1001." in text
    assert "Resta 1 turno suo" in text
    with sessions() as session:
        assert session.get(Callback, 1).state == State.WAITING
    assert "non conta: escluso" in carla.get("/console/turni?settimana=2026-11-23").text
    assert "28/11/2026 dalle 09:15" in gaps(carla)
    answer = carla.post(f"{PAGE}/utenti/anna/riammetti", page=PAGE)
    assert "anna può di nuovo entrare" in carla.get(answer.location).text
    assert user(sessions, "anna").disabled_at is None
    assert browser_of("anna").get("/console").status_code == 200


def gaps(browser):
    """The hours for which nobody is on call, as they stand above the week."""
    text = browser.get("/console/turni?settimana=2026-11-23").text
    return text.split("Nessuno è reperibile")[1].split("<table")[0] if "Nessuno è" in text else ""
