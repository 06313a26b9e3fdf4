import pytest

from ivr.flows import STEPS
from ivr.flows.reply import (
    Ask,
    GoTo,
    HangUp,
    LanguageChosen,
    MessageConfirmed,
    Pause,
    Record,
    Reply,
    Say,
)
from ivr.flows.steps import Step

REVIEW = Say("review")


def test_every_step_but_the_fallback_is_in_the_table() -> None:
    assert set(STEPS) == set(Step) - {Step.FALLBACK}


@pytest.mark.parametrize(
    ("verbs", "why"),
    [
        ((Say("goodbye"),), "the document would end, and Twilio hang up, in mid-conversation"),
        ((HangUp(), Say("goodbye")), "words after hanging up"),
        ((HangUp(), HangUp()), "hanging up twice"),
        ((GoTo(Step.MESSAGE), Say("goodbye"), HangUp()), "words after having gone elsewhere"),
        ((Ask((REVIEW,), Step.REVIEW),), "a question without what silence does"),
        ((Record(Step.RECORDED, 90),), "a beep without what follows when nothing was recorded"),
        ((Record(Step.RECORDED, 90), Record(Step.RECORDED, 90), HangUp()), "two beeps"),
    ],
)
def test_malformed_reply_cannot_be_built(verbs: tuple, why: str) -> None:
    with pytest.raises(ValueError, match=r"reply|follow"):
        Reply(verbs)


@pytest.mark.parametrize(
    ("build", "why"),
    [
        (lambda: Say("no_such_sentence"), "a sentence that nobody wrote"),
        (lambda: Say("in_charge"), "a sentence without the instant that it tells"),
        (lambda: Say("goodbye", {"when": "oggi"}), "a value that the sentence has no room for"),
        (lambda: Ask((), Step.MENU), "a question without words"),
        (lambda: Ask((REVIEW,), "nowhere"), "keys without a step that answers them"),
        (lambda: Ask((REVIEW,), Step.REVIEW, digits=0), "a question for no key"),
        (lambda: Ask((REVIEW,), Step.REVIEW, timeout_s=0), "a question without time to answer"),
        (lambda: Ask((REVIEW,), Step.REVIEW, finish_on="##"), "two finish keys"),
        (lambda: Record("nowhere", 90), "a recording without a step that answers it"),
        (lambda: Record(Step.RECORDED, 1), "shorter than Twilio records"),
        (lambda: Record(Step.RECORDED, 14401), "longer than Twilio records"),
        (lambda: Record(Step.RECORDED, 90, silence_s=0), "silence would never end it"),
        (lambda: GoTo("nowhere"), "a way to no step"),
        (lambda: Pause(0), "no pause"),
        (lambda: Pause(11), "a pause after which nobody is left"),
        (lambda: Ask((REVIEW,), Step.REVIEW, digits=21), "more keys than anybody presses"),
        (lambda: Ask((REVIEW,), Step.REVIEW, timeout_s=21), "more time than anybody waits"),
        (lambda: Record(Step.RECORDED, 90, silence_s=9), "a silence that is too long"),
    ],
)
def test_malformed_verb_cannot_be_built(build, why: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        build()


def test_limits_themselves_are_allowed() -> None:
    assert (Pause(1).seconds, Pause(10).seconds) == (1, 10)
    assert Ask((REVIEW,), Step.REVIEW, digits=20, timeout_s=20).attempt == 0
    assert Record(Step.RECORDED, 2, silence_s=5) != Record(Step.RECORDED, 14400, silence_s=8)


def test_reply_without_verbs_is_for_callers_who_have_gone() -> None:
    assert Reply((), (MessageConfirmed(),)).heard == ""


def test_sentences_and_facts_can_be_put_in_front_of_a_reply() -> None:
    reply = Reply((Say("goodbye"), HangUp()), (MessageConfirmed(),))
    longer = reply.after(Say("sent"), facts=(LanguageChosen("en"),))
    assert longer.heard == "sent goodbye"
    assert longer.facts == (LanguageChosen("en"), MessageConfirmed())


def test_what_was_heard_names_the_sentences_of_questions_too() -> None:
    reply = Reply((Say("sent"), Ask((REVIEW,), Step.REVIEW), GoTo(Step.SENT)))
    assert reply.heard == "sent review"
