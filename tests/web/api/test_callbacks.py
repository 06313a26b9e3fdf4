"""Technicians' programs work through the queue."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store.callbacks import outbound_calls
from store.callbacks import queue as callbacks
from tests.builders import a_ticket
from tests.web.api.client import Api
from web.api import create_api


@pytest.fixture
def callback(sessions, clock):
    """The id of a callback that is due."""
    with sessions.begin() as session:
        ticket = a_ticket(session, now=clock())
        return callbacks.of_ticket(session, ticket.id).id


@pytest.fixture
def held(technician, callback):
    """The callback's address, and the token of its claim."""
    claimed = technician.post(f"/callbacks/{callback}/claim")
    return f"/callbacks/{callback}", claimed.json["token"]


def test_the_queue_is_in_order_and_says_why(program, technician):
    for urgency in ("low", "blocking", "normal"):
        program.opens(urgency=urgency)
    queue = technician.get("/callbacks").json
    assert [one["urgency"] for one in queue] == ["blocking", "normal", "low"]
    assert [one["place"] for one in queue] == [1, 2, 3]
    assert queue[0]["reason"] == "primo: fermi, appena arrivata"
    assert queue[0]["ticket"]["customer"]["code"] == "L1042"


def test_a_callback_is_claimed_once(technician, supervisor, callback):
    claimed = technician.post(f"/callbacks/{callback}/claim")
    assert (claimed.status_code, claimed.json["claimed_by"]) == (200, "technician")
    assert supervisor.post(f"/callbacks/{callback}/claim").status_code == 409
    assert technician.get("/callbacks").json == []


def test_a_claim_ends_after_an_hour(technician, supervisor, held, clock):
    address, token = held
    clock.at += timedelta(hours=1)
    assert supervisor.post(f"{address}/claim").status_code == 200
    told = {"token": token, "outcome": "spoken"}
    assert technician.post(f"{address}/outcome", told).status_code == 409


def test_a_callback_that_was_not_tried_is_given_back(technician, held):
    address, token = held
    assert technician.post(f"{address}/release", {"token": "another"}).status_code == 409
    assert technician.post(f"{address}/release", {"token": token}).json["status"] == "waiting"
    assert technician.post(f"{address}/release", {"token": token}).status_code == 409
    assert len(technician.get("/callbacks").json) == 1


@pytest.mark.parametrize(
    ("told", "status", "attempts"),
    [
        ({"outcome": "solved", "note": "risolto"}, "done", 0),
        ({"outcome": "spoken", "note": "richiamo io"}, "done", 0),
        ({"outcome": "to_be_quoted"}, "done", 0),
        ({"outcome": "no_answer"}, "waiting", 1),
        ({"outcome": "busy"}, "waiting", 1),
        ({"outcome": "machine"}, "waiting", 1),
        ({"outcome": "mailbox"}, "waiting", 1),
        ({"outcome": "wrong_number"}, "given_up", 0),
        ({"outcome": "failed", "reason": "linea caduta"}, "waiting", 0),
        ({"outcome": "failed", "reason": "numero inesistente", "permanent": True}, "given_up", 0),
    ],
)
def test_what_follows_an_attempt(technician, clock, held, told, status, attempts):
    address, token = held
    answer = technician.post(f"{address}/outcome", {"token": token, **told}).json
    assert (answer["status"], answer["attempts"]) == (status, attempts)
    if status == "waiting":
        assert answer["next_at"] == (clock() + timedelta(minutes=10)).isoformat()
    attempt = answer["attempt"]
    assert (attempt["outcome"], attempt["technician"]) == (told["outcome"], "technician")
    assert (attempt["note"], attempt["placed"]) == (told.get("note"), False)
    assert answer["undo_until"] == (clock() + timedelta(minutes=1)).isoformat()


def test_a_customer_who_wants_another_hour_is_called_then(technician, held, clock):
    address, token = held
    at = clock() + timedelta(hours=4)  # at two, when the desk is closed
    told = {"token": token, "outcome": "call_again", "at": at.isoformat()}
    answer = technician.post(f"{address}/outcome", told).json
    assert (answer["status"], answer["next_at"]) == ("waiting", at.isoformat())
    assert "fuori dall'orario" in answer["warning"]


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"outcome": "call_again"}, "at: expected the instant agreed on, found none"),
        ({"outcome": "call_again", "at": "2026-11-24T09:00:00+01:00"}, "at: expected an instant"),
        ({"outcome": "handed_on", "to": "nobody"}, "to: expected a colleague who may sign in"),
        ({"outcome": "handed_on", "to": "technician"}, "to: expected a colleague"),
        ({"outcome": "solved", "to": "supervisor"}, "to: expected none"),
    ],
)
def test_an_outcome_that_makes_no_sense_is_refused(technician, held, told, rule):
    address, token = held
    answer = technician.post(f"{address}/outcome", {"token": token, **told})
    assert answer.status_code == 422
    assert rule in answer.json["detail"]


def test_a_colleague_goes_on_with_it(technician, supervisor, held):
    address, token = held
    told = {"token": token, "outcome": "handed_on", "to": "supervisor"}
    answer = technician.post(f"{address}/outcome", told).json
    assert (answer["status"], answer["handed_to"]) == ("waiting", "supervisor")
    assert supervisor.post(f"{address}/claim").json["handed_to"] == "supervisor"


def test_an_outcome_is_taken_back_within_a_minute(technician, supervisor, held, clock):
    address, token = held
    technician.post(f"{address}/outcome", {"token": token, "outcome": "no_answer"})
    assert supervisor.post(f"{address}/undo").status_code == 409
    clock.at += timedelta(seconds=59)
    answer = technician.post(f"{address}/undo").json
    assert (answer["status"], answer["attempts"], answer["attempt"]) == ("claimed", 0, None)
    told = {"token": answer["token"], "outcome": "solved"}
    assert technician.post(f"{address}/outcome", told).json["status"] == "done"
    clock.at += timedelta(minutes=1)
    assert technician.post(f"{address}/undo").status_code == 409


def test_who_comes_too_late_is_told_who_has_it(technician, supervisor, held, clock):
    address, _ = held
    refused = supervisor.post(f"{address}/claim")
    until = (clock() + timedelta(hours=1)).isoformat()
    assert refused.json["detail"] == f"technician has it in hand until {until}"


def test_after_as_many_attempts_as_the_policy_allows_it_is_given_up(technician, held):
    address, token = held
    technician.post(f"{address}/outcome", {"token": token, "outcome": "no_answer"})
    token = technician.post(f"{address}/claim").json["token"]
    technician.post(f"{address}/outcome", {"token": token, "outcome": "failed"})  # costs none
    token = technician.post(f"{address}/claim").json["token"]
    last = technician.post(f"{address}/outcome", {"token": token, "outcome": "no_answer"})
    assert (last.json["status"], last.json["attempts"]) == ("given_up", 2)


@pytest.mark.parametrize("token", ["", "another", "è"])
def test_an_outcome_without_the_claims_token_counts_for_nothing(technician, held, callback, token):
    address, _ = held
    told = {"token": token, "outcome": "no_answer"}
    assert technician.post(f"{address}/outcome", told).status_code == 409
    assert technician.post(f"{address}/claim").status_code == 409


def test_nobody_holds_a_callback_that_waits(technician, callback):
    told = {"token": "", "outcome": "spoken"}
    assert technician.post(f"/callbacks/{callback}/outcome", told).status_code == 409


@pytest.mark.parametrize("number", ["0", "77", "99999999999999999999"])
def test_a_callback_that_is_not_there_is_not_found(technician, number):
    assert technician.post(f"/callbacks/{number}/claim").status_code == 404


@pytest.fixture
def telephone(sessions, technician):
    with sessions.begin() as session:
        outbound_calls.set_phone(session, "technician", "+393331112222")


def test_a_call_is_asked_for_once_and_followed(technician, supervisor, held, telephone):
    address, token = held
    asked = technician.post(f"{address}/call", {"token": token})
    assert asked.status_code == 202
    assert (asked.json["attempt"]["state"], asked.json["attempt"]["placed"]) == ("to_place", True)
    again = technician.post(f"{address}/call", {"token": token})
    assert (again.status_code, "going on" in again.json["detail"]) == (409, True)
    seen = supervisor.get(address)
    assert (seen.status_code, seen.json["attempt"]) == (200, asked.json["attempt"])
    assert technician.get("/callbacks/4711").status_code == 404


def test_a_call_is_ended_by_whoever_holds_it(technician, supervisor, held, telephone):
    address, token = held
    technician.post(f"{address}/call", {"token": token})
    assert supervisor.post(f"{address}/hangup", {"token": "another"}).status_code == 409
    ended = technician.post(f"{address}/hangup", {"token": token})
    assert (ended.status_code, ended.json["attempt"]["state"]) == (202, "ended")  # not placed yet
    assert technician.post(f"{address}/hangup", {"token": token}).status_code == 202
    assert technician.post("/callbacks/4711/hangup", {"token": token}).status_code == 404


def test_only_who_holds_it_calls(technician, supervisor, held, telephone):
    address, _ = held
    assert supervisor.post(f"{address}/call", {"token": "another"}).status_code == 409


def test_a_technician_without_a_telephone_is_told(technician, held):
    address, token = held
    refused = technician.post(f"{address}/call", {"token": token})
    assert refused.status_code == 422
    assert refused.json["detail"] == "technician: expected a telephone number, found none"


def test_without_a_public_address_no_call_is_placed(technician, held, telephone, services, clock):
    address, token = held
    mute = Api(
        create_api(replace(services, calling=None)).test_client(), technician.token, clock, None
    )
    refused = mute.post(f"{address}/call", {"token": token})
    assert (refused.status_code, "service.public_url" in refused.json["detail"]) == (409, True)
