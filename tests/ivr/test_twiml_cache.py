"""Each reply is rendered once, and nobody is ever answered with what fits another."""

from dataclasses import replace
from itertools import product

from ivr.flows import STEPS
from ivr.flows.reply import GoTo, HangUp, JSystemClaimed, LanguageChosen, Play, Reply, Say
from ivr.flows.steps import Step
from ivr.prompts import Voices
from ivr.prompts import load as shipped_prompts
from ivr.twiml import render
from ivr.twiml_cache import MOST_KEPT, Documents
from rules.hours.schedule import Flow
from tests.ivr.flows.situations import FIRST, INSTANTS, SECOND, a_context, a_turn

PROMPTS = shipped_prompts()
GOODBYE = Reply((Say("goodbye"), GoTo(Step.MENU)))


def some_documents():
    return Documents(lambda: PROMPTS, Voices(), lambda sid, at: f"{sid}-{at:%H%M%S}")


def every_turn():
    for step, digits, language, kept in product(
        STEPS, ("", "1", "2", "9", "hangup"), ("it", "en"), (None, FIRST, SECOND)
    ):
        yield a_turn(step, digits=digits, language=language, kept_sid=kept)


def test_whoever_comes_later_hears_what_would_be_rendered_for_them_alone():
    documents = some_documents()
    for at, turn, line in product(INSTANTS[:6], every_turn(), ("weekday", "weekend")):
        reply = STEPS[turn.step](turn, a_context(at))
        expected = render(
            reply,
            turn=turn,
            line=line,
            prompts=PROMPTS,
            voices=Voices(),
            audio_token=lambda sid, turn=turn: f"{sid}-{turn.at:%H%M%S}",
        )
        assert documents.of(reply, turn, line) == expected


def test_the_same_words_are_rendered_once():
    documents = some_documents()
    first = documents.of(GOODBYE, a_turn("menu"), "weekday")
    assert documents.of(GOODBYE, a_turn("menu", digits="4"), "weekday") is first


def test_what_the_addresses_carry_tells_documents_apart():
    turn = a_turn("menu")
    others = [
        replace(turn, language="en"),
        replace(turn, kept_sid=FIRST),
        replace(turn, j_system=True),
        replace(turn, flow=Flow.HOLIDAY),
    ]
    documents = some_documents()
    assert len({documents.of(GOODBYE, other, "weekday") for other in (turn, *others)}) == 5


def test_what_has_just_happened_tells_documents_apart():
    turn, documents = a_turn("menu"), some_documents()
    happened = [(), (JSystemClaimed(),), (LanguageChosen("en"),)]
    made = {documents.of(replace(GOODBYE, facts=facts), turn, "weekday") for facts in happened}
    assert len(made) == 3


def test_a_link_to_a_message_is_never_kept():
    documents, turn = some_documents(), a_turn("playback")
    reply = Reply((Play(FIRST), HangUp()))
    later = replace(turn, at=turn.at.replace(second=turn.at.second + 1))
    assert documents.of(reply, turn, "weekday") != documents.of(reply, later, "weekday")


def test_no_more_is_kept_than_memory_allows():
    documents = some_documents()
    for attempt in range(MOST_KEPT * 2 + 10):
        documents.of(Reply((GoTo(Step.MENU, attempt),)), a_turn("menu"), "weekday")
    assert len(documents._kept) <= MOST_KEPT
