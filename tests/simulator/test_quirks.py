"""What Twilio leaves open can be had both ways; the other switches are tested with their verbs."""

import pytest
import requests

from simulator import HangUp, Phone, Quirks, Speak, sound
from tests.simulator.small_desk import ACCOUNT, TOKEN, WEEKDAY

PAGES = {
    "/voice/incoming": '<Record action="/end" recordingStatusCallback="/voice/recording"/>',
    "/speech": '<Gather input="speech" language="it-IT" action="/end"/>',
    "/moved": "<Reject/>",
    "/end": "<Hangup/>",
    "/voice/recording": ("", 204),
    "/voice/status": ("", 204),
}


@pytest.fixture
def call(desk, make_carrier):
    """A carrier with one switch set, and the desk's first page."""

    def dial(first=None, **switch):
        desk.pages = PAGES | ({"/voice/incoming": first} if first else {})
        carrier = make_carrier(quirks=Quirks(**switch))
        return carrier, Phone(carrier).dial(WEEKDAY)

    return dial


@pytest.mark.parametrize("digits", [None, ""])
def test_digits_beside_speech(desk, call, digits):
    _, phone_call = call(PAGES["/speech"], speech_digits=digits)
    phone_call.says("assistenza").ends()
    assert desk.forms("/end")[0].get("Digits") == digits


@pytest.mark.parametrize(("answers", "status"), [(True, "completed"), (False, "no-answer")])
def test_whether_a_leading_redirect_answers(call, answers, status):
    _, phone_call = call("<Redirect>/moved</Redirect>", redirect_answers=answers)
    assert phone_call.finish().status == status


@pytest.mark.parametrize("track", [True, False])
def test_whether_a_recording_names_its_track(desk, call, track):
    carrier, phone_call = call(recording_track=track)
    phone_call.speaks(sound.tone(1)).hangs_up()
    carrier.settle()
    assert ("RecordingTrack" in desk.forms("/voice/recording")[0]) is track


@pytest.mark.parametrize("status", ["no-answer", "canceled"])
def test_how_a_caller_who_gave_up_early_is_told(desk, call, status):
    carrier, phone_call = call('<Pause length="9"/>', status_of_unanswered=status)
    phone_call.hangs_up()
    carrier.settle()
    assert desk.forms("/voice/status")[0]["CallStatus"] == status


@pytest.mark.parametrize(("is_404", "status"), [(True, 404), (False, 204)])
def test_what_a_second_deletion_is_told(desk, make_carrier, is_404, status):
    desk.pages = PAGES
    carrier = make_carrier(quirks=Quirks(second_delete_is_404=is_404))
    entry = Phone(carrier).calls(WEEKDAY, Speak(sound.tone(1)), HangUp())
    carrier.settle()
    with carrier.serving() as base_url:
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{entry.recordings[0].sid}.json"
        answers = [
            requests.delete(base_url + path, auth=(ACCOUNT, TOKEN), timeout=5) for _ in range(2)
        ]
    assert [answer.status_code for answer in answers] == [204, status]
