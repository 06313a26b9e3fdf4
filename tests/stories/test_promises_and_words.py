"""What callers are told of recording and time, and what we make of their words, at the real doors."""

import pytest

from tests.builders import a_recording_sid
from tests.ivr.signed_call import state
from tests.stories.doors import Doors


@pytest.mark.parametrize(
    ("keys", "words"),
    [("", "registrato e trascritto automaticamente"), ("2", "recorded, transcribed automatically")],
)
def test_callers_hear_that_a_machine_writes_down_what_they_say(doors: Doors, keys, words) -> None:
    call = doors.call()
    heard = call.rings()
    if keys:
        heard = call.presses(heard.goes_to("Gather"), keys)
    assert words in heard.said


def test_the_form_says_that_messages_are_written_down_by_a_machine(doors: Doors) -> None:
    assert "registrato e trascritto automaticamente" in doors.own_page("/assistenza")


@pytest.mark.parametrize(("key", "language"), [("", "it"), ("2", "en")])
def test_a_message_is_read_in_the_language_of_its_call(doors: Doors, key, language) -> None:
    sid, call = a_recording_sid(), doors.call()
    doors.said[sid] = "Hello, this is the bakery"
    heard = call.rings()
    if key:
        call.presses(heard.goes_to("Gather"), key)
    call.recorded(f"/voice/recorded?{state(l=language)}", sid, 12)
    call.recording_is("completed", sid, 12)
    doors.works()
    assert doors.languages == [language]
    transcript = doors.api("/tickets")[0]["transcription"]
    assert transcript["language"] == language
