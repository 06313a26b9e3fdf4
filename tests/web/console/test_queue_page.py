""" "Da richiamare": who is next and why, taken by one and shown to all."""

import re
from datetime import timedelta

import pytest

from rules.callbacks.callback import State
from rules.rota import EscalationWaits
from store.callbacks import queue
from store.models import Callback
from store.oncall import alerts
from store.oncall.alerts import Alerting
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_ticket
from tests.leotron import HOURS


@pytest.fixture
def filed(sessions, now):
    """Two tickets, the second of which has stopped somebody's work; their callbacks."""
    with sessions.begin() as session:
        a_customer(session, name="Ferramenta <Rossi>", phones=["+390458001234"])
        first = a_ticket(session, a_call(session, from_number="+390458001234", now=now), now=now)
        lifecycle.correct(session, first.id, {"subject": "Stampa lenta"}, actor="x", now=now)
        second = a_ticket(session, a_call(session, from_number="+393401234567", now=now), now=now)
        facts = {"subject": "Cassa ferma", "urgency": "blocking"}
        lifecycle.correct(session, second.id, facts, actor="x", now=now)
        return [queue.of_ticket(session, row.id).id for row in (first, second)]


def state(sessions, callback_id):
    with sessions() as session:
        row = session.get(Callback, callback_id)
        return row.state, row.claimed_by


def test_the_next_best_stands_first_with_its_reason_and_a_number_to_ring(anna, filed):
    text = anna.get("/console").text
    assert text.index("Cassa ferma") < text.index("Stampa lenta")
    assert "primo: fermi, appena arrivata" in text
    assert '<a class="number" href="tel:+393401234567">340 123 4567</a>' in text


def test_what_callers_say_is_text_and_no_markup(anna, filed):
    text = anna.get("/console").text
    assert "Ferramenta &lt;Rossi&gt;" in text
    assert "<Rossi>" not in text


def test_one_takes_it_and_the_other_is_told_who(anna, browser_of, filed, sessions):
    bruno = browser_of("bruno")
    taken = anna.post(f"/console/richiami/{filed[1]}/prendi", page="/console")
    assert (taken.status_code, taken.location) == (303, "/console/richieste/1002")
    assert state(sessions, filed[1]) == (State.CLAIMED, "anna")
    late = bruno.post(f"/console/richiami/{filed[1]}/prendi", page="/console")
    assert "L&#39;ha presa anna prima di te." in bruno.get(late.location).text
    assert state(sessions, filed[1]) == (State.CLAIMED, "anna")
    assert "In mano ai colleghi" in bruno.get("/console").text
    assert "In mano a te" in anna.get("/console").text


def test_it_is_given_back_by_whoever_holds_it_and_nobody_else(anna, browser_of, filed, sessions):
    bruno = browser_of("bruno")
    anna.post(f"/console/richiami/{filed[1]}/prendi", page="/console")
    held = anna.get("/console/richieste/1002").text
    token = re.search(r'name="presa" value="([0-9a-f]+)"', held).group(1)
    assert token not in bruno.get("/console/richieste/1002").text
    bruno.post(f"/console/richiami/{filed[1]}/lascia", page="/console", presa="")
    assert state(sessions, filed[1]) == (State.CLAIMED, "anna")
    anna.post(f"/console/richiami/{filed[1]}/lascia", page="/console", presa=token)
    assert state(sessions, filed[1]) == (State.WAITING, None)


def test_a_list_that_has_not_changed_is_not_sent_again(anna, filed):
    first = anna.get("/console/coda")
    version = first.headers["X-Versione"]
    again = anna.get(f"/console/coda?versione={version}")
    assert (again.status_code, again.text) == (204, "")
    anna.post(f"/console/richiami/{filed[1]}/prendi", page="/console")
    assert anna.get(f"/console/coda?versione={version}").status_code == 200


def test_an_empty_queue_says_what_will_come(anna):
    assert "Nessuno aspetta" in anna.get("/console").text


def test_a_callback_that_is_gone_is_told_and_no_error(anna):
    huge = anna.post("/console/richiami/99999999999/prendi", page="/console")
    assert huge.status_code == 404
    answer = anna.post("/console/richiami/999/prendi", page="/console")
    assert "Questa richiesta non c&#39;è più." in anna.get(answer.location).text


def test_the_queue_shows_that_nobody_is_left_to_alert(browser_of, sessions, clock):
    clock.at += timedelta(days=4)  # a Saturday
    anna = browser_of("anna")
    with sessions.begin() as session:
        ticket = a_ticket(session, now=clock())
        ticket.urgency = "blocking"
        alerts.open_for(session, ticket, clock())
        (alert_id,) = alerts.due(session, clock())
        alerts.step(
            session,
            alert_id,
            clock(),
            Alerting(lambda: HOURS, EscalationWaits(), lambda _number: False),
        )
    page = anna.get("/console").text
    assert "un abbonato J-System non può lavorare" in page
    assert "Nessuno è reperibile: e nessun responsabile si è potuto avvisare." in page


def test_a_supervisor_gives_back_what_a_colleague_cannot_go_on_with(browser_of, filed):
    anna, carla = browser_of("anna"), browser_of("carla")
    anna.post("/console/richiami/1/prendi", page="/console")
    assert "Libera, per chi può" in carla.get("/console/richieste/1001").text
    assert "Libera, per chi può" not in browser_of("bruno").get("/console/richieste/1001").text
    page = "/console/richieste/1001"
    assert browser_of("bruno").post("/console/richiami/1/libera", page=page).status_code == 403
    answer = carla.post("/console/richiami/1/libera", page=page)
    assert "La richiesta di anna è di nuovo in coda." in carla.get(answer.location).text
    answer = carla.post("/console/richiami/1/libera", page=page)
    assert "Non si può liberare adesso." in carla.get(answer.location).text
