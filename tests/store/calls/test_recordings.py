"""Recordings are work that is claimed, finished once, and never lost with a dead worker."""

from datetime import timedelta

import pytest

import store
from store.calls import fetch_retries, recordings
from store.models.states import RecordingState
from store.tickets import lifecycle
from store.views.as_json import ticket_json
from tests.builders import a_call, a_recording, a_recording_sid, a_ticket

MINUTE = timedelta(minutes=1)
LEASE = 5 * MINUTE
AUDIO = {"path": "2026/11/RE1.wav", "bytes": 16_044, "sha256": "a" * 64, "duration_s": 2}
TEXT = {
    "text": "siamo fermi",
    "language": "it",
    "confidence": 0.9,
    "no_speech": False,
    "flagged": [],
    "words": [{"word": "siamo", "start": 0.1, "end": 0.5}],
    "model": "demo",
}


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


def fetch(session, now):
    return recordings.claim_fetch(session, now=now, lease=LEASE)


def read(session, now):
    return recordings.claim_text(session, now=now, lease=LEASE)


def a_stored_recording(session, now, **given):
    a_recording(session, now=now, **given)
    assert recordings.stored(session, fetch(session, now), **AUDIO, now=now)


def test_announced_recording_is_fetched_then_read(session, now):
    a_recording(session, now=now)
    claim = fetch(session, now)
    assert (claim.attempts, claim.path) == (1, None)
    assert recordings.stored(session, claim, **AUDIO, now=now)
    claim = read(session, now)
    assert (claim.attempts, claim.path) == (1, AUDIO["path"])
    assert recordings.transcribed(session, claim, **TEXT, now=now)
    row = recordings.find(session, claim.sid)
    assert (row.state, row.lease_token) == (RecordingState.TRANSCRIBED, None)
    assert recordings.transcript_of(session, claim.sid).text == "siamo fermi"
    assert fetch(session, now) is None
    assert read(session, now) is None


def test_announcement_delivered_twice_is_one_recording(session, now):
    call = a_call(session)
    sid = a_recording_sid()
    first = a_recording(session, call, sid=sid, duration_s=None, now=now)
    again = a_recording(session, call, sid=sid, duration_s=7, now=now + MINUTE)
    session.refresh(first)
    assert again is first
    assert (first.duration_s, first.announced_at) == (7, now)
    assert recordings.of_call(session, call.sid) == [first]


def test_recording_of_a_call_that_we_never_saw_is_kept(session, now):
    recordings.announce(session, sid="RE1", call_sid="CA1", duration_s=3, now=now)
    assert fetch(session, now).call_sid == "CA1"


def test_claimed_recording_is_nobody_elses_until_the_lease_ends(session, now):
    a_recording(session, now=now)
    first = fetch(session, now)
    assert fetch(session, now + LEASE - MINUTE) is None
    second = fetch(session, now + LEASE)
    assert (second.sid, second.attempts) == (first.sid, 2)
    assert second.token != first.token


def test_worker_that_wakes_too_late_changes_nothing(session, now):
    a_recording(session, now=now)
    late = fetch(session, now)
    in_time = fetch(session, now + LEASE)
    assert not recordings.stored(session, late, **AUDIO, now=now)
    assert not recordings.retry_at(session, late, at=now, error="late")
    assert not recordings.failed(session, late, error="late", now=now)
    assert recordings.stored(session, in_time, **{**AUDIO, "path": "second.wav"}, now=now)
    assert not recordings.stored(session, late, **AUDIO, now=now)
    row = recordings.find(session, late.sid)
    session.refresh(row)
    assert (row.path, row.last_error) == ("second.wav", None)


def test_late_transcript_is_not_kept(session, now):
    a_stored_recording(session, now)
    late, in_time = read(session, now), read(session, now + LEASE)
    assert recordings.transcribed(session, in_time, **TEXT, now=now)
    assert not recordings.transcribed(session, late, **{**TEXT, "text": "late"}, now=now)
    assert recordings.transcript_of(session, late.sid).text == "siamo fermi"


def test_recording_read_anew_shows_the_new_text(session, now):
    a_stored_recording(session, now, sid="RE1")
    recordings.transcribed(session, read(session, now), **TEXT, now=now)
    row = recordings.find(session, "RE1")
    session.refresh(row)
    row.state = RecordingState.STORED
    again = {**TEXT, "text": "siamo fermi da ieri"}
    assert recordings.transcribed(session, read(session, now), **again, now=now)
    assert recordings.transcript_of(session, "RE1").text == "siamo fermi da ieri"


def test_crash_between_steps_leaves_work_that_is_claimed_again(sessions, now):
    with sessions.begin() as session:
        a_recording(session, now=now)
    with sessions.begin() as session:
        fetch(session, now)
    with sessions() as session:  # the process dies before the commit
        assert recordings.stored(session, fetch(session, now + LEASE), **AUDIO, now=now)
        session.rollback()
    with sessions.begin() as session:
        assert fetch(session, now + LEASE).attempts == 2


def test_recording_given_back_is_tried_again_at_its_time(session, now):
    a_recording(session, now=now)
    claim = fetch(session, now)
    assert recordings.retry_at(session, claim, at=now + 3 * MINUTE, error="404")
    assert fetch(session, now + 2 * MINUTE) is None
    assert fetch(session, now + 3 * MINUTE).attempts == 2


def test_oldest_recording_is_claimed_first(session, now):
    young = a_recording(session, now=now)
    old = a_recording(session, now=now - MINUTE)
    assert [fetch(session, now).sid for _ in range(2)] == [old.sid, young.sid]


def test_failed_recording_is_seen_on_the_ticket(session, now):
    ticket = a_ticket(session)
    recordings.announce(session, sid="RE1", call_sid=ticket.call_sid, duration_s=3, now=now)
    claim = fetch(session, now)
    assert recordings.failed(session, claim, error="the audio is gone (404)", now=now)
    told = lifecycle.history(session, ticket.id)[-1]
    assert (told.event, told.note) == ("audio_not_fetched", "the audio is gone (404)")
    assert ticket_json.as_json(session, ticket)["recording"]["state"] == "failed"
    assert fetch(session, now + LEASE) is None


def test_failed_recording_is_tried_anew_from_where_it_stopped(session, now):
    a_recording(session, now=now)
    recordings.failed(session, fetch(session, now), error="404", now=now)
    a_stored_recording(session, now)
    recordings.failed(session, read(session, now), error="out of memory", now=now)
    for row in recordings.expired(session, before=now + MINUTE):
        assert fetch_retries.retry(session, row.sid, now)
    assert fetch(session, now).path is None
    assert read(session, now).path == AUDIO["path"]


def test_recording_without_audio_is_not_fetched(session, now):
    call = a_call(session)
    recordings.absent(session, sid="RE1", call_sid=call.sid, now=now)
    a_recording(session, call, sid="RE1", now=now)  # the other webhook, late
    assert recordings.find(session, "RE1").state is RecordingState.ABSENT
    assert fetch(session, now) is None


def test_absence_told_late_does_not_hide_audio_that_we_have(session, now):
    call = a_call(session)
    a_stored_recording(session, now, call=call, sid="RE1")
    recordings.absent(session, sid="RE1", call_sid=call.sid, now=now)
    assert recordings.find(session, "RE1").state is RecordingState.STORED


def test_message_recorded_anew_puts_the_earlier_one_aside(session, now):
    call = a_call(session)
    first = a_recording(session, call, now=now)
    second = a_recording(session, call, now=now + MINUTE)
    assert recordings.supersede_others(session, call.sid, second.sid) == 1
    assert recordings.supersede_others(session, call.sid, first.sid) == 0  # a late repeat
    states = {row.sid: row.state for row in recordings.of_call(session, call.sid)}
    assert states == {
        first.sid: RecordingState.SUPERSEDED,
        second.sid: RecordingState.ANNOUNCED,
    }


def test_audio_fetched_while_it_was_put_aside_is_not_kept(session, now):
    call = a_call(session)
    a_recording(session, call, now=now)
    claim = fetch(session, now)
    second = a_recording(session, call, now=now + MINUTE)
    recordings.supersede_others(session, call.sid, second.sid)
    assert not recordings.stored(session, claim, **AUDIO, now=now)


def test_old_recordings_expire_and_are_deleted_once(session, now):
    a_stored_recording(session, now - 90 * 24 * 60 * MINUTE)
    a_recording(session, now=now)
    [old] = recordings.expired(session, before=now - MINUTE)
    assert recordings.deleted(session, old.sid, now)
    assert not recordings.deleted(session, old.sid, now)
    session.refresh(old)
    assert (old.state, old.path) == (RecordingState.DELETED, None)
    assert recordings.expired(session, before=now - MINUTE) == []


def test_leases_of_dead_workers_are_released(session, now):
    a_recording(session, now=now)
    a_recording(session, now=now)
    fetch(session, now)
    fetch(session, now + LEASE - MINUTE)
    assert recordings.release_stuck(session, now + LEASE) == 1
    assert recordings.release_stuck(session, now + LEASE) == 0


def test_confidence_that_is_no_number_and_hostile_words_are_stored(sessions, now):
    with sessions.begin() as session:
        a_stored_recording(session, now, sid="RE1")
        words = [{"word": "a\x00b\ud800", "probability": float("nan")}]
        claim = read(session, now)
        given = {**TEXT, "text": "a\x00b\ud800" * 50_000, "words": words}
        assert recordings.transcribed(session, claim, **given, now=now)
    with store.reading(sessions) as session:
        transcript = recordings.transcript_of(session, "RE1")
        assert transcript.text == "ab\ufffd" * 50_000  # what was said is never cut
        assert transcript.words == [{"word": "ab\ufffd", "probability": None}]
