"""The desk that `demo --keep` leaves open, looked at and worked at as whoever opens it would."""

import time
from datetime import datetime

import pytest
import requests

from centralino.cli.demo import when
from centralino.demo.calls import SMALL_WORLD, samples
from centralino.demo.rehearsal import rehearsal
from centralino.demo.today import people
from centralino.demo.today.desk import opened
from rules.callbacks.outbound_call import State
from rules.hours.mid_morning import nearest
from rules.tickets.known_fault import FaultState
from store import connect, sessions
from store.billing import work_minutes
from store.callbacks import attempts
from store.models import KnownFault
from store.staff import accounts, rota
from store.tickets import attachments
from tests.leotron import HOURS
from tests.sources import ROOT

SUNDAY = datetime.fromisoformat("2026-11-29T12:00:00+01:00")
CONNECTED_S = 120


@pytest.mark.timeout(600)
@pytest.mark.slow
def test_the_desk_is_alive_on_a_sunday_and_a_click_connects_both_telephones(tmp_path):
    morning = nearest(SUNDAY, HOURS)
    assert "10:30 of Monday 30 November 2026" in when(morning)
    assert "the desk is closed now" in when(morning)
    known = {one.voice: one for one in samples(SMALL_WORLD) if one.voice}
    start = morning.before.spans[0][0]
    with rehearsal(tmp_path, start, config=ROOT / "config.yaml") as desk:
        opened(desk, morning, known, str)
        engine = connect(desk.settings.database.url)
        ledger = sessions(engine)
        with ledger.begin() as session:
            faults = [row.state for row in session.query(KnownFault).order_by(KnownFault.id)]
            assert faults == [FaultState.ON, FaultState.PROPOSED]
            token = accounts.new_token(session, people.LOOKER, now=morning.at)
            shifts = rota.between(session, *morning.day.spans[0])
            assert {one.shift.who for one in shifts} == {people.ANNA, people.BRUNO}
        tickets = asked(desk, token, "GET", "tickets")
        done = [one for one in tickets if one["status"] == "resolved"]
        assert len(done) == 3
        for one in tickets:
            at = datetime.fromisoformat(one["created_at"])
            assert morning.before.spans[0][0] <= at <= morning.at
        with ledger() as session:
            assert all(work_minutes.entries(session, one["id"]) for one in done)
            assert any(attachments.of_ticket(session, one["id"]) for one in tickets)
        quotes = [
            q for one in tickets for q in asked(desk, token, "GET", f"tickets/{one['id']}/quotes")
        ]
        assert [(quote["state"], quote["total"]) for quote in quotes] == [("sent", "200.08")]
        waiting = [one for one in tickets if one["callback"]["status"] == "waiting"]
        untried = [one for one in waiting if not one["callback"]["attempts"]]
        assert len(untried) >= 5
        # what came a moment ago may still be without its promise: the clock makes it
        promised = [one["promised_at"] for one in untried if one["promised_at"]]
        assert len(promised) >= 4
        assert all(datetime.fromisoformat(at) > morning.at for at in promised)
        (row,) = (
            one["callback"] for one in waiting if one["callback"]["number"] == "+390455901833"
        )
        with desk.carrier.living():
            held = asked(desk, token, "POST", f"callbacks/{row['id']}/claim")["token"]
            asked(desk, token, "POST", f"callbacks/{row['id']}/call", {"token": held})
            assert becomes(ledger, row["id"], State.TALKING)
            asked(desk, token, "POST", f"callbacks/{row['id']}/hangup", {"token": held})
            assert becomes(ledger, row["id"], State.ENDED)
        assert {entry.to_number for entry in desk.carrier.journal.calls} >= {
            people.TELEPHONE,
            "+390455901833",
        }
        engine.dispose()


def becomes(ledger, callback_id, state):
    """Whether the newest call of the callback comes to be so in time."""
    until = time.monotonic() + CONNECTED_S
    while time.monotonic() < until:
        with ledger() as session:
            if attempts.newest(session, callback_id).state is state:
                return True
        time.sleep(0.2)
    return False


def asked(desk, token, method, path, body=None):
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{desk.address}/api/v1/{path}"
    answer = requests.request(method, url, json=body, headers=headers, timeout=10)
    assert answer.ok, answer.text
    return answer.json()
