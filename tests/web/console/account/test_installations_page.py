"""Installations at customers: what is typed wrong is told beside its field, and no token is made."""

from html import unescape

import pytest

from store import reading
from store.customers import installations
from tests.builders import a_customer

PAGE = "/console/programmi/installazioni"


@pytest.fixture
def carla(browser_of, sessions, now):
    with sessions.begin() as session:
        a_customer(session, code="L1042", name="Bar Sport")
        installations.add(session, "L1042", "cassa 1", now=now)
    return browser_of("carla")


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [
        ("", {"codice": "X9", "nome": "cassa 2"}, "Nessun cliente corrisponde a «X9»"),
        ("", {"codice": "L1042", "nome": "  "}, "Nome: da 1 a 120 caratteri"),
        ("/1/token", {"giorni": "61"}, "un numero da 0 a 60"),
        ("/1/token", {"giorni": "-1"}, "un numero da 0 a 60"),
        ("/1/token", {"giorni": "presto"}, "un numero da 0 a 60"),
        ("/1/escludi", {}, "Segna la casella"),
    ],
)
def test_what_is_typed_wrong_is_told_and_alters_nothing(carla, sessions, path, typed, told):
    with reading(sessions) as session:
        [(before, _)] = installations.list_(session)
    answer = carla.post(f"{PAGE}{path}", page=PAGE, **typed)
    assert (answer.status_code, told in unescape(answer.text)) == (422, True)
    with reading(sessions) as session:
        [(row, _)] = installations.list_(session)
        assert (row.token_hash, row.disabled_at) == (before.token_hash, None)


def test_one_that_is_disabled_gets_no_other_token_and_an_unknown_one_is_not_there(carla):
    carla.post(f"{PAGE}/1/escludi", page=PAGE, sicuro="1")
    carla.post(f"{PAGE}/1/token", page=PAGE, giorni="7")
    text = unescape(carla.get(PAGE).text)
    assert "Questa installazione è esclusa: aggiungine un'altra." in text
    assert "/1/token" not in text
    assert carla.post(f"{PAGE}/99/token", page=PAGE, giorni="7").status_code == 404
    assert "Bar Sport" not in carla.get(f"{PAGE}?cliente=L9").text
