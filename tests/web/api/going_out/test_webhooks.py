"""What happens to tickets reaches another program: signed, at least once, and never within our walls."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from standardwebhooks import Webhook

from messages.webhook_post import poster
from rules.errors import PermanentFailure, TemporaryFailure
from scheduler import webhooks
from scheduler.webhooks import Answered, Telling
from store.messages.webhooks import endpoints
from store.models import StaffLog, WebhookDelivery
from store.privacy import erasure
from store.views.as_json import ticket_json
from tests.web.api.going_out.receiver import receiving
from web.api import create_api

LOCAL = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def now():
    """The library that verifies looks at the real clock."""
    return datetime.now(UTC)


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def supervisor(supervisor, services):
    """A supervisor's program, where receivers may stand on this machine."""
    api = create_api(replace(services, webhook_networks=LOCAL))
    return replace(supervisor, client=api.test_client())


@pytest.fixture
def tick(sessions, clock):
    """The worker's two jobs, as they are wired."""
    post = poster(LOCAL, 2.0)
    telling = Telling(lambda *given: Answered(*post(*given)), ticket_json.as_json)

    def run():
        webhooks.note(sessions, clock)
        return webhooks.send_due(sessions, clock, telling)

    return run


def verified(receiver, secret):
    """What came, each verified by the published library: its id and what it says."""
    return [
        (headers["webhook-id"], Webhook(secret).verify(body, dict(headers)))
        for headers, body in receiver.came
    ]


def test_a_program_is_told_of_a_ticket_from_its_opening_to_its_end(
    supervisor, program, receiver, tick, clock
):
    made = supervisor.post("/webhooks", {"url": receiver.url, "about": "CRM"}).json
    opened = program.opens(message="Non stampa più", urgency="high").json
    clock.at += timedelta(seconds=1)
    callback = supervisor.get(f"/tickets/{opened['id']}").json["callback"]["id"]
    token = supervisor.post(f"/callbacks/{callback}/claim").json["token"]
    clock.at += timedelta(seconds=1)
    supervisor.post(f"/callbacks/{callback}/outcome", {"token": token, "outcome": "solved"})
    assert tick() == len(receiver.came) > 3
    told = verified(receiver, made["secret"])
    types = [said["type"] for _, said in told]
    assert types[0] == "ticket.created"
    assert {"callback.claimed", "callback.done", "ticket.moved"} <= set(types)
    assert len({uid for uid, _ in told}) == len(told)
    first = told[0][1]["data"]
    assert first["ticket"] == {
        **{"id": opened["id"], "number": opened["number"], "status": "resolved"},
        **{"channel": "program", "category": "other", "urgency": "high"},
    }
    assert (first["event"]["event"], first["event"]["to_status"]) == ("opened", "open")
    assert b"stampa" not in b"".join(body for _, body in receiver.came)
    assert tick() == 0
    known = supervisor.get(f"/webhooks/{made['id']}/deliveries").json
    assert {one["state"] for one in known} == {"sent"}
    assert supervisor.get("/webhooks").json[0]["worked_at"] is not None


def test_what_is_not_taken_is_sent_again_under_its_id_and_can_be_replayed(
    supervisor, program, receiver, tick, clock
):
    told = {"url": receiver.url, "events": ["ticket.created"]}
    made = supervisor.post("/webhooks", told).json
    receiver.answers = [500, 429, 204]
    receiver.headers = {"Retry-After": "60"}
    program.opens()
    assert tick() == 1
    clock.at += timedelta(seconds=30)
    assert tick() == 0
    clock.at += timedelta(seconds=31)
    assert tick() == 1
    (waits,) = supervisor.get(f"/webhooks/{made['id']}/deliveries?state=waiting").json
    assert (waits["attempts"], waits["status"], waits["reason"]) == (2, 429, "answered 429")
    clock.at += timedelta(minutes=6)
    assert tick() == 1
    (sent,) = supervisor.get(f"/webhooks/{made['id']}/deliveries").json
    assert sent["state"] == "sent"
    clock.at += timedelta(minutes=1)
    again = supervisor.post(f"/webhook-deliveries/{sent['id']}/replay").json
    assert (again["state"], again["webhook_id"]) == ("waiting", sent["webhook_id"])
    twice = supervisor.post(f"/webhook-deliveries/{sent['id']}/replay")
    assert twice.status_code == 409
    assert tick() == 1
    assert {headers["webhook-id"] for headers, _ in receiver.came} == {sent["webhook_id"]}
    assert len(receiver.came) == 4


def test_one_that_never_takes_it_is_given_up_and_replayed_as_a_whole(
    supervisor, program, receiver, tick, clock
):
    told = {"url": receiver.url, "events": ["ticket.created"]}
    made = supervisor.post("/webhooks", told).json
    receiver.answers = [503]
    program.opens()
    for _ in range(12):
        tick()
        clock.at += timedelta(days=1)
    assert len(receiver.came) == 10
    assert supervisor.get("/webhooks").json[0]["failure"] == "answered 503"
    receiver.answers = [200]
    assert supervisor.post(f"/webhooks/{made['id']}/replay").json == {"replayed": 1}
    assert tick() == 1
    assert supervisor.get("/webhooks").json[0]["failure"] is None


def test_a_receiver_that_fails_holds_no_other_one_up(supervisor, program, receiver, tick):
    with receiving() as broken:
        broken.answers = [500]
        supervisor.post("/webhooks", {"url": broken.url, "events": ["ticket.created"]})
        supervisor.post("/webhooks", {"url": receiver.url, "events": ["ticket.created"]})
        for _ in range(3):
            program.opens()
        tick()
        assert (len(broken.came), len(receiver.came)) == (1, 3)


def test_a_receiver_that_is_gone_is_switched_off(supervisor, program, receiver, tick):
    made = supervisor.post("/webhooks", {"url": receiver.url}).json
    receiver.answers = [410]
    program.opens()
    tick()
    assert supervisor.get(f"/webhooks/{made['id']}").json["disabled_at"] is not None
    program.opens()
    assert tick() == 0
    body = {"url": receiver.url, "enabled": True}
    assert supervisor.put(f"/webhooks/{made['id']}", body).json["disabled_at"] is None


def test_whoever_dies_while_sending_leaves_it_to_be_sent_again(
    supervisor, program, receiver, sessions, clock, tick
):
    supervisor.post("/webhooks", {"url": receiver.url, "events": ["ticket.created"]})
    program.opens()

    def dies(*_):
        raise KeyboardInterrupt

    webhooks.note(sessions, clock)
    with pytest.raises(KeyboardInterrupt):
        webhooks.send_due(sessions, clock, Telling(dies, ticket_json.as_json))
    assert tick() == 0
    clock.at += timedelta(minutes=3)
    assert tick() == len(receiver.came) == 1


def test_a_new_secret_signs_beside_the_old_one_for_a_day(
    supervisor, program, receiver, tick, clock
):
    made = supervisor.post("/webhooks", {"url": receiver.url}).json
    fresh = supervisor.post(f"/webhooks/{made['id']}/secret").json["secret"]
    supervisor.post(f"/webhooks/{made['id']}/test")
    tick()
    for secret in (made["secret"], fresh):
        assert verified(receiver, secret)[-1][1] == {
            "type": "webhook.test",
            "timestamp": clock().isoformat(),
            "data": {},
        }
    clock.at += timedelta(days=2)
    supervisor.post(f"/webhooks/{made['id']}/test")
    tick()
    assert len(receiver.came[-1][0]["webhook-signature"].split()) == 1


def test_the_whole_ticket_goes_to_whom_it_was_promised_until_it_is_erased(
    supervisor, program, receiver, tick, sessions, clock
):
    made = supervisor.post("/webhooks", {"url": receiver.url, "whole": True}).json
    opened = program.opens(message="Sono Marco Rossi", caller_name="Marco Rossi").json
    tick()
    ticket = verified(receiver, made["secret"])[0][1]["data"]["ticket"]
    assert (ticket["message"], ticket["caller_name"]) == ("Sono Marco Rossi", "Marco Rossi")
    with sessions.begin() as session:
        erasure.erase(session, opened["id"], clock())
    supervisor.post(f"/webhooks/{made['id']}/replay")
    for one in supervisor.get(f"/webhooks/{made['id']}/deliveries?state=sent").json:
        supervisor.post(f"/webhook-deliveries/{one['id']}/replay")
    receiver.came.clear()
    tick()
    assert "ticket.erased" in {json.loads(body)["type"] for _, body in receiver.came}
    assert b"Marco" not in b"".join(body for _, body in receiver.came)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "url",
    ["https://10.0.0.1/h", "https://[::1]/h", "http://93.184.216.34/h", "https://169.254.169.254/"],
)
def test_no_address_within_our_walls_is_taken(supervisor, url):
    refused = supervisor.post("/webhooks", {"url": url})
    if url.startswith("https"):
        assert (refused.status_code, "networks" in refused.json["detail"]) == (422, True)
    else:
        assert refused.status_code == 422


def test_a_name_that_leads_within_our_walls_is_not_asked():
    with receiving() as receiver:
        port = receiver.url.rsplit(":", 1)[1].split("/")[0]
        with pytest.raises(PermanentFailure, match=r"webhooks\.networks"):
            poster((), 2.0)(f"https://localhost:{port}/hook", b"{}", {})
        with pytest.raises(PermanentFailure, match="expected https"):
            poster((), 2.0)(receiver.url, b"{}", {})
        assert receiver.came == []
        assert poster(LOCAL, 2.0)(receiver.url, b"{}", {}) == (204, None)


def test_redirects_are_not_followed_and_silence_is_a_fault():
    with receiving() as receiver, receiving() as other:
        receiver.answers, receiver.headers = [302], {"Location": other.url}
        assert poster(LOCAL, 2.0)(receiver.url, b"{}", {})[0] == 302
        assert other.came == []
        port = receiver.url
    with pytest.raises(TemporaryFailure, match="does not answer"):
        poster(LOCAL, 0.5)(port, b"{}", {})


def test_who_is_told_is_supervisors_business_and_stands_in_the_log(
    supervisor, receiver, sessions, logged
):
    made = supervisor.post("/webhooks", {"url": f"{receiver.url}?token=segreto"}).json
    supervisor.delete(f"/webhooks/{made['id']}")
    with sessions() as session:
        noted = [(one.event, one.who) for one in session.query(StaffLog).order_by(StaffLog.id)]
        assert session.query(WebhookDelivery).count() == 0
        assert endpoints.every(session) == []
    assert noted == [("webhook_added", "127.0.0.1"), ("webhook_removed", "127.0.0.1")]
    assert "segreto" not in str(logged)
    assert made["secret"] not in str(logged)
