import pytest

from ivr.flows.reply import (
    GoTo,
    HangUp,
    MessageRecorded,
    MessageSuperseded,
    NothingRecorded,
    Record,
    Reply,
)
from ivr.flows.steps import Step
from tests.ivr.flows.situations import FIRST, SECOND, answer, asked, on_silence, spoken

SPOKE = {"recording_sid": FIRST, "recording_seconds": 17}
# All the ways in which Twilio may tell that nothing was said.
EMPTY = [
    pytest.param({}, id="the verb after Record ran"),
    pytest.param({"recording_sid": FIRST, "recording_seconds": 0}, id="duration of 0"),
    pytest.param({"recording_seconds": 0}, id="duration of 0 and no SID"),
]
GONE = [
    pytest.param({"digits": "hangup", "status": "completed"}, id="both signs"),
    pytest.param({"digits": "hangup"}, id="digits"),
    pytest.param({"status": "completed"}, id="status"),
]


def test_message_is_kept_and_may_be_reviewed() -> None:
    reply = answer("recorded", **SPOKE)
    assert reply.facts == (MessageRecorded(FIRST, 17),)
    assert asked(reply).then == Step.REVIEW


def test_recording_without_its_duration_is_a_message() -> None:
    reply = answer("recorded", recording_sid=FIRST, recording_seconds=None)
    assert reply.facts == (MessageRecorded(FIRST, None),)


def test_silence_after_the_message_sends_it() -> None:
    assert on_silence(answer("recorded", **SPOKE)) == GoTo(Step.SENT)


@pytest.mark.parametrize("digits", ["#", "5", "1", ""])
def test_key_that_ended_the_message_means_nothing_else(digits: str) -> None:
    assert answer("recorded", digits=digits, **SPOKE) == answer("recorded", **SPOKE)


@pytest.mark.parametrize("gone", GONE)
def test_hanging_up_keeps_the_message_and_says_nothing(gone: dict) -> None:
    assert answer("recorded", **SPOKE, **gone) == Reply((), (MessageRecorded(FIRST, 17),))


@pytest.mark.parametrize("empty", EMPTY)
@pytest.mark.parametrize("gone", GONE)
def test_hanging_up_at_the_beep_is_a_missed_call(gone: dict, empty: dict) -> None:
    assert answer("recorded", **empty, **gone) == Reply((), (NothingRecorded(),))


@pytest.mark.parametrize("empty", EMPTY)
def test_empty_message_is_asked_for_once_more(empty: dict) -> None:
    reply = answer("recorded", **empty)
    assert spoken(reply) == ["nothing_heard"]
    assert reply.verbs[1:] == (Record(Step.RECORDED, 90, attempt=1), GoTo(Step.RECORDED, 1))
    assert reply.facts == ()


@pytest.mark.parametrize(
    ("number", "sentence"), [("+390458001234", "ring_back"), (None, "no_number")]
)
@pytest.mark.parametrize("empty", EMPTY)
def test_second_empty_message_is_a_missed_call(empty: dict, number: str, sentence: str) -> None:
    reply = answer("recorded", attempt=1, from_number=number, **empty)
    assert spoken(reply) == [sentence]
    assert reply.verbs[-1] == HangUp()
    assert reply.facts == (NothingRecorded(),)


AGAIN = {"recording_sid": SECOND, "kept_sid": FIRST}


def test_second_message_takes_the_place_of_the_first() -> None:
    reply = answer("recorded", recording_seconds=9, **AGAIN)
    assert reply.facts == (MessageRecorded(SECOND, 9), MessageSuperseded(by=SECOND))


@pytest.mark.parametrize("empty", EMPTY)
@pytest.mark.parametrize("gone", [{}, {"digits": "hangup", "status": "completed"}])
def test_empty_second_message_never_loses_the_first(gone: dict, empty: dict) -> None:
    assert answer("recorded", kept_sid=FIRST, **empty, **gone).facts == ()


def test_caller_hears_that_the_first_message_stands() -> None:
    reply = answer("recorded", kept_sid=FIRST)
    assert spoken(reply) == ["first_kept", "review"]
    assert on_silence(reply) == GoTo(Step.SENT)


@pytest.mark.parametrize(
    ("seconds", "superseded"),
    [
        (1, ()),  # hung up at the second beep: a change of mind, and both are kept
        (2, ()),
        (None, ()),
        (3, (MessageSuperseded(by=SECOND),)),
        (30, (MessageSuperseded(by=SECOND),)),
    ],
)
def test_hanging_up_in_the_second_message(seconds: int | None, superseded: tuple) -> None:
    reply = answer("recorded", digits="hangup", recording_seconds=seconds, **AGAIN)
    assert reply.facts == (MessageRecorded(SECOND, seconds), *superseded)


def test_same_recording_told_twice_supersedes_nothing() -> None:
    reply = answer("recorded", kept_sid=FIRST, **SPOKE)
    assert reply.facts == (MessageRecorded(FIRST, 17),)
