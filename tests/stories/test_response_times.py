"""Response times by contract and urgency: shown, warned of, and reported beside the promise."""

import json
from datetime import datetime, timedelta

import pytest

from centralino.runtime.metrics import _ledger
from centralino.wiring.parts import parts_of
from centralino.wiring.web import create_app
from rules.promise.response_time import ResponseTimes
from scheduler.settling import warn_of_responses
from store.oncall import notifications
from store.views.monitoring import figures
from tests.builders import a_customer
from tests.leotron import HOURS
from tests.stories.doors import Doors
from tests.stories.left_messages import a_message

CONTRACT_BLOCKING = "CENTRALINO_SLA__CONTRACT__BLOCKING"
HOUR = timedelta(hours=1)


@pytest.fixture
def doors(doors, monkeypatch) -> Doors:
    """As in the configuration: a contract customer who cannot work is rung within an hour."""
    monkeypatch.setenv(CONTRACT_BLOCKING, "60")
    sla = doors.settings.sla
    contract = sla.contract.model_copy(update={"blocking": 60})
    settings = doors.settings.model_copy(
        update={"sla": sla.model_copy(update={"contract": contract})}
    )
    doors.settings, doors.app = settings, create_app(settings, doors.clock)
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", phones=["+390458001234"])
    return doors


def stopped(doors: Doors):
    """At ten on a Tuesday a contract customer cannot work."""
    return doors.program_opens(
        "L1042", message="J2K non parte", category="software", urgency="blocking"
    )


def test_the_time_stands_on_the_queue_and_on_the_request(doors):
    told = stopped(doors)
    anna = doors.anna()
    assert told["cover"] == "contract"
    for page in ("/console", f"/console/richieste/{told['id']}"):
        assert "risposta entro 11:00" in anna.page(page)
    doors.clock.at += timedelta(minutes=50)
    assert "risposta entro 11:00, sta per scadere: mancano 10 min" in anna.page("/console")
    doors.clock.at += timedelta(minutes=20)
    assert "risposta entro 11:00, in ritardo da 10 min" in anna.page("/console")


def test_programs_and_commands_are_told_the_same_time_until_the_customer_is_rung(doors):
    told = stopped(doors)
    due = (doors.clock() + HOUR).isoformat()
    assert told["response_due_at"] == due
    (queued,) = doors.api("/callbacks")
    shown = json.loads(doors.command("tickets", "show", str(told["id"]), "--json"))
    for found in (doors.api("/tickets")[0], queued["ticket"], shown):
        assert found["response_due_at"] == due
    claimed = doors.sends("post", f"/callbacks/{queued['id']}/claim").json
    outcome = {"token": claimed["token"], "outcome": "spoken"}
    assert doors.sends("post", f"/callbacks/{queued['id']}/outcome", outcome).status_code == 200
    assert doors.api(f"/tickets/{told['id']}")["response_due_at"] is None


def test_whoever_has_no_agreed_time_is_shown_none(doors):
    told, _, _ = a_message(doors, "+390459990001", "Non parte più niente, siamo fermi.")
    assert "risposta entro" not in doors.anna().page("/console")
    assert told["response_due_at"] is None


def test_what_the_account_manager_answers_has_no_technicians_time(doors):
    other = doors.settings.sla.other.model_copy(update={"blocking": 60})
    sla = doors.settings.sla.model_copy(update={"other": other})
    doors.settings = doors.settings.model_copy(update={"sla": sla})
    doors.app = create_app(doors.settings, doors.clock)
    asked = {"message": "Quanto costa J-System?", "urgency": "blocking"}
    told = doors.program_opens("L1042", category="commercial", **asked)
    assert told["cover"] == "unknown"
    assert told["response_due_at"] is None
    doors.clock.at += 3 * HOUR
    with doors.sessions() as session:
        seen = figures(session, doors.clock(), parts_of(doors.settings).responses)
    assert seen.responses_late == 0


@pytest.mark.on_both
def test_technicians_are_warned_once_before_it_ends(doors):
    told = stopped(doors)
    agreed = parts_of(doors.settings).responses
    assert warn_of_responses(doors.sessions, doors.clock, agreed) == 0
    doors.clock.at += timedelta(minutes=50)
    assert warn_of_responses(doors.sessions, doors.clock, agreed) == 1
    assert warn_of_responses(doors.sessions, doors.clock, agreed) == 0
    page = doors.anna().page(f"/console/richieste/{told['id']}")
    assert "il tempo di risposta sta per scadere" in page
    with doors.sessions() as session:
        found = notifications._told_of(session, doors.clock())
    assert [(one.event.value, one.ticket_id) for one in found if one.event == "response"] == [
        ("response", told["id"])
    ]


@pytest.mark.on_both
def test_what_was_kept_is_reported_beside_the_promises(doors):
    stopped(doors)
    doors.clock.at += 2 * HOUR
    assert "Tempi di risposta rispettati" in doors.anna().page("/console/quadro")
    said = doors.command("promises")
    assert "response times:" in said
    agreed = parts_of(doors.settings).responses
    with doors.sessions() as session:
        seen = figures(session, doors.clock(), agreed)
    assert seen.responses_late == 1
    names = {metric.name: metric for metric in _ledger(seen, doors.clock())}
    assert names["centralino_responses_late"].samples[0].value == 1


@pytest.mark.parametrize(
    ("cover", "at", "due"),
    [
        ("contract", "2026-11-24T10:00+01:00", "2026-11-24T11:00+01:00"),
        ("contract", "2026-11-24T12:30+01:00", "2026-11-24T15:30+01:00"),  # over the lunch break
        ("contract", "2026-11-27T18:00+01:00", "2026-11-30T10:00+01:00"),  # over the week-end
        ("j_system", "2026-11-27T18:00+01:00", "2026-11-28T10:00+01:00"),  # which counts here
        ("billable", "2026-11-24T10:00+01:00", None),
    ],
)
def test_the_time_is_counted_in_business_time(cover, at, due):
    agreed = {("contract", "high"): HOUR, ("j_system", "high"): HOUR}
    times = ResponseTimes(HOURS, agreed=agreed)
    found = times.due(cover, "high", datetime.fromisoformat(at))
    assert found == (datetime.fromisoformat(due) if due else None)
