"""With the database locked, broken, empty or gone, a caller still leaves a message."""

import time
from dataclasses import replace

import pytest

import store
from centralino.runtime.database_timeouts import limit_waits
from ivr.flows import STEPS
from ivr.flows.steps import AFTER_THE_MESSAGE
from rules.tickets.ticket import Kind
from store.calls import call_log
from store.database.sqlite_library import driver
from store.tickets import lifecycle
from tests.builders import a_recording_sid
from tests.ivr.signed_call import RECORDED, TwilioCall, state
from tests.leotron import PUBLIC

SID = a_recording_sid()
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def locked(folder):
    path = folder / "locked.db"
    engine = store.connect(f"sqlite:///{path}")
    store.upgrade(engine)
    engine.dispose()
    holder = driver.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")  # in WAL mode a writer keeps no reader out
    holder.execute("BEGIN EXCLUSIVE")
    return f"sqlite:///{path}", holder


def broken(folder):
    (folder / "broken.db").write_bytes(b"this is no database " * 1000)
    return f"sqlite:///{folder}/broken.db", None


def empty(folder):
    return f"sqlite:///{folder}/empty.db", None


def gone(folder):
    return "postgresql://nobody@127.0.0.1:1/nothing", None


@pytest.fixture(params=[locked, broken, empty, gone], ids=lambda kind: kind.__name__)
def dead(request, tmp_path, services, answering):
    """A call to a desk whose database does not answer."""
    url, holder = request.param(tmp_path)
    engine = store.connect(url)
    limit_waits(engine, wait_ms=100)
    call = TwilioCall(answering(replace(services, sessions=store.sessions(engine))))
    yield call
    engine.dispose()
    if holder:
        holder.close()


pytestmark = on_one_database


@pytest.mark.parametrize(
    "step", [step for step in STEPS if step not in AFTER_THE_MESSAGE - {"playback"}]
)
def test_every_step_before_the_message_still_takes_one(dead, step):
    answer = dead.post(f"/voice/{step}?{state()}")
    assert answer.status == 200
    if step == "playback":
        assert answer.verbs == ["Say", "Hangup"]
        return
    assert answer.verbs == ["Say", "Record", "Say", "Hangup"]
    assert answer.goes_to("Record").startswith("/voice/fallback")


@pytest.mark.parametrize("step", sorted({*AFTER_THE_MESSAGE, "price"}))
def test_after_the_message_the_caller_is_thanked(dead, step):
    answer = dead.post(f"/voice/{step}?{state(r=SID)}", Digits="1")
    assert (answer.status, answer.verbs) == (200, ["Say", "Hangup"])


def test_a_message_that_was_left_is_not_asked_for_again(dead):
    answer = dead.recorded(RECORDED, SID, 12)
    assert (answer.status, answer.verbs) == (200, ["Say", "Hangup"])


def test_callbacks_ask_twilio_to_come_again(dead):
    assert dead.recording_is("completed", SID, 12).status == 503
    assert dead.ends().status == 503


def test_the_fallback_needs_no_database(dead):
    error = {"ErrorCode": "11205", "ErrorUrl": f"{PUBLIC}/voice/incoming"}
    answer = dead.post("/voice/fallback", **error)
    assert (answer.status, answer.verbs) == (200, ["Say", "Record", "Say", "Hangup"])
    again = dead.recorded(answer.goes_to("Record"), SID, 12)
    assert (again.status, again.verbs) == (200, ["Say", "Hangup"])


def test_what_is_not_twilios_is_refused_all_the_same(dead):
    assert dead.post("/voice/fallback", headers={"X-Twilio-Signature": ""}).status == 403


def test_a_link_to_the_message_asks_to_come_again(dead, services):
    token = services.links.token(SID, services.now())
    assert dead.client.get(f"/voice/audio/{token}").status_code == 503


@pytest.mark.slow
def test_the_fallback_does_not_wait_for_the_database(tmp_path, services, answering):
    url, holder = locked(tmp_path)
    engine = store.connect(url)  # which alone would wait for 10 s
    call = TwilioCall(answering(replace(services, sessions=store.sessions(engine))))
    began = time.monotonic()
    for _ in range(6):  # more than may be stuck at once
        assert call.post("/voice/fallback").status == 200
    assert time.monotonic() - began < 6
    holder.close()


def test_a_call_that_met_a_dead_database_is_filed_once_it_is_back(
    tmp_path, services, answering, kept
):
    url, holder = locked(tmp_path)
    engine = store.connect(url)
    limit_waits(engine, wait_ms=100)
    alive = store.sessions(engine)
    call = TwilioCall(answering(replace(services, sessions=alive)))
    record = call.rings().goes_to("Record")
    call.recorded(record, SID, 12, Digits="hangup", CallStatus="completed")
    assert call.recording_is("completed", SID, 12).status == 503
    holder.close()
    assert call.recording_is("completed", SID, 12).status == 204
    assert call.ends().status == 204
    with alive() as session:
        ticket = lifecycle.of_call(session, call.sid)
        assert (ticket.kind, ticket.caller_number) == (Kind.MESSAGE, call.caller)
    engine.dispose()


def test_the_fallback_keeps_what_it_can_when_the_database_lives(call, kept, sessions):
    error = {"ErrorCode": "11205", "ErrorUrl": f"{PUBLIC}/voice/menu?{state(j=1, f='weekend')}"}
    answer = call.post("/voice/fallback", **error)
    call.recorded(answer.goes_to("Record"), SID, 12)
    row, ticket, _, turns = kept(call.sid)
    assert row.fault == "Twilio error 11205 at menu"
    assert row.j_system_claimed
    assert ticket.kind == Kind.MESSAGE
    assert [turn.step for turn in turns] == ["fallback", "fallback"]
    with sessions() as session:
        assert len(call_log.list_calls(session)) == 1
