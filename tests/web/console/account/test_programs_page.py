"""Supervisors connect a program, see its secret, and send again what did not arrive."""

import re

import pytest

from scheduler import webhooks
from scheduler.webhooks import Answered, Telling
from store.views.as_json import ticket_json
from tests.builders import a_ticket

URL = "https://crm.example.it/hook"


@pytest.fixture
def carla(browser_of):
    return browser_of("carla")


@pytest.fixture
def connected(carla):
    told = {"indirizzo": URL, "nome": "CRM", "ticket.created": "1"}
    answer = carla.post("/console/programmi", page="/console/programmi", **told)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_program_is_connected_tried_and_sent_again_what_it_did_not_take(
    carla, connected, sessions, clock
):
    page = carla.get(connected).text
    assert re.search(r'value="whsec_[\w+/=]{40,}"', page)
    assert "una richiesta arriva" in page
    with sessions.begin() as session:
        a_ticket(session, now=clock())
    answers = [Answered(500)]
    came = []

    def post(url, body, headers):
        came.append((url, headers["webhook-id"]))
        return answers.pop(0)

    telling = Telling(post, ticket_json.as_json)
    webhooks.note(sessions, clock)
    webhooks.send_due(sessions, clock, telling)
    assert "Non risponde" in carla.get(connected).text
    assert "non risponde" in carla.get("/console/programmi").text
    assert "in attesa" in carla.get(connected).text
    answered = carla.post(f"{connected}/prova", page=connected)
    assert answered.status_code == 303
    answers[:] = [Answered(204)] * 3
    clock.at = clock().replace(hour=clock().hour + 1)
    webhooks.send_due(sessions, clock, telling)
    page = carla.get(connected).text
    assert page.count("consegnato") == 2
    assert came[0][0] == URL
    number = re.search(r'name="consegna" value="(\d+)"', page)[1]
    carla.post(f"{connected}/ancora", page=connected, consegna=number)
    assert "in attesa" in carla.get(connected).text


def test_what_cannot_be_told_is_said_in_italian(carla):
    for typed, words in (("http://crm.example.it/", "https://"), ("https://10.0.0.1/", "networks")):
        answer = carla.post("/console/programmi", page="/console/programmi", indirizzo=typed)
        assert (answer.status_code, words in answer.text) == (422, True)


def test_a_program_is_switched_off_given_a_new_secret_and_removed(carla, connected, anna):
    before = re.search(r"whsec_[^\"]+", carla.get(connected).text)[0]
    carla.post(f"{connected}/segreto", page=connected)
    assert before not in carla.get(connected).text
    carla.post(f"{connected}/acceso", page=connected)
    assert "È spento" in carla.get(connected).text
    carla.post(f"{connected}/acceso", page=connected, acceso="1")
    assert "È spento" not in carla.get(connected).text
    assert anna.get(connected).status_code == 403
    carla.post(f"{connected}/togli", page=connected)
    assert carla.get(connected).status_code == 404
    log = carla.get("/console/registro?cosa=persone").text
    assert "ha tolto il programma crm.example.it" in log
