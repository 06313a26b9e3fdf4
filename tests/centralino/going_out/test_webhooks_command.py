"""`centralino webhooks`, as people and scripts call it."""

import json
from datetime import timedelta

import pytest

from scheduler import webhooks
from scheduler.webhooks import Answered, Telling
from store.views.as_json import ticket_json
from tests.builders import a_ticket
from tests.centralino.cli.runner import runner


@pytest.fixture
def run(database_url, monkeypatch, tmp_path, now):
    return runner(database_url, monkeypatch, tmp_path, now)


def test_a_receiver_is_added_told_replayed_and_removed(run, sessions, now):
    url = "https://crm.example.it/h"
    secret = run("webhooks", "add", url, "--event", "ticket.created", "--about", "CRM").stdout
    assert secret.startswith("whsec_")
    now += timedelta(minutes=1)  # the commands' clock goes on
    with sessions.begin() as session:
        ticket = a_ticket(session, now=now).id
    webhooks.note(sessions, lambda: now)
    gone = Telling(lambda *_: Answered(410), ticket_json.as_json)
    webhooks.send_due(sessions, lambda: now, gone)
    (failed,) = json.loads(run("webhooks", "deliveries", "1", "--json").stdout)
    assert (failed["state"], failed["ticket_id"], failed["status"]) == ("failed", ticket, 410)
    assert "crm.example.it  CRM" in " ".join(run("webhooks", "list").stdout.split("\n")[1:])
    assert json.loads(run("webhooks", "list", "--json").stdout)[0]["disabled_at"]
    run("webhooks", "replay", str(failed["id"]))
    assert "waiting" in run("webhooks", "deliveries", "1").stdout
    run("webhooks", "replay", str(failed["id"]), code=1)
    assert run("webhooks", "rotate", "1").stdout != secret
    run("webhooks", "test", "1")
    run("webhooks", "remove", "1")
    run("webhooks", "deliveries", "1", code=1)


def test_wrong_usage_and_wrong_addresses_are_told_apart(run, sessions):
    run("webhooks", "replay", code=2)
    wrong = run("webhooks", "add", "https://127.0.0.1/h", code=1)
    assert "webhooks.networks" in wrong.stderr
    assert "ticket.created" in run("webhooks", "add", "--help").stdout
