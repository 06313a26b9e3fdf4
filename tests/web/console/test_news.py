"""What is new, for the console's sound and notices: for whoever switched one of them on."""

import pytest

from store.tickets import lifecycle
from tests.builders import a_ticket

PAGE = "/console/impostazioni"


@pytest.fixture
def blocked(sessions, now):
    with sessions.begin() as session:
        ticket = a_ticket(session, now=now)
        lifecycle.correct(session, ticket.id, {"urgency": "blocking"}, actor="x", now=now)


def test_it_is_empty_until_somebody_wants_to_be_told(anna, browser_of, blocked):
    assert anna.get("/console/novita").json == {"news": []}
    anna.post(f"{PAGE}/io", page=PAGE, suono="1", tasti="1")
    (news,) = anna.get("/console/novita").json["news"]
    assert news == {
        "key": "blocking:1001",
        "text": "Richiesta 1001: un cliente non può lavorare.",
        "page": "/console/richieste/1001",
        "urgent": True,
    }
    assert browser_of("bruno").get("/console/novita").json == {"news": []}
    anna.post(f"{PAGE}/io", page=PAGE, tasti="1")
    assert anna.get("/console/novita").json == {"news": []}


def test_whoever_is_not_signed_in_is_told_nothing(stranger, blocked):
    assert stranger.get("/console/novita").status_code == 303
