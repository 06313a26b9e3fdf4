""" "Chiamate", "Orari e festività" and "Registro": found, explained, told."""

import pytest

from rules.tickets.ticket import State
from store.calls import call_log
from store.models import Call
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_recording, a_ticket


@pytest.fixture
def rung(sessions, now):
    """A call with a message, and one of somebody who hung up; their SIDs."""
    with sessions.begin() as session:
        a_customer(session, name="Bar <Sport>", phones=["+390458001234"])
        first = a_call(session, from_number="+390458001234", now=now)
        a_recording(session, first, now=now)
        a_ticket(session, first, now=now)
        told = {
            "step": "incoming",
            "key": "k1",
            "digits": "1#",
            "heard": "Buongiorno <b>",
            "now": now,
        }
        call_log.add_turn(session, first.sid, **told)
        second = a_call(session, from_number="+393401234567", line="weekend", now=now)
        return first.sid, second.sid


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", (True, True)),
        ("?messaggio=messaggio", (True, False)),
        ("?messaggio=senza", (False, True)),
        ("?linea=weekend", (False, True)),
        ("?linea=nonsense", (True, True)),
        ("?numero=045 8001234", (True, False)),
        ("?numero=zzz", (False, False)),
        ("?q=045 8001234", (True, False)),
        ("?q=1234567", (False, True)),  # the end of a number
        ("?q=zzz", (False, False)),
        ("?prima=nonsense", (True, True)),
    ],
)
def test_calls_are_found_with_and_without_a_message(anna, rung, query, found):
    text = anna.get(f"/console/chiamate{query}").text
    assert tuple(f'id="c{sid}"' in text for sid in rung) == found


def test_calls_of_one_instant_are_paged_without_loss(anna, rung, sessions, now):
    with sessions() as session:
        newest = session.query(Call).order_by(Call.started_at.desc(), Call.sid.desc()).first().sid
    text = anna.get(f"/console/chiamate?prima={newest}").text
    assert sum(f'id="c{sid}"' in text for sid in rung) == 1


def test_a_call_tells_what_was_heard_and_pressed(anna, rung):
    text = anna.get(f"/console/chiamate/{rung[0]}").text
    assert "<kbd>1#</kbd>" in text
    assert "Buongiorno &lt;b&gt;" in text
    assert ">1001 " in text
    assert anna.get("/console/chiamate/CA0").status_code == 404


def test_any_instant_says_who_answers_and_why(anna):
    text = anna.get("/console/orari?quando=2026-12-08T10:00").text
    assert "08/12/2026 10:00: non si lavora" in text
    assert "Immacolata" in text
    text = anna.get("/console/orari?quando=2026-11-28T09:15&linea=weekend").text
    assert "28/11/2026 09:15: si lavora" in text


@pytest.mark.parametrize("wrong", ["domani", "0001-01-01", "9999-12-31T23:59", "2026-13-01"])
def test_an_instant_that_is_none_is_told(anna, wrong):
    answer = anna.get(f"/console/orari?quando={wrong}")
    assert (answer.status_code, "un giorno e un&#39;ora" in answer.text) == (422, True)


def test_the_record_tells_who_did_what(anna, rung, sessions, now):
    with sessions.begin() as session:
        lifecycle.move(session, 1001, State.CLOSED, actor="anna", now=now, note="<fatto>")
    text = anna.get("/console/registro?chi=anna").text
    assert "ha cambiato lo stato: chiusa: &lt;fatto&gt;" in text
    assert "ha registrato la richiesta" not in text
    assert "ha registrato la richiesta" in anna.get("/console/registro").text
    assert "Niente da mostrare" in anna.get("/console/registro?prima=1").text
