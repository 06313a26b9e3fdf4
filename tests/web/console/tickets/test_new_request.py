"""A request that reached no line and no form: a technician writes it down, with the form's checks."""

import re
from html import unescape

import pytest

from store.models import Callback, Ticket
from tests.builders import a_customer
from tests.stories.doors import hidden_in

PAGE = "/console/richieste/nuova"
TOLD = {
    "origine": "visit",
    "azienda": "Ferramenta Rossi",
    "nome": "Marco Rossi",
    "telefono": "045 8001234",
    "tipo": "hardware",
    "descrizione": "È passato a dire che la stampante non va.",
}


def send(console, **typed):
    hidden = hidden_in(console.client.get(PAGE).text)
    return console.client.post(PAGE, data={**hidden, **TOLD, **typed})


def test_it_waits_in_the_queue_like_any_other_and_says_where_it_came_from(doors, anna):
    answer = send(anna)
    assert answer.location.endswith("/console/richieste/1001")
    page = anna.page("/console/richieste/1001")
    assert "Registrata: richiesta 1001." in page
    assert "Richiesta 1001 · Visita di persona" in page
    assert "la stampante non va" in anna.page("/console")
    told = doors.api("/tickets/1001")
    assert (told["channel"], told["origin"], told["category"]) == ("phone", "visit", "hardware")
    assert told["promised_at"] is not None
    assert told["callback"]["number"] == "+390458001234"
    assert "anna ha registrato la richiesta" in page


@pytest.mark.parametrize("origin", ["desk_call", "visit", "email"])
def test_each_way_has_a_channel_of_the_contract(doors, anna, origin):
    send(anna, origine=origin)
    assert doors.api("/tickets/1001")["channel"] in {"phone", "web"}


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("telefono", "12", "scriva un numero di telefono completo"),
        ("telefono", "045 511 7067", "questo è il nostro numero"),
        ("telefono", "", "questo campo è obbligatorio"),
        ("azienda", "", "questo campo è obbligatorio"),
        ("descrizione", "", "questo campo è obbligatorio"),
        ("email", "marco", "scriva un indirizzo e-mail"),
        ("tipo", "", "scelga una voce dell'elenco"),
        ("codice", "L9999", "nessun cliente ha il codice «L9999»"),
        ("origine", "piccione", "valida"),
    ],
)
def test_what_the_form_refuses_is_refused_here_beside_the_field(doors, anna, field, typed, told):
    answer = send(anna, **{field: typed})
    assert answer.status_code == 422
    beside = rf'name="{field}".*?<small class="wrong">([^<]+)'
    assert told in unescape(re.search(beside, answer.text, re.DOTALL)[1])
    assert TOLD["nome"] in answer.text
    with doors.sessions() as session:
        assert session.query(Ticket).count() == 0


def test_a_code_that_a_technician_types_is_the_customer_for_sure(doors, anna):
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", name="Ferramenta Rossi")
    send(anna, codice="l1042", mia="y", tipo="software")
    told = doors.api("/tickets/1001")
    assert (told["customer"]["code"], told["customer"]["sure"]) == ("L1042", True)
    assert told["cover"] == "contract"
    assert told["owner"] == {
        "whose": "in_hand",
        "name": "anna",
        "since": None,
        "back_at": None,
        "idle": False,
    }


def test_one_page_registers_one_request_however_often_it_is_sent(doors, anna):
    hidden = hidden_in(anna.client.get(PAGE).text)
    answers = [anna.client.post(PAGE, data={**hidden, **TOLD}) for _ in range(3)]
    assert {answer.location for answer in answers} == {"/console/richieste/1001"}
    other = anna.client.post(PAGE, data={**hidden, **TOLD, "nome": "Un altro"})
    assert other.status_code == 422
    assert "ha già registrato una richiesta" in unescape(other.text)
    with doors.sessions() as session:
        assert session.query(Callback).count() == 1


def test_one_is_begun_from_another_with_what_is_known_of_the_customer(doors, anna):
    send(anna)
    page = anna.client.get(f"{PAGE}?da=1001").text
    assert 'value="Ferramenta Rossi"' in page
    assert 'value="045 800 1234"' in page
    assert "stampante" not in page
