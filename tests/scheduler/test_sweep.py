"""What was left lying is put in order, once."""

import os
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from rules.tickets.ticket import Kind
from scheduler import sweep
from scheduler.sweep import Sweeping
from store.callbacks import queue
from store.calls import call_log, recordings
from store.intake import idempotency
from store.models import ProgramRequest
from store.models.states import RecordingState
from store.tickets import lifecycle
from tests.builders import a_call, a_recording, a_ticket
from tests.leotron import HOURS, NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(tmp_path) -> Sweeping:
    return Sweeping(tmp_path, keep=timedelta(days=90))


@pytest.fixture
def file_missed(sessions, settings):
    def run(at) -> int:
        return sweep.file_missed_calls(sessions, lambda: at, HOURS, settings)

    return run


def ticket_of(sessions, sid):
    with sessions() as session:
        return lifecycle.of_call(session, sid)


def test_a_call_that_ended_without_a_ticket_is_rung_back(sessions, file_missed):
    with sessions.begin() as session:
        call = a_call(session)
        call_log.finish(session, call.sid, status="completed", duration_s=5, now=NOON)
    assert file_missed(NOON + MINUTE) == 1
    ticket = ticket_of(sessions, call.sid)
    assert (ticket.kind, ticket.caller_number) == (Kind.MISSED, call.from_number)
    assert ticket.in_charge_at == NOON  # when it came in, and not when it was found
    with sessions() as session:
        assert [waiting.ticket_id for waiting in queue.queue(session, NOON)] == [ticket.id]
    assert file_missed(NOON + 2 * MINUTE) == 0


def test_a_call_that_went_quiet_is_rung_back(sessions, file_missed):
    with sessions.begin() as session:
        call = a_call(session)
    assert file_missed(NOON + 19 * MINUTE) == 0  # it may still be going on
    assert file_missed(NOON + 21 * MINUTE) == 1
    assert ticket_of(sessions, call.sid).kind == Kind.MISSED


def test_a_call_that_has_just_ended_may_still_bring_its_message(sessions, file_missed):
    with sessions.begin() as session:
        call = a_call(session)
        call_log.finish(session, call.sid, status="completed", duration_s=5, now=NOON)
    assert file_missed(NOON + timedelta(seconds=5)) == 0


@pytest.mark.parametrize(("is_absent", "kind"), [(False, Kind.MESSAGE), (True, Kind.MISSED)])
def test_a_message_without_a_ticket_is_filed_as_one(sessions, file_missed, is_absent, kind):
    with sessions.begin() as session:
        recording = a_recording(session)
        if is_absent:
            sid = recording.sid
            recordings.absent(session, sid=sid, call_sid=recording.call_sid, now=NOON)
    assert file_missed(NOON + timedelta(hours=1)) == 1
    assert ticket_of(sessions, recording.call_sid).kind == kind


def test_a_call_with_its_ticket_is_left_alone(sessions, file_missed):
    with sessions.begin() as session:
        a_ticket(session)
    assert file_missed(NOON + timedelta(days=1)) == 0


def test_a_subscriber_is_taken_in_charge_by_the_hours_of_the_week_end(sessions, file_missed):
    saturday = NOON.replace(day=28)
    with sessions.begin() as session:
        call = a_call(session, now=saturday)
        call_log.claim_j_system(session, call.sid)
    file_missed(saturday + timedelta(hours=1))
    assert ticket_of(sessions, call.sid).in_charge_at == saturday


def test_stuck_work_is_given_back(sessions, settings):
    lease = timedelta(minutes=3)
    with sessions.begin() as session:
        recording = a_recording(session)
        recordings.claim_fetch(session, now=NOON, lease=lease)
    assert sweep.release_stuck(sessions, lambda: NOON + 2 * MINUTE) == 0
    assert sweep.release_stuck(sessions, lambda: NOON + 4 * MINUTE) == 1
    with sessions() as session:
        assert recordings.find(session, recording.sid).lease_token is None
    assert sweep.release_stuck(sessions, lambda: NOON + 5 * MINUTE) == 0


@pytest.fixture
def stored(sessions, tmp_path):
    """A recording whose audio lies in the folder."""
    with sessions.begin() as session:
        sid = a_recording(session).sid
        claim = recordings.claim_fetch(session, now=NOON, lease=MINUTE)
        path = tmp_path / f"{sid}.wav"
        path.write_bytes(b"RIFF")
        recordings.stored(
            session, claim, path=str(path), bytes=4, sha256="", duration_s=12, now=NOON
        )
    return sid


def test_audio_is_deleted_when_its_time_is_over(sessions, settings, stored, tmp_path):
    def run(days) -> int:
        return sweep.delete_expired(sessions, lambda: NOON + timedelta(days=days), settings)

    assert run(90) == 0
    assert (tmp_path / f"{stored}.wav").exists()
    assert run(91) == 1
    assert not (tmp_path / f"{stored}.wav").exists()
    with sessions() as session:
        recording = recordings.find(session, stored)
        assert (recording.state, recording.path) == (RecordingState.DELETED, None)
    assert run(92) == 0


def test_audio_that_is_gone_already_is_deleted_all_the_same(sessions, settings, stored, tmp_path):
    (tmp_path / f"{stored}.wav").unlink()
    at = NOON + timedelta(days=91)
    assert sweep.delete_expired(sessions, lambda: at, settings) == 1


def test_what_a_dead_download_left_is_deleted_after_a_day(sessions, settings, tmp_path):
    old, new = tmp_path / ".RE1.a.part", tmp_path / ".RE2.b.part"
    for part in (old, new):
        part.write_bytes(b"RI")
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(old, (two_days_ago, two_days_ago))
    sweep.delete_expired(sessions, lambda: NOON, settings)
    assert [part.name for part in tmp_path.glob(".RE*")] == [new.name]


def test_answers_to_programs_go_after_two_days_though_no_program_comes(sessions):
    with sessions.begin() as session:
        for key, at in (("old", NOON), ("new", NOON + MINUTE)):
            idempotency.begin(session, caller="installation:1", key=key, digest="x", now=at)
    sweep.forget_requests(sessions, lambda: NOON + idempotency.KEPT + MINUTE / 2)
    with sessions() as session:
        assert list(session.scalars(select(ProgramRequest.key))) == ["new"]
