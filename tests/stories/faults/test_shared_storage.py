"""Callers' messages in S3-compatible storage that all machines share, from the beep to their erasure."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from moto.server import ThreadedMotoServer
from sqlalchemy import select

from centralino.wiring.places import places_of
from ivr.playback_links import Links
from scheduler import folder_sweep, recording_download
from scheduler.recording_download import Fetching
from scheduler.sweep import Sweeping, delete_expired
from store.models import Recording, Ticket
from store.models.states import RecordingState
from store.recording_files import Bucket
from tests.builders import a_recording_sid
from tests.clock import Clock
from tests.ivr.signed_call import RECORDED
from tests.leotron import PUBLIC, TOKEN
from tests.stories.doors import Doors, Https, hidden_in, opened

VOICE = Path(__file__).parents[3] / "simulator" / "voices" / "trattoria.wav"


@pytest.fixture(scope="module")
def storage():
    """A server that speaks as S3 does."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(storage, monkeypatch) -> Bucket:
    told = {"AWS_ENDPOINT_URL": storage, "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {**told, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "x"}.items():
        monkeypatch.setenv(name, value)
    requests.post(f"{storage}/moto-api/reset", timeout=5)
    requests.put(f"{storage}/calls", timeout=5)
    return Bucket("s3://calls/messages")


@pytest.fixture
def doors(bucket, sqlite_template, now, tmp_path) -> Doors:
    file = tmp_path / "centralino.db"
    file.write_bytes(sqlite_template.read_bytes())
    return opened(f"sqlite:///{file}", Clock(now), tmp_path, RECORDINGS__PATH=bucket.url)


def left_message(doors: Doors) -> str:
    call, sid = doors.call(), a_recording_sid()
    doors.said[sid] = "La cassa non stampa più."
    call.rings()
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    call.ends()
    return sid


def names(bucket: Bucket) -> list[str]:
    return sorted(file.name for file in bucket.iterdir())


def test_a_message_is_kept_read_and_heard_again_from_shared_storage(doors, bucket, tmp_path):
    sid = left_message(doors)
    doors.works()
    assert names(bucket) == [f"{sid}.wav"]
    assert not (tmp_path / "recordings").exists()
    with doors.sessions() as session:
        assert session.get_one(Recording, sid).state is RecordingState.TRANSCRIBED
    sound = (bucket / f"{sid}.wav").read_bytes()
    anna = doors.anna().client
    assert anna.get(f"/console/registrazioni/{sid}.wav").data == sound
    part = anna.get(f"/console/registrazioni/{sid}.wav", headers={"Range": "bytes=44-99"})
    assert (part.status_code, part.data) == (206, sound[44:100])
    token = Links((TOKEN,)).token(sid, doors.clock())
    assert doors.app.test_client().get(f"/voice/audio/{token}", base_url=PUBLIC).data == sound


def test_a_sound_that_was_kept_on_a_disk_before_is_found_under_its_name(doors, bucket):
    sid = left_message(doors)
    (bucket / f"{sid}.wav").write_bytes(VOICE.read_bytes())
    with doors.sessions.begin() as session:
        row = session.get_one(Recording, sid)
        row.path, row.state = f"/srv/centralino/var/recordings/{sid}.wav", RecordingState.STORED
    assert doors.anna().client.get(f"/console/registrazioni/{sid}.wav").data == VOICE.read_bytes()


def test_a_customer_takes_the_sound_away_and_erases_it(doors, bucket):
    sid = left_message(doors)
    doors.works()
    with doors.sessions() as session:
        ticket = session.scalars(select(Ticket.id)).one()
    own = doors.own_path(ticket)
    assert f"registrazioni/{sid}.wav" in doors.own_copy(own)[1]
    client, page = Https(doors.app), f"{own}/cancella"
    assert client.post(page, data=hidden_in(client.get(page).text)).status_code == 303
    assert names(bucket) == []


def test_sounds_leave_shared_storage_by_age_and_by_what_is_left_over(doors, bucket):
    kept, stray = left_message(doors), a_recording_sid()
    doors.works()
    for name in (f"{stray}.wav", "notes.txt"):
        (bucket / name).write_bytes(b"RIFF")
    places, later = places_of(doors.settings), doors.clock() + timedelta(days=400)
    assert folder_sweep.delete_left_over(doors.sessions, lambda: later, places) == 1
    assert names(bucket) == sorted([f"{kept}.wav", "notes.txt"])
    sweeping = Sweeping(bucket, keep=timedelta(days=90))
    assert delete_expired(doors.sessions, lambda: later, sweeping) == 1
    assert names(bucket) == ["notes.txt"]


def test_a_message_waits_at_twilio_while_the_storage_is_away(doors, bucket, monkeypatch):
    sid = left_message(doors)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    away = Fetching(Bucket("s3://calls/other"))
    assert recording_download.fetch_next(doors.sessions, doors, doors.clock, away)
    with doors.sessions() as session:
        row = session.get_one(Recording, sid)
        assert row.state is RecordingState.ANNOUNCED
        assert row.last_error.startswith("OSError")
        assert row.next_at - doors.clock() < timedelta(minutes=1)


def test_what_is_written_there_by_another_machine_is_seen_at_once(bucket):
    assert names(bucket) == []
    Bucket(bucket.url) / "one.wav"
    (Bucket(bucket.url) / "one.wav").write_bytes(io.BytesIO(b"RIFF").read())
    assert names(bucket) == ["one.wav"]


def test_storage_that_refuses_is_told_by_the_examination_of_the_configuration(bucket):
    assert bucket.check() is None
    assert "missing" in str(Bucket("s3://missing/messages").check())
    assert Bucket("nosuch://calls").check() is not None
