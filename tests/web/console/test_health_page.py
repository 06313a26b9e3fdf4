""" "Salute": what an examination found, the faults first, asked once by whoever looks."""

from dataclasses import replace

import pytest

from tests.web.console.client import Browser
from web.console.application import create_console
from web.console.services import Examined

PAGE = "/console/salute"
FOUND = (
    Examined("Database", "ok", "SQLite, versione 0041"),
    Examined("Modello vocale", "doubt", "demo", "centralino models get base"),
    Examined("Numero", "fault", "+39 porta <altrove>", "centralino twilio apply"),
)


@pytest.fixture
def asked():
    """How often an examination was made."""
    return []


@pytest.fixture
def carla(services, asked, users):
    def examine():
        asked.append(1)
        return FOUND

    browser = Browser(create_console(replace(services, examine=examine)).test_client())
    assert browser.sign_in("carla").status_code == 303
    return browser


def test_the_page_comes_at_once_and_asks_for_the_examination(carla, asked):
    text = carla.get(PAGE).text
    assert (f'hx-get="{PAGE}/esame"' in text, asked) == (True, [])
    part = carla.get(f"{PAGE}/esame").text
    assert "Un guasto" in part
    places = [part.index(word) for word in ("Numero", "Modello vocale", "Database")]
    assert places == sorted(places)
    assert "<code>centralino twilio apply</code>" in part
    assert "&lt;altrove&gt;" in part


def test_whoever_looks_again_within_a_minute_asks_nobody_anew(carla, asked, clock):
    carla.get(f"{PAGE}/esame")
    assert "Un guasto" in carla.get(PAGE).text
    carla.get(f"{PAGE}?adesso=1")
    assert len(asked) == 1
    clock.move(minutes=2)
    assert "Un guasto" in carla.get(f"{PAGE}?adesso=1").text
    assert len(asked) == 2


def test_technicians_do_not_see_it(anna):
    assert anna.get(PAGE).status_code == 403
    assert ">Salute<" not in anna.get("/console").text
