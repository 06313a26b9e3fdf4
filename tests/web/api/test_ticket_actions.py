"""What technicians do about a ticket by the API, and that the console's rules are those it asks."""

import itertools
from datetime import timedelta

import pytest

from rules.rota import Kind, Shift
from store.models import StaffLog, User
from store.staff import rota
from store.tickets import lifecycle
from tests.builders import a_call, a_recording, a_ticket, a_user

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ticket(sessions, now):
    with sessions.begin() as session:
        return a_ticket(session, a_call(session, now=now), now=now).id


@pytest.fixture
def spoken(technician, ticket):
    """A ticket whose customer was spoken with, so that no callback drives it on."""
    callback = technician.get(f"/tickets/{ticket}").json["callback"]["id"]
    token = technician.post(f"/callbacks/{callback}/claim").json["token"]
    told = {"token": token, "outcome": "spoken"}
    assert technician.post(f"/callbacks/{callback}/outcome", told).status_code == 200
    return ticket


def test_a_note_sent_twice_stands_once_in_the_history(technician, ticket):
    key = {"Idempotency-Key": "k1"}
    noted = [
        technician.post(f"/tickets/{ticket}/notes", {"note": "Chiude alle 18."}, headers=key)
        for _ in range(2)
    ]
    assert [one.status_code for one in noted] == [201, 201]
    assert noted[0].json == noted[1].json
    history = technician.get(f"/tickets/{ticket}/history").json
    assert [(one["actor"], one["note"]) for one in history if one["event"] == "note"] == [
        ("technician", "Chiude alle 18.")
    ]


@on_one_database
def test_one_key_is_for_one_thing(technician, ticket):
    key = {"Idempotency-Key": "k1"}
    assert (
        technician.post(f"/tickets/{ticket}/notes", {"note": "a"}, headers=key).status_code == 201
    )
    other = technician.post(f"/tickets/{ticket}/quotes", {"lines": []}, headers=key)
    assert (other.status_code, other.json["type"]) == (
        422,
        "urn:centralino:problem:idempotency-key-reused",
    )


def test_a_ticket_is_moved_and_what_was_nobodys_is_its_movers(technician, ticket):
    moved = technician.post(
        f"/tickets/{ticket}/status", {"status": "resolved", "note": "Fatto al banco."}
    )
    assert (moved.status_code, moved.json["status"]) == (200, "resolved")
    assert moved.json["callback"]["status"] == "cancelled"
    closed = technician.post(f"/tickets/{ticket}/status", {"status": "closed"})
    assert closed.json["status"] == "closed"
    assert technician.post(f"/tickets/{ticket}/status", {"status": "open"}).status_code == 409


def test_a_ticket_is_taken_handed_on_and_put_off(technician, spoken, sessions, clock):
    with sessions.begin() as session:
        a_user(session, "luca")
    assert technician.post(f"/tickets/{spoken}/take").json["owner"]["name"] == "technician"
    told = {"to": "luca", "note": "Conosce il cliente."}
    given = technician.post(f"/tickets/{spoken}/hand-on", told)
    assert (given.json["owner"]["whose"], given.json["owner"]["name"]) == ("owned", "luca")
    later = (clock() + timedelta(days=1)).isoformat()
    off = technician.post(f"/tickets/{spoken}/put-off", {"until": later})
    assert off.json["owner"]["back_at"] == later
    assert technician.get("/tickets?owner=luca").json[0]["id"] == spoken
    back = technician.post(f"/tickets/{spoken}/put-off", {"until": None})
    assert back.json["owner"]["back_at"] is None


@on_one_database
def test_what_the_console_refuses_is_refused(technician, ticket):
    refused = technician.post(f"/tickets/{ticket}/take")
    assert (refused.status_code, refused.content_type) == (409, "application/problem+json")
    assert technician.post(f"/tickets/{ticket}/hand-on", {"to": "nobody"}).status_code == 422


def test_facts_are_corrected_and_no_machine_touches_them(technician, ticket, customer, sessions):
    told = {"subject": "Cassa ferma", "callback_number": "347 1234567", "customer_code": "L1042"}
    corrected = technician.patch(f"/tickets/{ticket}", told).json
    assert corrected["subject"] == "Cassa ferma"
    assert corrected["callback"]["number"] == "+393471234567"
    assert corrected["customer"] == {
        "id": customer.id,
        "code": "L1042",
        "name": customer.name,
        "sure": True,
    }
    with sessions() as session:
        by_hand = lifecycle.find(session, ticket).by_hand
    assert by_hand == sorted(told)
    wrong = technician.patch(f"/tickets/{ticket}", {"customer_code": "nessuno"})
    assert wrong.json["errors"][0]["field"] == "customer_code"
    ours = technician.patch(f"/tickets/{ticket}", {"callback_number": "045 511 7067"})
    assert ours.status_code == 422


def test_lists_are_filtered_and_name_their_next_page(technician, sessions, now):
    with sessions.begin() as session:
        ids = [a_ticket(session, a_call(session, now=now), now=now).id for _ in range(5)]
        lifecycle.move(session, ids[0], "resolved", actor="anna", now=now)
    seen, address = [], "/tickets?limit=2&live=true"
    for _ in range(9):
        page = technician.get(address)
        seen += [one["id"] for one in page.json]
        if "Link" not in page.headers:
            break
        link, rel = page.headers["Link"].split("; ")
        assert rel == 'rel="next"'
        address = link.strip("<>").removeprefix("/api/v1")
    assert seen == ids[:0:-1]
    assert technician.get("/tickets?status=resolved").json[0]["id"] == ids[0]
    assert technician.get("/tickets?customer=L9999").json == []
    assert technician.get(f"/tickets?created_to={now:%Y-%m-%dT%H:%M:%SZ}").json == []


@on_one_database
def test_calls_are_filtered_and_name_their_next_page(technician, sessions, now):
    with sessions.begin() as session:
        for minute in range(3):
            a_call(session, now=now + timedelta(minutes=minute))
        weekend = a_call(session, line="weekend", from_number="+393471234567", now=now).sid
        a_recording(session, a_call(session, now=now), now=now)
    page = technician.get("/calls?limit=3")
    after = technician.get(page.headers["Link"].split(">")[0].strip("<").removeprefix("/api/v1"))
    assert len({one["sid"] for one in page.json + after.json}) == 5
    assert "Link" not in after.headers
    assert [one["sid"] for one in technician.get("/calls?line=weekend").json] == [weekend]
    assert [one["sid"] for one in technician.get("/calls?number=347 1234567").json] == [weekend]
    assert len(technician.get("/calls?with_message=true").json) == 1
    at = f"{now + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    assert len(technician.get(f"/calls?started_from={at}").json) == 2


@on_one_database
def test_the_sound_is_given_out_in_parts_and_who_listened_is_noted(
    technician, program, sessions, tmp_path, now
):
    with sessions.begin() as session:
        call = a_call(session, now=now)
        recording = a_recording(session, call, now=now)
        ticket = a_ticket(session, call, now=now).id
        recording.path = "a.wav"
        sid = recording.sid
    (tmp_path / "a.wav").write_bytes(b"RIFF0123456789")
    heard = technician.get(f"/recordings/{sid}/audio")
    assert (heard.status_code, heard.content_type, heard.data[:4]) == (200, "audio/wav", b"RIFF")
    part = technician.get(f"/recordings/{sid}/audio", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, b"0123")
    listened = [
        one
        for one in technician.get(f"/tickets/{ticket}/history").json
        if one["event"] == "listened"
    ]
    assert [(one["actor"], one["note"]) for one in listened] == [("technician", sid)]
    assert technician.get("/recordings/RE0/audio").status_code == 404


def test_a_quote_is_begun_written_and_sent_as_it_was_read(technician, ticket):
    line = {"kind": "parts", "words": "Testina di stampa", "unit_price": "86.00"}
    key = {"Idempotency-Key": "q"}
    made = [
        technician.post(f"/tickets/{ticket}/quotes", {"lines": [line]}, headers=key)
        for _ in range(2)
    ]
    assert made[0].json == made[1].json
    address = made[0].headers["Location"].removeprefix("/api/v1")
    assert (made[0].json["total"], made[0].json["state"]) == ("104.92", "draft")
    lines = {"lines": [{**line, "quantity": "2"}]}
    assert technician.put(address, lines).json["total"] == "209.84"
    stale = technician.post(f"{address}/send", {"total": "104.92"})
    assert (stale.status_code, stale.json["detail"]) == (409, "its total is 209.84: read it again")
    sent = technician.post(f"{address}/send", {"total": "209.84"})
    assert (sent.json["state"], bool(sent.json["sent_at"])) == ("sent", True)
    assert technician.put(address, lines).status_code == 409
    assert technician.get(f"/tickets/{ticket}/quotes").json == [technician.get(address).json]


def test_supervisors_let_people_in_and_shut_them_out(supervisor, technician, ticket, sessions):
    told = {"name": "Luca", "role": "technician", "password": "cavallo batteria graffetta"}
    key = {"Idempotency-Key": "u"}
    added = [supervisor.post("/users", told, headers=key) for _ in range(2)]
    assert [one.status_code for one in added] == [201, 201]
    assert "password" not in str(added[0].json)
    assert supervisor.put("/users/luca/skills", {"skills": ["hardware"]}).json["skills"] == [
        "hardware"
    ]
    callback = technician.get(f"/tickets/{ticket}").json["callback"]["id"]
    technician.post(f"/callbacks/{callback}/claim")
    left = supervisor.post("/users/technician/disable").json
    assert (left["released"], left["nobodys"], left["shifts"]) == ([ticket], [], [])
    assert technician.get("/users").status_code == 401
    assert supervisor.post("/users/technician/enable").json["disabled_at"] is None
    own = supervisor.post("/users/supervisor/disable")
    assert (own.status_code, supervisor.get("/users").status_code) == (422, 200)
    with sessions() as session:
        noted = [(one.event, one.who) for one in session.query(StaffLog).order_by(StaffLog.id)]
        assert session.query(User).filter_by(name="luca").one().password_hash.startswith("$argon2")
    assert noted == [
        ("added", "luca"),
        ("skills", "luca"),
        ("disabled", "technician"),
        ("enabled", "technician"),
    ]


def test_shifts_are_made_by_supervisors_and_given_by_whose_they_are(
    supervisor, technician, sessions, now
):
    with sessions.begin() as session:
        a_user(session, "luca")
    hours = itertools.count(1)

    def shift(who):
        start = now + timedelta(hours=next(hours))
        end = start + timedelta(minutes=30)
        times = {"start": start.isoformat(), "end": end.isoformat()}
        return supervisor.post("/rota", {"who": who, "kind": "duty", **times})

    own, other = shift("technician").json, shift("luca").json
    given = technician.post(f"/rota/{own['id']}/give", {"to": "luca"})
    assert (given.json["who"], given.json["given_by"]) == ("luca", ["technician"])
    assert technician.post(f"/rota/{other['id']}/give", {"to": "technician"}).status_code == 403
    known = technician.get("/rota?who=luca").json
    assert [one["id"] for one in known["shifts"]] == [own["id"], other["id"]]
    assert known["gaps"]
    assert supervisor.delete(f"/rota/{own['id']}").json["id"] == own["id"]
    assert supervisor.delete(f"/rota/{own['id']}").status_code == 404
    far = technician.get("/rota?start=2026-01-01T00:00:00Z&end=2028-01-01T00:00:00Z")
    assert (far.status_code, far.json["errors"][0]["in"]) == (422, "query")
    with sessions() as session:
        assert [one.shift for one in rota.between(session, now, now + timedelta(days=1))] == [
            Shift("luca", Kind.DUTY, now + timedelta(hours=2), now + timedelta(minutes=150))
        ]
