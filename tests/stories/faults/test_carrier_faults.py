"""Whole calls over real HTTP, with each of the carrier's faults: nothing is lost, nothing doubled."""

from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask

from ivr.twilio_api import TwilioApi
from ivr.webhooks import blueprint
from rules.errors import TemporaryFailure
from rules.tickets.ticket import Kind
from scheduler import recording_download, sweep
from scheduler.reconcile import Looking, Reconciler
from scheduler.recording_download import Fetching
from scheduler.sweep import Sweeping
from simulator import Carrier, HangUp, Number, Phone, Press, Silence, Speak, VirtualClock, sound
from simulator.state.faults import (
    Drop,
    Duplicate,
    Hang,
    LoseAnswer,
    NotReady,
    Reorder,
    Repeat,
    RestStatus,
    Truncate,
    WrongLength,
    WrongType,
)
from store.calls import call_log, recordings
from store.models.states import RecordingState
from store.tickets import lifecycle
from tests.ivr.signed_call import services_for
from tests.leotron import ACCOUNT, HOURS, PUBLIC, TEN, TOKEN, WEEKDAY_LINE
from tests.serving import serving

ONE_LINE = {WEEKDAY_LINE: "weekday"}


class Service:
    """The desk, its clock's jobs, and the carrier that rings it."""

    def __init__(self, sessions, carrier: Carrier, twilio: TwilioApi, folder) -> None:
        self.sessions, self.carrier = sessions, carrier
        self.phone = Phone(carrier, "+390458001234")
        self.twilio, self.folder = twilio, folder
        now = carrier.clock.now
        self.reconciler = Reconciler(sessions, twilio, now, Looking(lambda: HOURS, ONE_LINE))

    def work(self) -> None:
        """Some minutes of the clock's jobs, after all callbacks have come or were lost."""
        now = self.carrier.clock.now
        self.carrier.settle()
        for _ in range(8):
            recording_download.fetch_all(
                self.sessions, self.twilio.fetch_recording, now, Fetching(self.folder)
            )
            self.carrier.clock.advance(30)
        for _ in range(9):  # the clock asks again after ten minutes, and so on
            with suppress(TemporaryFailure):
                self.reconciler.look()
        recording_download.fetch_all(
            self.sessions, self.twilio.fetch_recording, now, Fetching(self.folder)
        )
        sweeping = Sweeping(self.folder, keep=timedelta(days=90))
        sweep.file_missed_calls(self.sessions, now, HOURS, sweeping)


@pytest.fixture
def service(sessions, tmp_path):
    """Everything but gunicorn: signed requests over HTTP, recordings over REST."""
    clock = VirtualClock(TEN)
    app = Flask("desk")
    app.register_blueprint(blueprint(services_for(sessions, clock.now, tmp_path)))
    with serving(app) as address:
        number = Number(
            voice_url=f"{PUBLIC}/voice/incoming",
            voice_fallback_url=f"{PUBLIC}/voice/fallback",
            status_callback=f"{PUBLIC}/voice/status",
        )
        carrier = Carrier(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            numbers={WEEKDAY_LINE: number},
            connect={PUBLIC: address},
            clock=clock,
            patience=10,
        )
        with carrier.serving() as rest:
            twilio = TwilioApi(ACCOUNT, TOKEN, rest, timeout=0.5)
            yield Service(sessions, carrier, twilio, tmp_path)


MESSAGE = [Speak(sound.tone(6)), HangUp()]
SENT = [Speak(sound.tone(6)), Press("#"), Press("1")]
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FAULTS = {
    "none": [],
    "everything twice, the same": [Duplicate()],
    "everything twice, as if new": [Duplicate(same_token=False)],
    "everything twice at once": [Duplicate(together=True)],
    "callbacks again later": [Repeat(seconds=30)],
    "answers lost": [LoseAnswer(chance=0.4)],
    "status after the recording": [Reorder(kind="status", after="recording")],
    "recording after the status": [Reorder(kind="recording", after="status")],
    "no recording callback": [Drop(kind="recording")],
    "no status callback": [Drop(kind="status")],
    "no callback": [Drop(kind="recording"), Drop(kind="status")],
    "no action": [Drop(kind="record")],
    "no action and no callback": [
        Drop(kind="record"),
        Drop(kind="recording"),
        Drop(kind="status"),
    ],
    "no first webhook": [Drop(kind="voice")],
    "nothing but the fallback": [
        *(Drop(kind=kind) for kind in ("voice", "gather", "redirect", "recording", "status")),
    ],
    "recording not ready": [NotReady(times=3)],
    "recording breaks off": [Truncate(times=2)],
    "recording too short": [WrongLength(times=2)],
    "a page for a recording": [WrongType(times=2)],
    "Twilio busy": [RestStatus(kind="GET", path="*Recordings/*", times=3, status=429)],
    "Twilio broken": [RestStatus(kind="GET", path="*Recordings/*", times=3, status=503, body="x")],
    "Twilio hangs": [Hang(kind="GET", path="*Recordings/*", times=1, seconds=2)],
}


@pytest.mark.parametrize("script", [MESSAGE, SENT], ids=["hangs up", "sends"])
@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
@on_one_database
def test_whatever_goes_wrong_a_message_is_one_ticket_with_its_audio(service, faults, script):
    service.carrier.faults.add(*faults)
    entry = service.phone.calls(WEEKDAY_LINE, *script)
    service.work()
    assert not faults or any(service.carrier.faults.struck(fault) for fault in faults)
    with service.sessions() as session:
        (ticket,) = lifecycle.list_(session)
        assert (ticket.call_sid, ticket.kind) == (entry.call_sid, Kind.MESSAGE)
        assert ticket.caller_number == "+390458001234"
        kept = {
            recording.sid: recording for recording in recordings.of_call(session, ticket.call_sid)
        }
        assert len(call_log.list_calls(session)) == 1
    assert kept.keys() == {recording.sid for recording in entry.recordings}
    for recording in entry.recordings:
        row = kept[recording.sid]
        assert row.state == RecordingState.STORED
        assert (service.folder / row.path).read_bytes() == recording.path.read_bytes()


SILENT = {
    "hangs up in the greeting": [HangUp()],
    "hangs up at the beep": [Silence(40), HangUp()],
    "says nothing": [],
}


@pytest.mark.parametrize("script", SILENT.values(), ids=SILENT)
@pytest.mark.parametrize(
    "name", ["none", "everything twice, as if new", "everything twice at once", "no callback"]
)
def test_who_leaves_nothing_is_rung_back_once(service, name, script):
    service.carrier.faults.add(*FAULTS[name])
    entry = service.phone.calls(WEEKDAY_LINE, *script)
    service.work()
    with service.sessions() as session:
        (ticket,) = lifecycle.list_(session)
    assert ticket.call_sid == entry.call_sid
    if not any(recording.status == "completed" for recording in entry.recordings):
        assert ticket.kind == Kind.MISSED


def test_every_answer_was_sound_twiml_and_every_request_was_believed(service):
    service.phone.calls(WEEKDAY_LINE, *SENT)
    service.work()
    assert list(service.carrier.debugger) == []
