"""What was written on a page that was out of date: it is not taken, and it stays in sight."""

from html import unescape

import pytest

from rules.tickets.ticket import State
from store.models import Callback
from store.tickets import lifecycle
from tests.builders import PASSWORD, a_call, a_ticket, a_user
from tests.leotron import PUBLIC
from tests.stories.doors import Console, Https

PAGE = "/console/richieste/1001"
WORDS = "Ha cambiato il cavo, domani prova con l'altra cassa."


@pytest.fixture
def bruno(doors):
    console = Console(Https(doors.app))
    with doors.sessions.begin() as session:
        a_user(session, "bruno", now=doors.clock())
    console.post("/login", page="/login", nome="bruno", password=PASSWORD)
    return console


@pytest.fixture
def filed(doors, anna, bruno):
    with doors.sessions.begin() as session:
        now = doors.clock()
        a_ticket(session, a_call(session, now=now), now=now)


def sent(browser, path, **typed):
    """The answer, as it is read, to what was typed on the page of the request."""
    data = {**browser.token(PAGE), **typed}
    came = {"Referer": f"{PUBLIC}{PAGE}"}
    answer = browser.client.client.post(path, base_url=PUBLIC, headers=came, data=data)
    assert answer.status_code == 422
    return unescape(answer.text)


def test_the_note_on_a_call_that_is_in_another_hand_now(doors, anna, bruno, filed):
    anna.post("/console/richiami/1/prendi", page="/console")
    with doors.sessions() as session:
        token = session.get(Callback, 1).lease_token
    anna.post("/console/richiami/1/lascia", page=PAGE, presa=token)
    bruno.post("/console/richiami/1/prendi", page="/console")
    answer = sent(anna, "/console/richiami/1/esito", presa=token, esito="spoken", nota=WORDS)
    assert "non è più in mano tua: non è stato registrato nulla" in answer
    assert WORDS in answer
    assert WORDS not in bruno.client.get(PAGE).text


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        (f"{PAGE}/stato", {"stato": "in_progress", "nota": WORDS}),
        (f"{PAGE}/padrone/passa", {"collega": "bruno", "nota": WORDS}),
    ],
)
def test_the_note_on_a_request_that_is_over_now(doors, anna, filed, path, typed):
    with doors.sessions.begin() as session:
        for state in (State.RESOLVED, State.CLOSED):
            lifecycle.move(session, 1001, state, actor="bruno", now=doors.clock())
    answer = sent(anna, path, **typed)
    assert "Nel frattempo la richiesta è cambiata" in answer
    assert WORDS in answer
