import pytest

from ivr.flows import STEPS, fallback_reply
from ivr.flows.reply import HangUp, MessageRecorded, NothingRecorded, Record, Reply, Say
from ivr.flows.steps import AFTER_THE_MESSAGE, Step
from tests.ivr.flows.situations import FIRST, a_turn, record_in, spoken


def test_fallback_takes_a_message_and_sends_it_to_itself() -> None:
    assert fallback_reply(a_turn("fallback", failed_step="incoming")).verbs == (
        Say("fallback"),
        Record(Step.FALLBACK, 90, attempt=1),
        Say("ring_back"),
        HangUp(),
    )


@pytest.mark.parametrize("attempt", [0, 1])
@pytest.mark.parametrize("failed", ["incoming", "menu", "code", "message", None])
def test_before_the_message_every_failure_reaches_the_beep(
    failed: str | None, attempt: int
) -> None:
    by_twilio = a_turn("fallback", failed_step=failed, attempt=attempt if failed else 0)
    assert record_in(fallback_reply(by_twilio))


@pytest.mark.parametrize("step", sorted(set(STEPS) - AFTER_THE_MESSAGE))
def test_step_of_ours_that_breaks_reaches_the_beep(step: str) -> None:
    assert record_in(fallback_reply(a_turn(step, attempt=1)))


@pytest.mark.parametrize("failed", sorted(AFTER_THE_MESSAGE))
def test_after_the_message_nobody_is_asked_to_speak_again(failed: str) -> None:
    for turn in (a_turn("fallback", failed_step=failed, attempt=1), a_turn(failed)):
        assert fallback_reply(turn) == Reply((Say("fallback_thanks"), HangUp()))


def test_message_in_hand_is_thanked_for() -> None:
    for turn in (a_turn("recorded"), a_turn("fallback", attempt=1), a_turn("fallback")):
        spoke = a_turn(turn.step, recording_sid=FIRST, recording_seconds=8, attempt=turn.attempt)
        assert spoken(fallback_reply(spoke)) == ["fallback_thanks"]
        assert fallback_reply(spoke).facts == (MessageRecorded(FIRST, 8),)


def test_caller_who_records_again_keeps_the_first_message() -> None:
    assert spoken(fallback_reply(a_turn("message", kept_sid=FIRST))) == ["fallback_thanks"]


@pytest.mark.parametrize("failed", ["recorded", "fallback"])
def test_when_twilio_does_not_say_whether_a_message_is_there_the_caller_decides(
    failed: str,
) -> None:
    reply = fallback_reply(a_turn("fallback", failed_step=failed, attempt=1))
    assert spoken(reply)[0] == "fallback_unsure"
    assert record_in(reply)


def test_silence_ends_in_the_promise_to_ring_back() -> None:
    reply = fallback_reply(a_turn("fallback", attempt=1))
    assert spoken(reply) == ["ring_back"]
    assert reply.facts == (NothingRecorded(),)


def test_silence_of_a_withheld_number_promises_no_call() -> None:
    assert spoken(fallback_reply(a_turn("fallback", attempt=1, from_number=None))) == ["no_number"]


def test_wrong_key_makes_no_difference() -> None:
    turn = a_turn("fallback", digits="9")
    assert fallback_reply(turn) == fallback_reply(a_turn("fallback"))


@pytest.mark.parametrize(
    ("recording", "fact"),
    [
        ({"recording_sid": FIRST, "recording_seconds": 8}, MessageRecorded(FIRST, 8)),
        ({}, NothingRecorded()),
    ],
)
def test_hanging_up_keeps_what_there_is(recording: dict, fact: object) -> None:
    turn = a_turn("fallback", attempt=1, digits="hangup", **recording)
    assert fallback_reply(turn) == Reply((), (fact,))
