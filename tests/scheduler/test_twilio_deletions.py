"""What is deleted here is deleted at Twilio too, however long that takes."""

from datetime import timedelta

import pytest

from rules.errors import PermanentFailure, TemporaryFailure
from scheduler import sweep, twilio_deletions
from store.calls import recordings
from store.models import Recording
from store.models.states import RecordingState
from store.tickets import attachments
from store.tickets.attachments import Kept
from tests.builders import a_recording, a_ticket
from tests.leotron import NOON

MINUTE = timedelta(minutes=1)


class Twilio:
    """Deletes, or fails, as often as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.asked: list[str] = []

    def __call__(self, sid: str) -> None:
        self.asked.append(sid)
        if self.failures:
            raise self.failures.pop(0)


@pytest.fixture
def deleted(sessions):
    """A recording that was deleted here, and one that was not."""
    with sessions.begin() as session:
        gone, kept = a_recording(session), a_recording(session)
        recordings.deleted(session, gone.sid, NOON)
        return gone.sid, kept.sid


def remove(sessions, twilio, at=NOON):
    return twilio_deletions.remove_all(
        sessions, {"recording": twilio, "message": twilio}, lambda: at
    )


def test_a_recording_deleted_here_is_deleted_at_twilio_once_and_no_other(sessions, deleted):
    twilio = Twilio()
    assert remove(sessions, twilio) == 1
    assert remove(sessions, twilio) == 0
    assert twilio.asked == [deleted[0]]
    with sessions() as session:
        assert session.get(Recording, deleted[0]).removed_at == NOON
        assert session.get(Recording, deleted[1]).state is RecordingState.ANNOUNCED


@pytest.mark.parametrize("failure", [TemporaryFailure("busy"), PermanentFailure("401")])
def test_what_twilio_refuses_is_tried_again_later(sessions, deleted, failure):
    twilio = Twilio(failure)
    assert remove(sessions, twilio) == 0
    assert remove(sessions, twilio, NOON + 59 * MINUTE / 60) == 0
    assert remove(sessions, twilio, NOON + MINUTE) == 1
    assert twilio.asked == [deleted[0]] * 2


def test_a_worker_that_died_while_deleting_is_followed_by_another(sessions, deleted):
    class DiedError(Exception):
        pass

    with pytest.raises(DiedError):
        remove(sessions, Twilio(DiedError()))
    twilio = Twilio()
    assert remove(sessions, twilio, NOON + MINUTE) == 0  # its lease still holds
    assert remove(sessions, twilio, NOON + twilio_deletions.LEASE) == 1


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (5, 16), (9, 256), (99, 360)])
def test_waits_grow_to_a_quarter_of_a_day(attempts, minutes):
    assert twilio_deletions.wait_after(attempts) == minutes * MINUTE


def test_files_of_customers_go_after_as_many_days_as_recordings(sessions, tmp_path):
    (tmp_path / "a.png").write_bytes(b"x")
    with sessions.begin() as session:
        ticket = a_ticket(session)
        kept = Kept(name="a.png", media_type="image/png", bytes=1, sha256="0" * 64, path="a.png")
        attachments.add(session, ticket.id, kept, NOON)

    def sweep_at(day):
        at = NOON + timedelta(days=day)
        days = timedelta(days=90)
        return sweep.delete_old_attachments(sessions, lambda: at, tmp_path, days)

    assert sweep_at(90) == 0
    assert (tmp_path / "a.png").exists()
    assert sweep_at(91) == 1
    assert not (tmp_path / "a.png").exists()
    assert sweep_at(91) == 0
    with sessions() as session:
        assert attachments.of_ticket(session, ticket.id) == []
