"""Recordings are fetched whole or not at all; what fails is tried again, and in the end seen."""

import hashlib
import struct
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from rules.errors import NotThere, PermanentFailure, TemporaryFailure
from scheduler import recording_download
from scheduler.recording_download import (
    Fetchers,
    Fetching,
    GiveUp,
    Patience,
    PutOff,
    RetryAt,
    after_failure,
    fetch_all,
    fetch_next,
    measure,
)
from store.calls import recordings
from store.models import Recording
from store.models.states import RecordingState
from store.tickets import lifecycle
from tests.audio import a_wav
from tests.builders import a_call, a_recording, a_ticket
from tests.leotron import NOON

PATIENCE = Patience(
    first=timedelta(seconds=1), growth=2, longest=timedelta(minutes=1), most_attempts=10
)
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Twilio:
    """Gives a recording's audio, or fails, as often as it is told."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, sid: str, target) -> None:
        self.asked.append(sid)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            target.write(b"RIFF, but then nothing")
            raise answer
        target.write(answer)


@pytest.fixture
def fetching(tmp_path) -> Fetching:
    return Fetching(tmp_path / "recordings", patience=PATIENCE)


@pytest.fixture
def recording(sessions):
    """A recording of 12 seconds, announced with its ticket."""
    with sessions.begin() as session:
        call = a_call(session)
        a_ticket(session, call)
        return a_recording(session, call)


@pytest.fixture
def row(sessions, recording):
    def look():
        with sessions() as session:
            return recordings.find(session, recording.sid)

    return look


@pytest.fixture
def run(sessions, fetching):
    def once(twilio, at=NOON) -> bool:
        return fetch_next(sessions, twilio, lambda: at, fetching, luck=lambda: 0.5)

    return once


def test_a_recording_is_fetched_checked_and_kept(run, row, recording, fetching):
    audio = a_wav(12)
    assert run(Twilio(audio))
    kept = row()
    assert kept.state == RecordingState.STORED
    assert (kept.bytes, kept.duration_s) == (len(audio), 12)
    assert kept.sha256 == hashlib.sha256(audio).hexdigest()
    assert (fetching.folder / kept.path).read_bytes() == audio
    assert [path.name for path in fetching.folder.iterdir()] == [f"{recording.sid}.wav"]


def test_nothing_due_is_nothing_done(run, row):
    twilio = Twilio(a_wav(12))
    assert run(twilio)
    assert not run(twilio)
    assert len(twilio.asked) == 1


@pytest.mark.parametrize(
    "fault",
    [
        TemporaryFailure("Twilio answered 404"),
        OSError("no space left"),
        b"",
        b"<html>not a recording</html>",
        a_wav(12)[:30],
        a_wav(12)[: 16_000 * 4],  # cut short
        a_wav(seconds=9),  # whole, but shorter than announced
        b"RIFF\0\0\0\0WAVEjunk",
    ],
    ids=["404", "disk", "empty", "html", "header", "cut", "short", "no sound"],
)
@on_one_database
def test_a_fault_leaves_no_file_and_is_tried_again(run, row, fetching, fault):
    assert run(Twilio(fault))
    kept = row()
    assert (kept.state, kept.path, kept.lease_token) == (RecordingState.ANNOUNCED, None, None)
    assert kept.next_at == NOON + timedelta(seconds=1)
    assert kept.last_error
    assert list(fetching.folder.iterdir()) == []
    assert run(Twilio(a_wav(12)), at=NOON + timedelta(seconds=1))
    assert row().state == RecordingState.STORED


def test_a_recording_that_cannot_be_had_is_failed_and_told_on_its_ticket(run, row, sessions):
    run(Twilio(PermanentFailure("Twilio answered 410")))
    assert row().state == RecordingState.FAILED
    with sessions() as session:
        ticket = lifecycle.of_call(session, row().call_sid)
        told = [(event.event, event.note) for event in lifecycle.history(session, ticket.id)]
    assert told[-1] == ("audio_not_fetched", "PermanentFailure: Twilio answered 410")


def test_after_so_many_tries_a_person_must_look(run, row):
    at, faults = NOON, 0
    while row().state == RecordingState.ANNOUNCED:
        at = row().next_at
        run(Twilio(TemporaryFailure("Twilio answered 404")), at)
        faults += 1
    assert (row().state, faults) == (RecordingState.FAILED, PATIENCE.most_attempts)


@pytest.mark.parametrize(
    ("attempts", "luck", "decision"),
    [
        (1, 0.5, RetryAt(NOON + timedelta(seconds=1))),
        (2, 0.5, RetryAt(NOON + timedelta(seconds=2))),
        (4, 0.5, RetryAt(NOON + timedelta(seconds=8))),
        (4, 0.0, RetryAt(NOON + timedelta(seconds=6.4))),  # so that not all come back at once
        (4, 1.0, RetryAt(NOON + timedelta(seconds=9.6))),
        (9, 0.5, RetryAt(NOON + timedelta(minutes=1))),  # never longer
        (10, 0.5, PutOff(NOON + timedelta(days=1))),
        (60, 1.0, PutOff(NOON + timedelta(days=1.2))),
    ],
)
def test_temporary_failures_are_tried_again_later_and_later(attempts, luck, decision):
    assert after_failure(TemporaryFailure("x"), attempts, NOON, PATIENCE, luck) == decision


@pytest.mark.parametrize(
    ("error", "attempts", "decision"),
    [
        (PermanentFailure("x"), 1, PutOff(NOON + timedelta(days=1))),  # perhaps another day
        (NotThere("x"), 1, RetryAt(NOON + timedelta(seconds=1))),  # not encoded yet
        (NotThere("x"), 12, PutOff(NOON + timedelta(days=1))),
        (NotThere("x"), 13, GiveUp()),  # three days long Twilio says that it has none
        (OSError("x"), 1, RetryAt(NOON + timedelta(seconds=1))),
        (OSError("x"), 99, RetryAt(NOON + timedelta(seconds=15))),  # our disk: soon there is room
        (TemporaryFailure("x", retry_after=90), 1, RetryAt(NOON + timedelta(seconds=90))),
        (TemporaryFailure("x", retry_after=1), 9, RetryAt(NOON + timedelta(minutes=1))),
    ],
)
def test_when_it_is_tried_again_follows_from_what_went_wrong(error, attempts, decision):
    assert after_failure(error, attempts, NOON, PATIENCE, 0.5) == decision


def test_by_default_we_try_for_hours_and_at_first_within_a_second():
    waits = []
    for attempts in range(1, 100):
        decision = after_failure(TemporaryFailure("x"), attempts, NOON, Patience(), 0.5)
        if isinstance(decision, PutOff):
            break
        waits.append(decision.at - NOON)
    assert waits[0] < timedelta(seconds=1)
    assert timedelta(hours=4) < sum(waits, timedelta()) < timedelta(hours=8)


def test_a_worker_that_wakes_up_too_late_changes_nothing(sessions, row, fetching):
    """Its lease has ended and another worker has stored the same recording meanwhile."""
    audio = a_wav(12)

    def slow(sid: str, target) -> None:
        target.write(audio)
        later = NOON + fetching.lease
        assert fetch_next(sessions, Twilio(audio), lambda: later, fetching)

    assert fetch_next(sessions, slow, lambda: NOON, fetching)
    kept = row()
    assert (kept.state, kept.stored_at) == (RecordingState.STORED, NOON + fetching.lease)
    assert (fetching.folder / kept.path).read_bytes() == audio


def test_no_transaction_is_open_while_we_wait_for_twilio(sessions, row, fetching):
    def download(sid: str, target) -> None:
        with sessions.begin() as session:  # somebody else writes meanwhile
            a_call(session)
        target.write(a_wav(12))

    assert fetch_next(sessions, download, lambda: NOON, fetching)
    assert row().state == RecordingState.STORED


def test_whatever_is_due_is_fetched_in_one_go_and_one_fault_stops_no_other(sessions, fetching):
    with sessions.begin() as session:
        for _ in range(3):
            a_recording(session)
    twilio = Twilio(TemporaryFailure("404"), a_wav(12), a_wav(12))
    assert recording_download.fetch_all(sessions, twilio, lambda: NOON, fetching) == 3
    with sessions() as session:
        assert Counter(session.scalars(select(Recording.state))) == {"announced": 1, "stored": 2}


def test_a_length_that_was_never_announced_is_found(run, sessions, fetching):
    with sessions.begin() as session:
        sid = a_recording(session, duration_s=None).sid
    assert run(Twilio(a_wav(seconds=7)))
    with sessions() as session:
        assert recordings.find(session, sid).duration_s == 7


# --- how much sound there is ----------------------------------------------------------------


def written(folder: Path, audio: bytes) -> Path:
    path = folder / "x.wav"
    path.write_bytes(audio)
    return path


def with_length(audio: bytes, length: int) -> bytes:
    """The same file with another length in the header of its sound."""
    at = audio.index(b"data") + 4
    return audio[:at] + struct.pack("<I", length) + audio[at + 4 :]


@pytest.mark.parametrize(
    ("audio", "seconds", "promised_more"),
    [
        (a_wav(3), 3.0, False),
        (a_wav(3) + b"LIST\4\0\0\0xxxx", 3.0, False),  # what follows the sound is none
        (with_length(a_wav(3), 0xFFFF_FFFF), 3.0, False),  # written while it was still growing
        (with_length(a_wav(3), 0), 3.0, False),
        (a_wav(3)[:-16_000], 2.0, True),
        (a_wav(0), 0.0, False),
        (a_wav(3).replace(b"data", b"LIST\3\0\0\0abc\0data", 1), 3.0, False),  # odd lengths padded
    ],
)
def test_sound_is_measured_by_what_is_there(tmp_path, audio, seconds, promised_more):
    sound = measure(written(tmp_path, audio))
    assert (sound.seconds, sound.missing_seconds > 0) == (seconds, promised_more)


@pytest.mark.parametrize(
    "audio",
    [b"", b"RIFF", b"ID3\3mp3", a_wav(12)[:20], a_wav(12).replace(b"fmt ", b"junk", 1)],
)
def test_what_is_no_wav_is_said_to_be_none(tmp_path, audio):
    with pytest.raises(TemporaryFailure, match="expected"):
        measure(written(tmp_path, audio))


def test_one_recording_that_trickles_in_delays_no_other(sessions, fetching):
    with sessions.begin() as session:
        call = a_call(session)
        a_ticket(session, call)
        slow, *others = [a_recording(session, call, now=NOON) for _ in range(9)]
    enough = threading.Event()

    def download(sid: str, target) -> None:
        if sid == slow.sid:
            enough.wait(60)
        target.write(a_wav(12))

    fetchers = Fetchers(lambda: fetch_all(sessions, download, lambda: NOON, fetching))

    def stored() -> set[str]:
        with sessions() as session:
            return {
                one.sid
                for one in (slow, *others)
                if recordings.find(session, one.sid).state == RecordingState.STORED
            }

    for _ in range(200):
        fetchers.tick()
        if len(stored()) == len(others):
            break
        time.sleep(0.1)
    assert stored() == {one.sid for one in others}
    enough.set()
    for _ in range(200):
        if len(stored()) == 9:
            break
        time.sleep(0.1)
    assert len(stored()) == 9


def test_what_a_fetcher_meets_is_told_by_the_next_tick():
    def broken() -> None:
        raise ValueError("no database")

    fetchers = Fetchers(broken)
    with pytest.raises(ValueError, match="no database"):  # noqa: PT012 - the thread takes its time
        for _ in range(100):
            time.sleep(0.05)
            fetchers.tick()
