import pytest

from ivr.flows.reply import Ask, GoTo, HangUp, MessageConfirmed, Pause, Play
from ivr.flows.steps import Step
from tests.ivr.flows.situations import EVENING, FIRST, answer, asked, on_silence, record_in, spoken

KEPT = {"kept_sid": FIRST}


@pytest.mark.parametrize("digits", ["1", ""])
def test_key_1_and_silence_send(digits: str) -> None:
    reply = answer("review", EVENING, digits=digits, **KEPT)
    assert reply.facts == (MessageConfirmed(),)
    assert reply.verbs[-1] == HangUp()


def test_key_2_plays_the_message_and_asks_again() -> None:
    reply = answer("review", digits="2", recording_ready=True, **KEPT)
    assert reply.verbs[0] == Play(FIRST)
    assert (asked(reply).then, asked(reply).attempt) == (Step.REVIEW, 0)
    assert on_silence(reply) == GoTo(Step.SENT)


def test_key_3_records_again_without_giving_up_the_first() -> None:
    reply = answer("review", digits="3", **KEPT)
    assert record_in(reply)
    assert reply.facts == ()


@pytest.mark.parametrize("digits", ["5", "0", "*", "#"])
def test_wrong_key_is_asked_once_more_then_sent(digits: str) -> None:
    once = answer("review", digits=digits, **KEPT)
    assert spoken(once) == ["wrong_key", "review"]
    assert asked(once).attempt == 1
    twice = answer("review", digits=digits, attempt=1, **KEPT)
    assert twice.facts == (MessageConfirmed(),)


def test_key_4_asks_for_another_number_and_silence_sends() -> None:
    reply = answer("review", digits="4", **KEPT)
    assert spoken(reply) == ["key_number"]
    assert (asked(reply).then, on_silence(reply)) == (Step.KEYED, GoTo(Step.SENT))


def test_key_2_after_a_wrong_key_still_waits_for_the_recording() -> None:
    assert on_silence(answer("review", digits="2", attempt=1, **KEPT)) == GoTo(Step.PLAYBACK, 1)


def test_hanging_up_loses_nothing() -> None:
    assert answer("review", digits="3", status="completed", **KEPT).facts == ()


@pytest.mark.parametrize(("attempt", "heard"), [(0, ["one_moment"]), (1, []), (2, [])])
def test_playback_waits_for_the_recording_a_little(attempt: int, heard: list[str]) -> None:
    reply = answer("playback", attempt=attempt, **KEPT)
    assert spoken(reply) == heard
    assert reply.verbs[-2:] == (Pause(2), GoTo(Step.PLAYBACK, attempt + 1))


def test_playback_that_waited_long_enough_says_that_the_message_is_safe() -> None:
    reply = answer("playback", attempt=3, **KEPT)
    assert spoken(reply) == ["not_playable", "review"]
    assert on_silence(reply) == GoTo(Step.SENT)


def test_playback_of_nothing_says_goodbye() -> None:
    assert answer("playback", EVENING).verbs[-1] == HangUp()


@pytest.mark.parametrize("digits", ["2", "*"])
def test_wrong_key_makes_no_difference_to_playback(digits: str) -> None:
    changes = {"recording_ready": True, **KEPT}
    assert answer("playback", digits=digits, **changes) == answer("playback", **changes)


def test_silence_after_playback_sends() -> None:
    reply = answer("playback", recording_ready=True, **KEPT)
    assert isinstance(reply.verbs[1], Ask)
    assert on_silence(reply) == GoTo(Step.SENT)


def test_hanging_up_in_playback_loses_nothing() -> None:
    assert answer("playback", status="completed", **KEPT).facts == ()
