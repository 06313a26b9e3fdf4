"""A message that Twilio did not give us within hours is tried each day, is seen, and tried by one click."""

import json
from datetime import timedelta

import pytest

from rules.errors import NotThere, TemporaryFailure
from scheduler.recording_download import Fetching, fetch_all
from store.calls import recordings
from store.models.states import RecordingState
from store.views.monitoring import figures
from tests.audio import a_wav
from tests.builders import a_recording_sid
from tests.ivr.signed_call import RECORDED

HOURS, DAY = timedelta(hours=6), timedelta(days=1)
ALERT_SECONDS = 600  # of the rule in docs/operating.md


class Twilio:
    """Gives the audio only once `failure` is taken away."""

    def __init__(self, failure: Exception) -> None:
        self.failure: Exception | None = failure
        self.asked = 0

    def __call__(self, _sid: str, target) -> None:
        self.asked += 1
        if self.failure:
            raise self.failure
        target.write(a_wav(12))


@pytest.fixture
def message(doors):
    """A message that was left, and that Twilio is asked for; its recording and request."""
    call, sid = doors.call(), a_recording_sid()
    call.rings()
    call.recorded(RECORDED, sid, 12, Digits="hangup")
    call.recording_is("completed", sid, 12)
    call.ends()
    (ticket,) = doors.api(f"/tickets?call_sid={call.sid}")
    return sid, ticket["id"]


def goes_by(doors, twilio, span, step=timedelta(minutes=15)) -> None:
    until = doors.clock() + span
    while doors.clock() < until:
        doors.clock.move(seconds=step.total_seconds())
        fetch_all(doors.sessions, twilio, doors.clock, Fetching(doors.folder / "recordings"))


def row(doors, sid):
    with doors.sessions() as session:
        return recordings.find(session, sid)


def unread_seconds(doors) -> float:
    with doors.sessions() as session:
        since = figures(session, doors.clock()).oldest_unread
    return (doors.clock() - since).total_seconds() if since else 0.0


def given_up_for_now(doors, sid, failure) -> Twilio:
    twilio = Twilio(failure)
    fetching = Fetching(doors.folder / "recordings")
    while row(doors, sid).state is not RecordingState.FAILED:
        doors.clock.move(minutes=16)
        fetch_all(doors.sessions, twilio, doors.clock, fetching)
    return twilio


def test_what_twilio_did_not_give_for_hours_is_fetched_on_the_day_it_does(doors, message):
    sid, _ = message
    twilio = given_up_for_now(doors, sid, TemporaryFailure("Twilio answered 503"))
    asked = twilio.asked
    goes_by(doors, twilio, 3 * DAY, timedelta(hours=1))
    assert asked + 2 <= twilio.asked <= asked + 4
    assert unread_seconds(doors) > ALERT_SECONDS
    twilio.failure = None
    goes_by(doors, twilio, 1.5 * DAY, timedelta(hours=1))
    assert row(doors, sid).state is RecordingState.STORED


def test_it_is_seen_above_each_page_and_one_click_tries_it_now(doors, message):
    sid, ticket = message
    twilio = given_up_for_now(doors, sid, TemporaryFailure("Twilio answered 503"))
    anna = doors.anna()
    assert "Un messaggio non si è potuto scaricare da Twilio" in anna.page("/console/clienti")
    page = f"/console/richieste/{ticket}"
    assert "si riprova ogni giorno" in anna.page(page)
    assert "La prossima volta" in anna.page(page)
    twilio.failure = None
    anna.post(f"{page}/registrazione/{sid}", page=page)
    goes_by(doors, twilio, timedelta(seconds=1), timedelta(seconds=1))
    assert row(doors, sid).state is RecordingState.STORED
    assert "scaricare da Twilio" not in anna.page("/console/clienti")


def test_all_of_them_are_tried_by_one_click_and_by_a_command(doors, message):
    sid, _ = message
    twilio = given_up_for_now(doors, sid, TemporaryFailure("Twilio answered 503"))
    (listed,) = json.loads(doors.command("recordings", "list", "--json"))
    assert (listed["sid"], "503" in listed["error"]) == (sid, True)
    assert doors.command("recordings", "retry") == "1 to be tried now\n"
    goes_by(doors, twilio, timedelta(seconds=1), timedelta(seconds=1))
    given_up_for_now(doors, sid, TemporaryFailure("Twilio answered 503"))
    anna = doors.anna()
    anna.post("/console/registrazioni/riprova", page="/console/clienti")
    twilio.failure = None
    goes_by(doors, twilio, timedelta(seconds=1), timedelta(seconds=1))
    assert row(doors, sid).state is RecordingState.STORED
    assert doors.command("recordings", "list", "--json").strip() == "[]"


def test_what_twilio_says_for_days_that_it_has_not_is_asked_for_no_more(doors, message):
    sid, ticket = message
    twilio = given_up_for_now(doors, sid, NotThere("Twilio answered 404"))
    goes_by(doors, twilio, 6 * DAY, timedelta(hours=3))
    asked = twilio.asked
    goes_by(doors, twilio, 3 * DAY, timedelta(hours=3))
    assert twilio.asked == asked
    assert unread_seconds(doors) == 0
    assert "non ce l'ha più" in doors.anna().page(f"/console/richieste/{ticket}")
