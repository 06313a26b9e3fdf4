"""The caller's own message and our own sounds: only to whom they belong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.prompts import SoundFile
from store.calls import recordings
from store.models import Recording
from tests.ivr.signed_call import RECORDED, TwilioCall, state


@pytest.fixture
def stored(call, sessions, clock, tmp_path, recording_sid):
    """A recording that lies in the folder."""
    (tmp_path / f"{recording_sid}.wav").write_bytes(b"RIFF")
    call.rings()
    call.recorded(RECORDED, recording_sid, 12)
    with sessions.begin() as session:
        claim = recordings.claim_fetch(session, now=clock.at, lease=timedelta(minutes=1))
        recordings.stored(
            session,
            claim,
            path=f"{recording_sid}.wav",
            bytes=4,
            sha256="",
            duration_s=12,
            now=clock.at,
        )
    return recording_sid


def test_the_caller_hears_the_message_again(call, stored):
    answer = call.presses(f"/voice/review?{state(r=stored)}", "2")
    assert answer.verbs[0] == "Play"
    heard = call.client.get(answer.goes_to("Play"))
    assert (heard.status_code, heard.data) == (200, b"RIFF")
    assert heard.content_type == "audio/x-wav"
    assert heard.headers["Cache-Control"] == "private, no-store"


def test_until_the_message_is_here_the_caller_waits(call, recording_sid):
    call.rings()
    call.recorded(RECORDED, recording_sid, 12)
    answer = call.presses(f"/voice/review?{state(r=recording_sid)}", "2")
    assert "Play" not in answer.verbs
    assert "Pause" in answer.verbs


def test_the_link_expires(call, stored, clock):
    link = call.presses(f"/voice/review?{state(r=stored)}", "2").goes_to("Play")
    clock.move(minutes=11)
    assert call.client.get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "..%2F..%2Fetc%2Fpasswd", "WyJSRTEiXQ.x", "%00"])
def test_a_forged_link_opens_nothing(call, token):
    assert call.client.get(f"/voice/audio/{token}").status_code == 404


@pytest.mark.parametrize("path", ["../outside.wav", "/etc/hostname", "gone.wav"])
def test_nothing_outside_the_folder_is_ever_played(
    call, sessions, services, stored, tmp_path, path
):
    (tmp_path.parent / "outside.wav").write_bytes(b"secret")
    with sessions.begin() as session:
        session.get_one(Recording, stored).path = path
    token = services.links.token(stored, services.now())
    assert call.client.get(f"/voice/audio/{token}").status_code == 404


def test_a_deleted_recording_is_not_played(call, sessions, services, stored):
    with sessions.begin() as session:
        recordings.deleted(session, stored, services.now())
    token = services.links.token(stored, services.now())
    assert call.client.get(f"/voice/audio/{token}").status_code == 404


def test_only_the_sounds_that_a_sentence_names_are_served(services, answering, tmp_path):
    (tmp_path / "hello.wav").write_bytes(b"RIFF")
    (tmp_path / "other.wav").write_bytes(b"RIFF")
    sentences = {**services.prompts.sentences}
    sentences["greeting"] = {"it": SoundFile("hello.wav"), "en": "Hello."}
    prompts = replace(services.prompts, sentences=sentences)
    call = TwilioCall(answering(replace(services, prompts_now=lambda: prompts)))
    served = call.client.get(call.rings().goes_to("Play"))
    assert (served.status_code, served.data) == (200, b"RIFF")
    for name in ("other.wav", "..%2Fhello.wav", "hello.wav%00", "%2e%2e/hello.wav"):
        assert call.client.get(f"/voice/prompts/{name}").status_code == 404
