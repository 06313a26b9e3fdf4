"""The common fault: what several customers tell is proposed, made known, heard, and told at its end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from centralino.wiring.worker import jobs
from rules.tickets.known_fault import FaultState
from store.callbacks import queue
from store.models import Callback, KnownFault, Outbox, Ticket
from store.privacy import erasure
from tests.builders import a_recording_sid
from tests.clock import Clock
from tests.ivr.signed_call import RECORDED
from tests.stories.doors import Doors, opened
from tests.stories.tickets.faulty_tills import (
    LANDLINE,
    MENU,
    MOBILES,
    PAGE,
    SAID,
    faults,
    is_known,
    tells,
    ticket_of,
    waiting,
)


@pytest.fixture
def doors(database_url, now, tmp_path) -> Doors:
    more = {"MESSAGES__SMS": "true", "MESSAGES__SMS_FROM": "Leotron"}
    return opened(database_url, Clock(now), tmp_path, **more)


def texts(doors: Doors) -> dict[str, list[str]]:
    """What goes out to each number, after a technician could have taken it back."""
    doors.clock.move(minutes=2)
    table = {job.name: job.run for job in jobs(doors.settings, doors.clock)}
    table["tell customers what happened"]()
    with doors.sessions() as session:
        rows = session.scalars(select(Outbox).where(Outbox.key.startswith("fault_over:")))
        return {row.to: [row.body["text"]] for row in rows}


@pytest.mark.on_both
def test_a_fault_of_many_is_proposed_made_known_heard_and_told_at_its_end(doors):
    tells(doors, MOBILES[8], "Vorrei un preventivo per una bilancia.")
    first = tells(doors, MOBILES[0], SAID[0])
    tells(doors, MOBILES[0], "Sono ancora io, sempre errore 4031.")  # one customer, twice
    second = tells(doors, MOBILES[1], SAID[1])
    assert faults(doors) == []
    third = tells(doors, LANDLINE, SAID[2])
    assert faults(doors) == [("proposed", "Errore 4031")]
    anna = doors.anna()
    assert "Forse un guasto comune: «Errore 4031», lo dicono in 3." in anna.page("/console")
    assert "Avviso" not in doors.call(caller=MOBILES[3]).rings().said

    anna.post(f"{PAGE}/1/noto", page=PAGE, titolo="Errore 4031 in cassa")
    heard = doors.call(caller=MOBILES[4])
    assert "Avviso: Errore 4031 in cassa, ci lavoriamo." in heard.rings().said
    told = heard.presses(MENU, "1")
    assert told.verbs[-1] == "Hangup"
    assert "la avvisiamo appena è risolto" in told.said
    heard.ends()
    doors.clock.move(minutes=1)
    by_key = ticket_of(doors, heard.sid)
    english = doors.call(caller=MOBILES[5])
    english.rings()
    assert "Notice: a known fault, we are working on it." in english.presses(MENU, "2").said
    assert "Avviso" not in english.presses(MENU, "#").said  # straight to the beep
    fourth = tells(doors, MOBILES[6], SAID[3])
    other = tells(doors, MOBILES[7], "La bilancia del banco salumi è scollegata.")
    assert {first, second, third, fourth, other} <= waiting(doors)
    assert by_key not in waiting(doors)
    assert "Aspetta" not in anna.page("/console/senza-padrone")
    assert "Guasto noto da" in anna.page("/console/richieste")
    assert f"{by_key:04d} Errore 4031 in cassa" in anna.page(PAGE)

    with doors.sessions.begin() as session:
        erasure.erase(session, second, doors.clock(), by="customer")
    anna.post(f"{PAGE}/1/risolto", page=PAGE, testo="Riavviato il servizio delle casse.")
    assert waiting(doors) & {first, fourth, by_key} == set()
    assert {third, other} <= waiting(doors)  # no text reaches a landline: somebody rings
    went = texts(doors)
    assert set(went) == {MOBILES[0], MOBILES[4], MOBILES[6]}
    assert 'risolto il guasto "Errore 4031 in cassa"' in went[MOBILES[0]][0]
    assert texts(doors) == went
    assert "Avviso" not in doors.call(caller=MOBILES[3]).rings().said
    assert "Riavviato il servizio delle casse." in anna.page(f"/console/richieste/{fourth}")


def test_a_refused_proposal_stays_refused_for_those_who_told_it(doors):
    for one in range(3):
        tells(doors, MOBILES[one], SAID[one])
    anna = doors.anna()
    anna.post(f"{PAGE}/1/no", page=PAGE)
    tells(doors, MOBILES[3], SAID[3])
    assert faults(doors) == [("refused", "Errore 4031")]
    assert "Forse un guasto" not in anna.page("/console")


@pytest.mark.on_both
def test_the_end_is_taken_back_within_a_minute_and_nobody_is_told(doors):
    anna, tickets = is_known(doors)
    heard = doors.call(caller=MOBILES[4])
    heard.rings()
    heard.presses(MENU, "1")
    heard.ends()
    anna.post(f"{PAGE}/1/risolto", page=PAGE, testo="Fatto.")
    assert waiting(doors) == set()
    anna.post(f"{PAGE}/1/annulla", page=PAGE)
    assert waiting(doors) == set(tickets)
    assert texts(doors) == {}
    assert faults(doors) == [("on", "Errore 4031 in cassa")]
    anna.post(f"{PAGE}/1/risolto", page=PAGE, testo="Adesso sì.")
    assert len(texts(doors)) == 4
    anna.post(f"{PAGE}/1/annulla", page=PAGE)  # too late
    assert faults(doors)[0][0] == "over"


def test_who_waited_for_the_end_and_then_left_a_message_is_rung(doors):
    is_known(doors)
    call = doors.call(caller=MOBILES[4])
    call.rings()
    call.presses(MENU, "1")
    call.ends()
    by_key = ticket_of(doors, call.sid)
    again = doors.call(caller=MOBILES[4])
    assert "aggiungere 1" in again.rings().said
    sid = a_recording_sid()
    doors.said[sid] = "Non riesco più a stampare le etichette dei prezzi."
    again.recorded(RECORDED, sid, 12)
    again.recording_is("completed", sid, 12)
    again.ends()
    doors.works()
    assert by_key in waiting(doors)
    with doors.sessions() as session:
        assert session.get_one(Ticket, by_key).fault_id is None  # it told of something else


def test_who_is_in_a_colleagues_hand_stays_there(doors):
    anna, tickets = is_known(doors)
    with doors.sessions.begin() as session:
        row = session.scalars(select(Callback).where(Callback.ticket_id == tickets[0])).one()
        assert queue.claim(session, row.id, by="anna", now=doors.clock(), lease=timedelta(hours=1))
    anna.post(f"{PAGE}/1/risolto", page=PAGE, testo="Fatto.")
    with doors.sessions() as session:
        states = {one: session.get_one(Ticket, one).state.value for one in tickets}
        assert session.get_one(KnownFault, 1).state is FaultState.OVER
    assert states == {tickets[0]: "in_progress", tickets[1]: "resolved", tickets[2]: "resolved"}


def test_what_is_written_of_a_fault_is_checked_and_comes_back(doors):
    anna, _ = is_known(doors)
    token = anna.token(PAGE)
    answer = anna.client.post(
        f"{PAGE}/1/parole", data={**token, "titolo": "Casse ferme", "dice": "x" * 41}
    )
    assert answer.status_code == 422
    assert "al massimo 40 caratteri" in answer.text
    assert 'value="Casse ferme"' in answer.text
    assert "x" * 41 in answer.text
    answer = anna.client.post(f"{PAGE}/1/risolto", data={**token, "testo": " "})
    assert answer.status_code == 422
    anna.post(f"{PAGE}/1/parole", page=PAGE, titolo="Casse ferme", dice="Le casse sono ferme")
    assert "Avviso: Le casse sono ferme." in doors.call(caller=MOBILES[5]).rings().said
    anna.post(PAGE, page=PAGE, titolo="Sito fermo", dice_en="The web site is down")
    heard = doors.call(caller=MOBILES[5])
    assert "Avviso: Sito fermo, ci lavoriamo." in heard.rings().said  # the last one
