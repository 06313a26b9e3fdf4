"""The documents that Twilio gets, read as strictly as its pages allow."""

import functools
import re
from dataclasses import replace
from datetime import datetime
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.flows import STEPS, Reply, fallback_reply
from ivr.flows.reply import (
    Ask,
    GoTo,
    HangUp,
    JSystemClaimed,
    LanguageChosen,
    MessageRecorded,
    Pause,
    Play,
    Record,
    Say,
)
from ivr.flows.steps import Step
from ivr.prompts import PACKAGED, Prompts, Voice, Voices, load
from ivr.prompts import load as shipped_prompts
from ivr.turn import Turn
from ivr.twiml import render
from rules.hours.schedule import Flow
from rules.language.spoken import LANGUAGES
from simulator.twiml.parser import read
from tests.ivr.flows.situations import FIRST, INSTANTS, SECOND, a_context, a_turn

PROMPTS = shipped_prompts()

# Verbs and the attributes that we set, each always, with what Twilio's pages allow there.
OVERRIDES = r"#rc=[0-5]&rp=[a-z0-9,]+&ct=(?P<ct>\d+)&rt=(?P<rt>\d+)&tt=(?P<tt>\d+)"
STEP_URL = rf"/voice/[a-z]+\?[\w=&]+{OVERRIDES}"
ALLOWED = {
    "Say": {"voice": r"(Polly|Google)\.[\w-]+", "language": r"it-IT|en-GB"},
    "Play": {},
    "Pause": {"length": r"[1-9]"},
    "Gather": {
        "input": "dtmf",
        "action": STEP_URL,
        "method": "POST",
        "numDigits": r"[1-9]\d?",
        "finishOnKey": "#?",
        "timeout": r"[1-9]\d?",
    },
    "Record": {
        "action": STEP_URL,
        "method": "POST",
        "maxLength": r"[1-9]\d{1,4}",
        "timeout": r"[5-8]",
        "finishOnKey": "#",
        "playBeep": "true",
        "trim": "do-not-trim",
        "recordingStatusCallback": r"/voice/recording#rc=5&rp=all",
        "recordingStatusCallbackMethod": "POST",
        "recordingStatusCallbackEvent": "completed absent",
    },
    "Redirect": {"method": "POST"},
    "Hangup": {},
}
WITH_TEXT = {"Say", "Play", "Redirect"}
IN_GATHER = {"Say", "Play", "Pause"}


def xml_of(
    reply: Reply,
    turn: Turn | None = None,
    line: str | None = "weekday",
    prompts: Prompts = PROMPTS,
    voices: Voices | None = None,
) -> str:
    return render(
        reply,
        turn=turn or a_turn("menu", flow=Flow.WEEKDAY),
        line=line,
        prompts=prompts,
        voices=voices or Voices(),
        audio_token=lambda sid: f"token-of-{sid}",
    )


def document(reply: Reply, turn: Turn | None = None, **changes: object) -> ElementTree.Element:
    """The document, checked strictly."""
    return checked(xml_of(reply, turn, **changes))


@functools.cache  # many ways lead to the same document
def checked(xml: str) -> ElementTree.Element:
    assert xml.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    assert len(xml.encode()) < 64_000
    root = ElementTree.fromstring(xml)
    assert (root.tag, root.attrib, root.text) == ("Response", {}, None)
    for verb in root:
        check(verb)
    found = read(xml.encode())  # the local carrier was written from Twilio's pages, apart from us
    assert (found.problems, found.advice) == ((), ())
    return root


def check(verb: ElementTree.Element) -> None:
    allowed = ALLOWED[verb.tag]
    assert verb.attrib.keys() == allowed.keys()
    for name, pattern in allowed.items():
        assert re.fullmatch(pattern, verb.attrib[name]), f"{verb.tag} {name}={verb.attrib[name]!r}"
    assert bool(verb.text and verb.text.strip()) == (verb.tag in WITH_TEXT)
    assert not verb.tail
    if verb.tag == "Say":
        assert len(verb.text) < 1000
    if verb.tag == "Redirect":
        assert re.fullmatch(STEP_URL, verb.text)
    for child in verb:
        assert (verb.tag, child.tag in IN_GATHER) == ("Gather", True)
        check(child)


def query(url: str) -> dict[str, str]:
    values = parse_qs(urlsplit(url).query, keep_blank_values=True, strict_parsing=True)
    assert all(len(value) == 1 for value in values.values())
    return {name: value[0] for name, value in values.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", INSTANTS)
def test_every_answer_of_every_step_is_sound_twiml(at: datetime, language: str) -> None:
    for ready in (True, False):
        context = a_context(at, recording_ready=ready, code_known=False)
        for step, digits, attempt in product(STEPS, ("", "1", "2", "3", "9", "hangup"), (0, 3)):
            turn = a_turn(step, language=language, digits=digits, attempt=attempt, kept_sid=FIRST)
            document(STEPS[step](turn, context), turn, line="weekend")
            silent = replace(turn, kept_sid=None, from_number=None)
            document(STEPS[step](silent, context), silent)


def test_fallback_is_sound_twiml_without_knowing_anything() -> None:
    turn = a_turn("fallback", flow=None)
    root = document(fallback_reply(turn), turn, line=None)
    assert [verb.tag for verb in root] == ["Say", "Record", "Say", "Hangup"]


def test_caller_who_has_gone_gets_an_empty_document() -> None:
    assert list(document(Reply(()))) == []


def test_question_nests_its_sentences_and_silence_follows_it() -> None:
    says = (Say("wrong_key"), Say("menu_language", language="en"))
    root = document(Reply((Ask(says, Step.MENU, attempt=1), GoTo(Step.MESSAGE))))
    gather, redirect = root
    assert [say.attrib["language"] for say in gather] == ["it-IT", "en-GB"]
    assert query(gather.attrib["action"])["n"] == "1"
    assert redirect.text.startswith("/voice/message?")


def test_code_ends_with_hash_and_single_keys_with_themselves() -> None:
    ask = Ask((Say("code"),), Step.CODE, digits=8, finish_on="#", timeout_s=6)
    code = document(Reply((ask, GoTo(Step.MESSAGE))))[0].attrib
    assert (code["numDigits"], code["finishOnKey"], code["timeout"]) == ("8", "#", "6")
    menu = document(Reply((Ask((Say("review"),), Step.REVIEW), GoTo(Step.SENT))))[0].attrib
    assert (menu["numDigits"], menu["finishOnKey"]) == ("1", "")


def test_recording_is_announced_to_us_whether_there_is_one_or_not() -> None:
    record = document(Reply((Record(Step.RECORDED, 90), GoTo(Step.RECORDED))))[0].attrib
    assert record["recordingStatusCallbackEvent"] == "completed absent"
    assert (record["maxLength"], record["trim"]) == ("90", "do-not-trim")


def test_overrides_are_within_twilios_ranges() -> None:
    url = document(Reply((GoTo(Step.SENT),)))[0].text
    times = re.fullmatch(STEP_URL, url)
    assert 100 <= int(times["ct"]) <= 10_000
    assert 100 <= int(times["rt"]) <= int(times["tt"]) <= 15_000


def test_address_carries_what_the_call_remembers() -> None:
    turn = a_turn("sent", language="en", flow=Flow.WEEKEND, j_system=True, kept_sid=FIRST)
    url = document(Reply((GoTo(Step.PLAYBACK, 2),)), turn)[0].text
    assert query(url) == {"l": "en", "n": "2", "f": "weekend", "j": "1", "r": FIRST}


def test_address_carries_what_has_just_happened() -> None:
    facts = (LanguageChosen("en"), JSystemClaimed(), MessageRecorded(SECOND, 5))
    url = document(Reply((GoTo(Step.SENT),), facts), a_turn("x", kept_sid=FIRST))[0].text
    assert query(url) == {"l": "en", "n": "0", "j": "1", "r": SECOND}


def test_flow_of_the_first_webhook_goes_along() -> None:
    turn = a_turn("incoming")
    root = document(STEPS["incoming"](turn, a_context()), turn)
    assert query(root[-1].text)["f"] == "weekday"


def test_sentences_follow_in_the_language_just_chosen() -> None:
    reply = Reply((Say("goodbye"), HangUp()), (LanguageChosen("en"),))
    say = document(reply)[0]
    assert (say.text, say.attrib["language"]) == ("Thank you, goodbye.", "en-GB")


def test_voice_is_the_one_of_the_line() -> None:
    voices = Voices(weekend={"it": Voice("Google.it-IT-Neural2-F", "it-IT")})
    say = document(Reply((Say("goodbye"), HangUp())), line="weekend", voices=voices)[0]
    assert say.attrib["voice"] == "Google.it-IT-Neural2-F"


def test_own_sound_file_is_played_instead_of_the_text(tmp_path: Path) -> None:
    own = tmp_path / "prompts.yaml"
    text = PACKAGED.read_text(encoding="utf-8")
    own.write_text(text.replace("it: Grazie, arrivederci.", "it: {play: ciao.wav}"), "utf-8")
    ask = Ask((Say("goodbye"),), Step.MENU)
    reply = Reply((Say("goodbye"), ask, HangUp()))
    said, gather, _ = document(reply, prompts=load(own))
    assert (said.tag, said.text) == ("Play", "/voice/prompts/ciao.wav")
    assert gather[0].tag == "Play"


def test_callers_own_message_is_played_by_its_token() -> None:
    play = document(Reply((Play(FIRST), HangUp())))[0]
    assert play.text == f"/voice/audio/token-of-{FIRST}"


def test_pause_has_its_length() -> None:
    assert document(Reply((Pause(2), HangUp())))[0].attrib == {"length": "2"}


HOSTILE = [
    "</Say><Hangup/><Say>",
    "<![CDATA[x]]>",
    "&quot; & &amp; \"'",
    "a\x00b\x0bc\x1f",
    "lone \ud800 surrogate",
    "non\ufffecharacter",
    "perché ‘più’ — è così 😀",
    "{when} %s ${x}",
    "x" * 5000,
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_value_stays_a_word_in_its_sentence(value: str) -> None:
    root = document(Reply((Say("closed_for", {"holiday": value}), HangUp())))
    assert [verb.tag for verb in root] == ["Say", "Hangup"]


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_any_value_at_all_gives_sound_twiml(value: str) -> None:
    document(Reply((Say("ticket", {"number": value}), HangUp())))


def test_markup_in_a_value_is_spoken_and_not_obeyed() -> None:
    say = document(Reply((Say("closed_for", {"holiday": "A&B <3"}), HangUp())))[0]
    assert say.text == "Oggi siamo chiusi: A&B <3."
