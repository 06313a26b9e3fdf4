"""A second message takes the place of the first, once it is really there."""

from datetime import timedelta

import pytest

from rules.tickets.ticket import Kind
from store.calls import recordings
from store.models.states import RecordingState
from tests.builders import a_recording_sid
from tests.ivr.signed_call import RECORDED, state


@pytest.fixture
def recorded_twice(call, clock):
    """A call that has recorded one message and another in its place; both SIDs."""
    first, second = a_recording_sid(), a_recording_sid()
    call.rings()
    call.recorded(RECORDED, first, 12)
    call.recording_is("completed", first, 12)
    clock.move(seconds=20)
    call.presses(f"/voice/review?{state(r=first)}", "3")
    clock.move(seconds=20)
    return first, second


def states(kept, call) -> dict[str, RecordingState]:
    return {recording.sid: recording.state for recording in kept(call.sid)[2]}


def test_the_second_message_takes_the_place_of_the_first(call, kept, recorded_twice):
    first, second = recorded_twice
    call.recorded(f"/voice/recorded?{state(r=first)}", second, 7)
    assert states(kept, call) == {
        first: RecordingState.SUPERSEDED,
        second: RecordingState.ANNOUNCED,
    }


@pytest.mark.parametrize("repeat", ["completed", "absent"])
def test_late_news_of_the_first_does_not_bring_it_back(call, kept, recorded_twice, repeat):
    first, second = recorded_twice
    call.recorded(f"/voice/recorded?{state(r=first)}", second, 7)
    call.recording_is(repeat, first, 12)
    assert states(kept, call)[first] == RecordingState.SUPERSEDED
    assert states(kept, call)[second] == RecordingState.ANNOUNCED


def test_an_empty_second_message_leaves_the_first(call, kept, recorded_twice):
    first, second = recorded_twice
    call.recorded(f"/voice/recorded?{state(r=first)}", second, 0, Digits="hangup")
    call.recording_is("absent", second)
    call.ends()
    assert states(kept, call)[first] == RecordingState.ANNOUNCED
    assert kept(call.sid)[1].kind == Kind.MESSAGE


def test_a_second_message_that_proves_absent_brings_the_first_back(call, kept, recorded_twice):
    first, second = recorded_twice
    call.recorded(f"/voice/recorded?{state(r=first)}", second, 7)
    call.recording_is("absent", second)
    assert states(kept, call) == {first: RecordingState.ANNOUNCED, second: RecordingState.ABSENT}
    call.recording_is("absent", second)
    assert states(kept, call)[first] == RecordingState.ANNOUNCED


def test_hanging_up_instead_of_recording_again_leaves_the_first(call, kept, recorded_twice):
    first, _ = recorded_twice
    call.ends()
    assert states(kept, call) == {first: RecordingState.ANNOUNCED}
    assert kept(call.sid)[1].kind == Kind.MESSAGE


def test_a_recording_asked_for_too_early_is_due_again_once_it_is_ready(
    call, sessions, clock, recording_sid
):
    call.rings()
    call.recorded(RECORDED, recording_sid, 12)
    with sessions.begin() as session:
        claim = recordings.claim_fetch(session, now=clock.at, lease=timedelta(minutes=1))
        recordings.retry_at(session, claim, at=clock.at + timedelta(hours=1), error="404")
    clock.move(seconds=2)
    call.recording_is("completed", recording_sid, 12)
    with sessions.begin() as session:
        assert recordings.claim_fetch(session, now=clock.at, lease=timedelta(minutes=1))
