"""Every door that is Twilio's, in the whole application: nobody else gets in, and a fault is answered."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from centralino.config.settings import load
from centralino.runtime.clock import system_clock
from centralino.wiring.web import create_app
from rules.callbacks.outbound_call import Policy
from store.callbacks import outbound_calls, queue
from store.callbacks.placing import OLDEST
from store.models import Base
from tests.builders import ACCOUNT, WEEKDAY_LINE, a_recording_sid, a_ticket, a_user
from tests.ivr.signed_call import TwilioCall
from tests.leotron import PUBLIC, TOKEN

PHONE = "+393331112222"
UNSIGNED = "the signature is missing or wrong"
# Twilio signs no request for media: the address holds a token, or is of a sentence that anybody may hear.
MEDIA = {"/voice/audio/<token>", "/voice/prompts/<name>"}
DOORS = {"voice", "technician", "first", "alert", "dial_in"}
FORM = {"CallStatus": "completed", "Digits": "1", "RecordingDuration": "9", "CallDuration": "9"}


@pytest.fixture
def app(database_url, tmp_path):
    environ = {
        "CENTRALINO_TWILIO__ACCOUNT_SID": ACCOUNT,
        "CENTRALINO_TWILIO__AUTH_TOKEN": TOKEN,
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
        "CENTRALINO_DATABASE__URL": database_url,
        "CENTRALINO_RECORDINGS__PATH": str(tmp_path),
    }
    return create_app(load(environ=environ), system_clock)


def doors(app, *, but=frozenset()):
    """The addresses below /voice, each with every method that leads there."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/voice")]
    assert {rule.endpoint.partition(".")[0] for rule in rules} == DOORS
    return [
        (rule.rule, method) for rule in rules if rule.rule not in but for method in rule.methods
    ]


@pytest.fixture
def call(app, sessions, now):
    """Twilio's side of a call, when there is something to be told, rung and heard."""
    with sessions.begin() as session:
        a_user(session, "anna", now=now)
        outbound_calls.set_phone(session, "anna", PHONE)
        ticket = a_ticket(session, now=now)
        callback = queue.of_ticket(session, ticket.id)
        token = queue.claim(session, callback.id, by="anna", now=now, lease=OLDEST)
        given = {"policy": Policy(WEEKDAY_LINE), "timezone": "Europe/Rome"}
        outbound_calls.request_call(session, callback.id, token, by="anna", now=now, **given)
    return TwilioCall(app.test_client(), caller=PHONE)


@pytest.fixture
def ledger(sessions):
    """Every row of every table."""

    def read():
        with sessions() as session:
            return {
                table.name: sorted(map(repr, session.execute(select(table))))
                for table in Base.metadata.sorted_tables
            }

    return read


def test_whatever_is_not_signed_is_refused_at_every_door_and_changes_nothing(
    app, call, ledger, logged
):
    before = ledger()
    for path, method in doors(app, but=MEDIA):
        form = {**call.standard(), **FORM, "RecordingSid": a_recording_sid()}
        logged.clear()
        answer = call.client.open(f"{path}?a=1&t=1&u=1&b=1", method=method, data=form)
        assert (path, method, answer.status_code, answer.data) == (path, method, 403, b"")
        assert UNSIGNED in [entry.get("reason") for entry in logged], path
    assert ledger() == before


@pytest.mark.parametrize("forged", ["token", "address"])
def test_the_signature_of_another_token_or_address_opens_no_door(app, call, ledger, forged):
    before = ledger()
    theirs = replace(call, token="another") if forged == "token" else call
    sign = "/voice/elsewhere" if forged == "address" else None
    for path, _ in doors(app, but=MEDIA):
        assert theirs.post(f"{path}?a=1&t=1&u=1&b=1", sign=sign, **FORM).status == 403, path
    assert ledger() == before


def test_what_twilio_signs_is_let_in_at_every_door(app, call, logged):
    for path, _ in doors(app, but=MEDIA):
        call.post(path, RecordingSid=a_recording_sid(), **FORM)
    assert UNSIGNED not in [entry.get("reason") for entry in logged]


def test_a_form_that_is_far_too_large_is_refused_without_a_page(app, call):
    for path, method in doors(app, but=MEDIA):
        answer = call.client.open(path, method=method, data={"From": "9" * 100_000})
        assert (path, answer.status_code, answer.data) == (path, 413, b"")


def test_every_door_tells_the_log_of_each_request_once(app, call, logged):
    names = {
        "/voice/status": "webhook",
        "/voice/technician/status": "technician webhook",
        "/voice/first/status": "customer webhook",
        "/voice/alert/status": "alert webhook",
        "/voice/road/next": "dial-in webhook",
    }
    for path, name in names.items():
        logged.clear()
        status = call.post(path, **FORM).status
        told = [entry for entry in logged if entry["event"] == name]
        assert [(one["step"], one["status"]) for one in told] == [(path.split("/")[-1], status)]
        assert told[0]["call_sid"] == call.sid


def test_media_is_for_whoever_holds_a_token_or_names_a_sentence_of_ours(app, call):
    for path in ("/voice/audio/forged", "/voice/prompts/forged.wav"):
        assert call.client.get(path).status_code == 404
