"""<Gather>: how keys, words and silence end it, and what its action is told."""

import pytest

from simulator import Phone, Quirks
from simulator.call.phone_call import StoryFailed
from tests.simulator.small_desk import WEEKDAY

PROMPT = '<Say language="it-IT">Buongiorno. Per un messaggio prema uno.</Say>'


def menu(attributes: str = 'numDigits="1"', *, then: str = "<Hangup/>") -> dict[str, str]:
    return {
        "/voice/incoming": f'<Gather action="/voice/menu" {attributes}>{PROMPT}</Gather>{then}',
        "/voice/menu": '<Say language="it-IT">Ricevuto.</Say>',
        "/voice/other": '<Say language="it-IT">Altro.</Say>',
    }


@pytest.mark.parametrize(
    ("attributes", "pressed", "digits", "finished_on", "lost"),
    [
        ('numDigits="1"', "2", "2", "", []),
        ('numDigits="1"', "29", "2", "", ["9"]),  # nobody listens to the second key
        ('numDigits="4"', "1042", "1042", "", []),
        ('numDigits="4"', "10#", "10", "#", []),
        ('numDigits="4"', "10", "10", "", []),  # ended by the timeout
        ("", "1042#", "1042", "#", []),
        ('finishOnKey="*"', "10#4*", "10#4", "*", []),
        ('finishOnKey=""', "10#", "10#", "", []),
    ],
)
def test_keys_end_it_by_number_by_finish_key_or_by_timeout(
    desk, carrier, phone, attributes, pressed, digits, finished_on, lost
):
    desk.pages = menu(attributes)
    entry = phone.dial(WEEKDAY).hears("prema uno").press(pressed).finish()
    form = desk.forms("/voice/menu")[0]
    assert (form["Digits"], form["FinishedOnKey"]) == (digits, finished_on)
    assert form["msg"] == "Gather End"
    assert form["CallStatus"] == "in-progress"
    assert entry.lost_keys == lost


def test_keys_can_come_one_by_one(desk, phone):
    desk.pages = menu('numDigits="4" timeout="5"')
    call = phone.dial(WEEKDAY).hears("prema uno")
    call.press("1").press("0").press("4").press("2").hears("ricevuto").ends()
    assert desk.forms("/voice/menu")[0]["Digits"] == "1042"


def test_a_key_interrupts_the_prompt(desk, phone):
    desk.pages = menu(then="<Hangup/>")
    entry = phone.dial(WEEKDAY).hears("buongiorno").press("1").finish()
    heard = entry.heard[0]
    assert heard.text.startswith("Buongiorno")
    assert (entry.heard[1].at - heard.at).total_seconds() < heard.seconds


@pytest.mark.parametrize("pressed", ["", "#"])  # the finish key alone is no input
def test_without_input_the_next_verb_runs(desk, phone, pressed):
    desk.pages = menu(then='<Say language="it-IT">Nessuna scelta.</Say>')
    call = phone.dial(WEEKDAY).hears("prema uno")
    call = call.press(pressed) if pressed else call.silent()
    entry = call.hears("nessuna scelta").finish()
    assert desk.forms("/voice/menu") == []
    assert entry.status == "completed"


def test_the_timeout_begins_when_the_prompt_is_over(desk, phone):
    desk.pages = menu('timeout="7"')
    entry = phone.dial(WEEKDAY).finish()
    prompt = entry.heard[0]
    assert (entry.ended_at - prompt.at).total_seconds() == pytest.approx(prompt.seconds + 7)


def test_hanging_up_asks_for_nothing(desk, phone):
    desk.pages = menu()
    entry = phone.dial(WEEKDAY).hears("buongiorno").hangs_up().finish()
    assert desk.paths == ["/voice/incoming"]
    assert entry.status == "completed"
    entry = phone.dial(WEEKDAY).hears("prema uno").silent(2).hangs_up().finish()
    assert entry.duration == pytest.approx(2 + entry.heard[0].seconds, abs=1)
    assert "/voice/menu" not in desk.paths


@pytest.mark.parametrize("digits", ["", None])
def test_an_empty_result_can_be_asked_for(desk, make_carrier, digits):
    desk.pages = menu('actionOnEmptyResult="true"')
    carrier = make_carrier(quirks=Quirks(empty_gather_digits=digits))
    Phone(carrier).dial(WEEKDAY).hears("ricevuto").ends()
    assert desk.forms("/voice/menu")[0].get("Digits") == digits


def test_without_an_action_the_same_document_is_asked_again(desk, phone):
    desk.pages = {
        "/voice/incoming": lambda request: (
            "<Hangup/>" if "Digits" in request.form else '<Gather numDigits="1"/>'
        )
    }
    phone.dial(WEEKDAY).press("5").ends()
    assert [form.get("Digits") for form in desk.forms("/voice/incoming")] == [None, "5"]


def test_an_action_by_get_has_its_digits_in_the_query(desk, phone):
    seen = []

    def page(request):
        seen.append((request.method, request.args["Digits"], request.args["CallSid"]))
        return "<Hangup/>"

    desk.pages = menu('numDigits="1" method="GET"') | {"/voice/menu": page}
    call = phone.dial(WEEKDAY).press("3").ends()
    assert seen == [("GET", "3", call.sid)]
    assert desk.unsigned == []


@pytest.mark.parametrize("confidence", [True, False])
def test_speech_is_written_as_twilio_writes_it(desk, make_carrier, confidence):
    desk.pages = menu('input="dtmf speech" language="it-IT"')
    carrier = make_carrier(quirks=Quirks(speech_confidence=confidence))
    Phone(carrier).dial(WEEKDAY).hears("prema uno").says("perché non funziona").ends()
    form = desk.forms("/voice/menu")[0]
    assert form["SpeechResult"] == "Perché non funziona."
    assert form.get("Confidence") == ("0.9" if confidence else None)
    assert "Digits" not in form


def test_a_key_pressed_while_nobody_listens_is_lost(desk, phone):
    desk.pages = {"/voice/incoming": f"{PROMPT}<Gather action='/voice/menu'/><Hangup/>"}
    entry = phone.dial(WEEKDAY).hears("buongiorno").press_now("1").finish()
    assert entry.lost_keys == ["1"]
    assert "/voice/menu" not in desk.paths


def test_a_story_that_expects_what_is_not_said_shows_the_call(desk, phone):
    desk.pages = menu()
    with pytest.raises(StoryFailed, match=r"never heard 'arrivederci'[\s\S]*hears Buongiorno"):
        phone.dial(WEEKDAY).hears("arrivederci")
    with pytest.raises(StoryFailed, match="nobody asked for a key"):
        phone.dial(WEEKDAY).silent().press("1")
