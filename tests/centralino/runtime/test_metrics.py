"""What monitoring reads: the ledger as it is, the answers given, and only for those who may."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from centralino.config.settings import load
from centralino.runtime.request_counter import part_of
from centralino.wiring.web import create_app
from rules.tickets.ticket import Kind
from store import failing_jobs
from store.models import Ticket
from store.tickets import lifecycle
from tests.builders import a_call, a_recording, a_ticket

TOKEN = "a token of thirty-two characters, or more"


@pytest.fixture
def client_with(database_url, tmp_path, now):
    def make(**changes):
        environ = {
            "CENTRALINO_TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
            "CENTRALINO_TWILIO__AUTH_TOKEN": "the auth token",
            "CENTRALINO_DATABASE__URL": database_url,
            "CENTRALINO_RECORDINGS__PATH": str(tmp_path / "recordings"),
            **changes,
        }
        return create_app(load(environ=environ), lambda: now).test_client()

    return make


def read(client, **how):
    """Each sample by its name and labels."""
    answer = client.get("/metrics", **how)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_the_ledger_is_told_as_it_is(client_with, sessions, now):
    with sessions.begin() as session:
        call = a_call(session, now=now - timedelta(minutes=30))
        a_recording(session, call, now=now - timedelta(minutes=30))
        ticket = a_ticket(session, call, now=now - timedelta(minutes=30))
        lifecycle.correct(session, ticket.id, {"urgency": "blocking"}, actor="x", now=now)
        session.get(Ticket, ticket.id).promised_at = now - timedelta(minutes=5)
        a_ticket(session, kind=Kind.MISSED, in_charge_at=now + timedelta(hours=3), now=now)
    told = read(client_with())
    assert told["centralino_database_up",] == 1
    assert told["centralino_calls_last_day", "weekday", "weekday"] == 2
    assert told["centralino_recordings", "announced"] == 1
    assert told["centralino_recordings_unread_oldest_seconds",] == 1800
    assert told["centralino_callbacks", "waiting"] == 2
    assert told["centralino_callbacks_due",] == 1
    assert told["centralino_callbacks_due_oldest_seconds",] == 1800
    assert told["centralino_promises_broken",] == 1
    assert told["centralino_tickets_live", "blocking"] == 1
    assert told["centralino_outbox_unsent_oldest_seconds",] == 0


on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_one_database
def test_answers_are_counted_by_part_and_status_with_their_time(client_with):
    client = client_with()
    for path in ("/healthz", "/nothing", "/login"):
        client.get(path)
    client.post("/voice/incoming")
    told = read(client)
    assert told["centralino_http_answers_total", "403", "voice"] == 1
    assert told["centralino_http_answers_total", "200", "login"] == 1
    assert told["centralino_http_answers_total", "404", "other"] == 1
    assert told["centralino_http_seconds_count", "voice"] == 1
    assert told["centralino_http_seconds_bucket", "+Inf", "voice"] == 1


@on_one_database
def test_a_database_that_is_away_is_told_and_the_rest_stays_readable(client_with):
    client = client_with(CENTRALINO_DATABASE__URL="postgresql://nobody@127.0.0.1:1/nothing")
    client.get("/healthz")
    told = read(client)
    assert told["centralino_database_up",] == 0
    assert told["centralino_http_answers_total", "200", "other"] == 1


@on_one_database
@pytest.mark.parametrize(
    ("token", "headers", "address", "status"),
    [
        (None, {}, "127.0.0.1", 200),
        (None, {}, "::1", 200),
        (None, {}, "::ffff:127.0.0.1", 200),
        (None, {}, "0:0:0:0:0:0:0:1", 200),
        (None, {}, "127.0.0.1:49152", 200),
        (None, {}, "192.0.2.7", 403),
        (None, {"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 403),  # a proxy asks for another
        (TOKEN, {}, "127.0.0.1", 403),
        (TOKEN, {"Authorization": "Bearer wrong"}, "127.0.0.1", 403),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}"}, "192.0.2.7", 200),
        (TOKEN, {"Authorization": "Bearer \u00e8"}, "192.0.2.7", 403),
    ],
)
def test_only_this_machine_or_who_bears_the_token_may_read(
    client_with, token, headers, address, status
):
    client = client_with(**({"CENTRALINO_WEB__METRICS_TOKEN": token} if token else {}))
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


@on_one_database
def test_nothing_can_be_written_there(client_with):
    assert client_with().post("/metrics").status_code == 405


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/voice/incoming", "voice"),
        ("/api/v1/tickets", "api"),
        ("/console", "console"),
        ("/voicex", "other"),
        ("/" + "x" * 9999, "other"),
        ("", "other"),
        ("voice", "other"),
    ],
)
def test_strangers_add_no_names_of_their_own(path, part):
    assert part_of(path) == part


def test_a_job_that_fails_is_told_with_how_long_it_does(client_with, sessions, now):
    with sessions.begin() as session:
        failing_jobs.fails(session, "ask Twilio", "404", now - timedelta(hours=2))
    assert read(client_with())["centralino_job_failing_seconds", "ask Twilio"] == 7200
