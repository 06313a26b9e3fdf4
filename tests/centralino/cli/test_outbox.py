"""`centralino outbox list`, as people and scripts call it."""

import json

import pytest

from store.messages import outbox, to_customers
from store.models.states import OutboxKind
from tests.builders import a_ticket
from tests.centralino.cli.runner import runner


@pytest.fixture
def run(database_url, monkeypatch, tmp_path, now):
    return runner(database_url, monkeypatch, tmp_path, now)


@pytest.fixture
def told(sessions, now):
    """A text that arrived, and an e-mail that waits."""
    with sessions.begin() as session:
        ticket = a_ticket(session)
        receivers = {OutboxKind.SMS: "+393471234567", OutboxKind.EMAIL: "mario@example.it"}
        for kind, to in receivers.items():
            key, body = f"{kind}:{ticket.id}", {"text": "Parole riservate"}
            outbox.put(session, kind=kind, to=to, body=body, key=key, now=now, ticket_id=ticket.id)
        claim = outbox.claim(session, now=now, lease=now - now, kinds=(OutboxKind.SMS,))
        outbox.sent(session, claim, provider_sid="SM1", now=now)
        session.flush()
        to_customers.delivered(session, "SM1", "delivered", now)
        return ticket.id


def test_list_shows_what_arrived_and_masks_to_whom(run, told):
    text = run("outbox", "list").stdout
    assert "+39347•••••67" in text
    assert "m•••@example.it" in text
    assert "delivered" in text
    assert "3471234567" not in text
    assert "riservate" not in text


def test_json_is_one_document_newest_first(run, told, now):
    listed = json.loads(run("outbox", "list", "--json").stdout)
    assert [(one["kind"], one["state"], one["delivery"]) for one in listed] == [
        ("email", "waiting", None),
        ("sms", "sent", "delivered"),
    ]
    assert {one["ticket"] for one in listed} == {told}
    assert listed[1]["sent_at"] == listed[1]["delivery_at"] == now.isoformat()
    assert len(json.loads(run("outbox", "list", "--limit", "1", "--json").stdout)) == 1


def test_list_of_one_ticket_holds_no_other(run, told):
    assert json.loads(run("outbox", "list", "--ticket", str(told + 1), "--json").stdout) == []
    assert len(json.loads(run("outbox", "list", "--ticket", str(told), "--json").stdout)) == 2
