"""Requests reach Zammad once each, whatever goes wrong between: opened, changed, closed, erased."""

from datetime import timedelta

import pytest

from centralino.config.settings import load
from centralino.wiring.helpdesk import keeping_of
from scheduler import helpdesk
from store.messages import helpdesk as told
from store.privacy import erasure
from tests.builders import a_ticket
from tests.web.api.going_out.zammad_server import TOKEN, zammad

PUBLIC = "https://assistenza.example.it"


@pytest.fixture
def server():
    with zammad() as server:
        yield server


@pytest.fixture
def tick(sessions, clock, server, tmp_path):
    """The worker's job, as it is wired by a configuration."""
    environ = {
        "CENTRALINO_HELPDESK__ZAMMAD__URL": server.url,
        "CENTRALINO_HELPDESK__ZAMMAD__TOKEN": TOKEN,
        "CENTRALINO_HELPDESK__ZAMMAD__CUSTOMER": "telefono@example.it",
        "CENTRALINO_HELPDESK__ZAMMAD__GROUP": "Assistenza",
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
        "CENTRALINO_DATABASE__URL": f"sqlite:///{tmp_path}/centralino.db",
    }
    keeping = keeping_of(load(environ=environ))

    def run():
        return helpdesk.keep(sessions, clock, keeping)

    return run


def test_a_request_is_opened_changed_and_closed_there(program, technician, server, tick, clock):
    opened = program.opens(
        message="La cassa non chiude", subject="Cassa", urgency="blocking", email="m@example.it"
    ).json
    assert tick() == 1
    (ticket,) = server.tickets
    assert ticket["title"] == f"[Centralino {opened['number']}] Cassa"
    assert (ticket["group"], ticket["customer"]) == ("Assistenza", "m@example.it")
    assert (ticket["state_id"], ticket["priority_id"]) == (1, 3)
    (article,) = server.articles
    assert "La cassa non chiude" in article["body"]
    assert "Cliente: Ferramenta Rossi (L1042)" in article["body"]
    assert f"{PUBLIC}/console/richieste/{opened['id']}" in article["body"]
    assert tick() == 0
    technician.patch(f"/tickets/{opened['id']}", {"urgency": "low", "caller_name": "Marco"})
    clock.at += timedelta(seconds=1)
    assert tick() == 1
    assert (ticket["priority_id"], ticket["state_id"]) == (1, 1)
    assert ("Chi: Marco" in server.articles[1]["body"], server.articles[1]["internal"]) == (
        True,
        True,
    )
    technician.post(f"/tickets/{opened['id']}/status", {"status": "resolved"})
    clock.at += timedelta(seconds=1)
    tick()
    assert (ticket["state_id"], len(server.articles)) == (4, 2)
    technician.post(f"/tickets/{opened['id']}/status", {"status": "open"})
    clock.at += timedelta(seconds=1)
    tick()
    assert ticket["state_id"] == 2


def test_what_says_nothing_new_is_not_told(program, technician, server, tick, clock):
    opened = program.opens().json
    tick()
    before = len(server.asked)
    technician.post(f"/tickets/{opened['id']}/notes", {"note": "Sente Luca"})
    clock.at += timedelta(seconds=1)
    assert tick() == 1
    assert len(server.asked) == before


def test_an_answer_that_is_lost_opens_nothing_twice(program, technician, server, tick, clock):
    opened = program.opens().json
    server.loses_answers = 1
    tick()
    assert len(server.tickets) == 1
    clock.at += timedelta(minutes=2)
    tick()
    assert len(server.tickets) == 1
    technician.patch(f"/tickets/{opened['id']}", {"caller_name": "Marco"})
    server.loses_answers = 1
    clock.at += timedelta(minutes=2)
    tick()
    clock.at += timedelta(minutes=2)
    tick()
    assert len(server.articles) == 2
    clock.at += timedelta(hours=1)
    assert tick() == 0


def test_a_helpdesk_that_is_away_is_told_later_and_is_not_asked_for_each(
    program, server, tick, clock, sessions
):
    for _ in range(3):
        program.opens()
    server.faults = [503]
    assert tick() == 1
    with sessions() as session:
        (row,) = told.listed(session, 10, failing=True)
        assert (row.failure, row.given_up) == ("Zammad answered 503", False)
    clock.at += timedelta(minutes=2)
    assert tick() == 3
    assert len(server.tickets) == 3


def test_what_is_refused_for_good_waits_until_it_changes_or_somebody_asks(
    program, server, tick, clock, sessions
):
    program.opens()
    server.faults = [422]
    tick()
    with sessions() as session:
        (row,) = told.listed(session, 10, failing=True)
        assert row.failure == "Zammad answered 422: Invalid value for group"
        assert row.given_up
    clock.at += timedelta(days=1)
    assert tick() == 0
    with sessions.begin() as session:
        assert told.again(session, clock()) == 1
    assert tick() == 1
    assert len(server.tickets) == 1


def test_what_was_erased_here_is_blanked_there(program, server, tick, clock, sessions):
    opened = program.opens(message="Sono Marco Rossi", subject="Marco Rossi").json
    tick()
    with sessions.begin() as session:
        erasure.erase(session, opened["id"], clock())
    clock.at += timedelta(seconds=1)
    tick()
    (ticket,) = server.tickets
    assert (ticket["title"], ticket["state_id"]) == (
        f"[Centralino {opened['number']}] dati cancellati",
        4,
    )
    assert "vanno cancellati anche qui" in server.articles[-1]["body"]
    assert "Rossi" not in server.articles[-1]["body"]


def test_what_came_and_was_over_while_nobody_told_is_opened_and_closed(
    technician, server, tick, clock, sessions
):
    with sessions.begin() as session:
        a_ticket(session, now=clock())
    tick()
    with sessions.begin() as session:
        later = a_ticket(session, now=clock() + timedelta(seconds=1)).id
    technician.post(f"/tickets/{later}/status", {"status": "closed"})
    clock.at += timedelta(minutes=1)
    tick()
    assert [one["state_id"] for one in server.tickets] == [1, 4]
    assert server.tickets[1]["customer"] == "telefono@example.it"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_wrong_token_is_told_and_kept_out_of_the_log(program, server, tick, sessions, logged):
    program.opens()
    server.faults = [401]
    tick()
    with sessions() as session:
        (row,) = told.listed(session, 10, failing=True)
        assert (row.failure, row.given_up) == ("Zammad answered 401", False)
    assert TOKEN not in str(logged)
