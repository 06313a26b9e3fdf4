""" "Quadro": how the weeks went."""

from datetime import timedelta

import pytest

from rules.billing.work_minutes import Pays
from rules.callbacks.callback import State
from store.customers import directory
from store.models import Attempt, Callback, Ticket, WorkEntry, WorkShare
from store.models.states import EntryState
from tests.builders import a_call, a_ticket

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def weeks(sessions, now):
    """Three calls of one number (one of them old), a promise kept and one broken, minutes worked."""
    with sessions.begin() as session:
        shop = directory.add(session, code="L1042", name="Bar <Sport>", phones=["+390458001234"])
        for days in (0, 7, 100):
            call = a_call(session, from_number="+390458001234", now=now - days * DAY)
            call.customer_hint_id = shop.id
        for late, state in ((-HOUR, State.DONE), (HOUR, State.WAITING)):
            ticket = a_ticket(session, now=now - DAY)
            ticket.promised_at = now - 7 * DAY
            row = session.query(Callback).filter_by(ticket_id=ticket.id).one()
            row.state = state
            started = ticket.promised_at + late
            session.add(
                Attempt(
                    callback_id=row.id,
                    technician="anna",
                    started_at=started,
                    ended_at=started,
                    outcome="spoken",
                )
            )
        for entry_state, minutes in ((EntryState.CONFIRMED, 42), (EntryState.PROPOSED, 7)):
            entry = WorkEntry(
                ticket_id=session.query(Ticket).first().id,
                technician="anna",
                started_at=now,
                minutes=minutes,
                state=entry_state,
                created_at=now,
            )
            session.add(entry)
            session.flush()
            share = {"entry_id": entry.id, "customer_id": shop.id, "month": f"{now:%Y-%m}"}
            session.add(WorkShare(**share, pays=Pays.J_SYSTEM, minutes=minutes))


def test_the_weeks_are_counted_and_drawn(anna, weeks):
    text = anna.get("/console/quadro").text
    assert "Quando chiamano: 4 chiamate" in text
    assert text.count('class="level5"') == 2  # each day's two calls came at the same hour
    assert "<td>2</td><td>1</td><td>50 %</td>" in text
    often = text.split("Chi chiama più volte</h2>")[1]
    assert 'Bar &lt;Sport&gt;</a></td><td data-label="Chiamate">4</td>' in often
    assert "Bar &lt;Sport&gt;</a></th><td>42</td>" in text
    assert text.split("Chi aspetta da più tempo</h2>")[1].count("data-row") == 1


def test_the_period_stands_in_the_address(anna, weeks):
    assert "Quando chiamano: 5 chiamate" in anna.get("/console/quadro?settimane=52").text
    assert "Quando chiamano: 4 chiamate" in anna.get("/console/quadro?settimane=mille").text


def test_the_year_is_counted_again_after_ten_minutes(anna, weeks, services, sessions, clock, now):
    assert "Quando chiamano: 5 chiamate" in anna.get("/console/quadro?settimane=52").text
    with sessions.begin() as session:
        a_call(session, now=now)
    assert "Quando chiamano: 5 chiamate" in anna.get("/console/quadro?settimane=52").text
    assert "Quando chiamano: 5 chiamate" in anna.get("/console/quadro").text
    clock.at += timedelta(minutes=10)
    assert "Quando chiamano: 6 chiamate" in anna.get("/console/quadro?settimane=52").text


def test_an_empty_page_says_what_will_come(anna):
    text = anna.get("/console/quadro").text
    assert "Ancora niente da mostrare" in text
    assert "settimane=52" in text


def test_whoever_is_not_signed_in_sees_nothing(stranger, weeks):
    assert stranger.get("/console/quadro").status_code == 303
