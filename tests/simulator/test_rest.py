"""The REST side, asked by the unmodified twilio client and by plain downloads."""

import io
import time
import wave
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator import HangUp, Phone, Press, Quirks, Speak, sound
from simulator.state.faults import Hang, NotReady, RestStatus, Truncate, WrongLength, WrongType
from tests.simulator.small_desk import ACCOUNT, START, TOKEN, WEEKDAY, WEEKEND

VOICEMAIL = {
    "/voice/incoming": '<Record action="/voice/recorded" finishOnKey="#" '
    'recordingStatusCallback="/voice/recording"/>',
    "/voice/recorded": "<Hangup/>",
    "/voice/recording": ("", 204),
    "/voice/status": ("", 204),
}


@pytest.fixture
def base_url(carrier):
    with carrier.serving() as url:
        yield url


@pytest.fixture
def client(base_url):
    client = Client(ACCOUNT, TOKEN, http_client=TwilioHttpClient(timeout=5))
    client.api.base_url = base_url
    return client


@pytest.fixture
def leave_message(desk, carrier, phone):
    desk.pages = VOICEMAIL

    def leave(seconds=2.0, settle=True):
        entry = phone.calls(WEEKDAY, Speak(sound.tone(seconds)), Press("#"))
        if settle:
            carrier.settle()
        return entry.recordings[0]

    return leave


def media(base_url, sid, extension=".wav", auth=(ACCOUNT, TOKEN), **options):
    url = f"{base_url}/2010-04-01/Accounts/{ACCOUNT}/Recordings/{sid}{extension}"
    return requests.get(url, auth=auth, timeout=5, **options)


def test_a_recording_is_fetched_as_twilio_describes_it(client, leave_message):
    kept = leave_message(3)
    found = client.recordings(kept.sid).fetch()
    assert (found.duration, found.channels, found.status) == ("3", 1, "completed")
    assert found.source == "RecordVerb"
    assert found.call_sid == kept.call_sid
    assert found.start_time == START
    assert found.media_url.endswith(kept.sid)


@pytest.mark.parametrize("extension", ["", ".wav"])
def test_the_media_is_a_wav_of_the_length_that_was_told(base_url, leave_message, extension):
    kept = leave_message(3)
    answer = media(base_url, kept.sid, extension)
    assert answer.headers["Content-Type"] == "audio/x-wav"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    with wave.open(io.BytesIO(answer.content)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8000, 2, 1)
        assert file.getnframes() / 8000 == kept.duration


def test_the_media_is_not_found_until_the_recording_is_completed(carrier, base_url, leave_message):
    kept = leave_message(settle=False)
    early = media(base_url, kept.sid)
    assert early.status_code == 404
    assert "<Code>20404</Code>" in early.text
    carrier.settle()
    assert media(base_url, kept.sid).status_code == 200
    assert media(base_url, kept.sid, "?RequestedChannels=2").status_code == 400


@pytest.mark.parametrize(
    "auth", [None, (ACCOUNT, "wrong"), ("AC" + "9" * 32, TOKEN), (ACCOUNT, "")]
)
def test_without_the_credentials_nothing_is_told(base_url, leave_message, auth):
    kept = leave_message()
    assert media(base_url, kept.sid, auth=auth).status_code == 401
    answer = media(base_url, kept.sid, ".json", auth=auth)
    assert answer.status_code == 401
    assert answer.json()["code"] == 20003
    unknown = requests.get(f"{base_url}/2010-04-01/anything.json", timeout=5)
    assert unknown.status_code == 401


def test_an_api_key_opens_as_well(make_carrier):
    carrier = make_carrier(api_keys={"SK" + "1" * 32: "secret"})
    with carrier.serving() as base_url:
        client = Client("SK" + "1" * 32, "secret", ACCOUNT)
        client.api.base_url = base_url
        assert client.recordings.list() == []


def test_what_is_not_there_is_20404(client):
    with pytest.raises(TwilioRestException) as caught:
        client.recordings("RE" + "0" * 32).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)
    with pytest.raises(TwilioRestException) as caught:
        client.calls("CA" + "0" * 32).fetch()
    assert caught.value.code == 20404


def test_a_list_is_paged_newest_first_and_stays_in_place(carrier, client, leave_message):
    sids = [leave_message(1).sid for _ in range(5)]
    pages = client.recordings.page(page_size=2)
    first = [one.sid for one in pages]
    added = leave_message(1).sid  # must neither hide one nor show one twice
    rest = []
    page = pages
    while page.next_page_url:
        page = page.next_page()
        rest += [one.sid for one in page]
    assert first + rest == sids[::-1]
    assert [one.sid for one in client.recordings.list(page_size=2)] == [added, *sids[::-1]]
    assert len(client.recordings.list(limit=3)) == 3


def test_a_page_of_more_than_a_thousand_is_refused(client):
    with pytest.raises(TwilioException):
        client.recordings.list(page_size=1001)


def test_recordings_are_listed_by_call_and_by_date(carrier, client, leave_message):
    first = leave_message(1)
    carrier.clock.advance(7200)
    second = leave_message(1)
    listed = client.recordings.list
    assert [one.sid for one in listed(call_sid=first.call_sid)] == [first.sid]
    later = START + timedelta(hours=1)
    assert [one.sid for one in listed(date_created_after=later)] == [second.sid]
    assert [one.sid for one in listed(date_created_before=later)] == [first.sid]
    assert len(listed(date_created_after=START - timedelta(days=1))) == 2
    assert listed(date_created_after=START + timedelta(days=1)) == []
    assert [one.sid for one in client.calls(first.call_sid).recordings.list()] == [first.sid]


def test_the_time_of_day_of_a_filter_may_not_count(desk, make_carrier):
    desk.pages = VOICEMAIL
    carrier = make_carrier(quirks=Quirks(date_filter_has_time=False))
    Phone(carrier).calls(WEEKDAY, Speak(sound.tone(1)), HangUp())
    with carrier.serving() as base_url:
        client = Client(ACCOUNT, TOKEN)
        client.api.base_url = base_url
        assert len(client.recordings.list(date_created_after=START + timedelta(hours=1))) == 1


def test_a_deleted_recording_is_gone_and_its_metadata_are_kept(base_url, client, leave_message):
    kept = leave_message()
    assert client.recordings(kept.sid).delete() is True
    assert media(base_url, kept.sid).status_code == 404
    assert client.recordings.list() == []
    assert [one.status for one in client.recordings.list(include_soft_deleted=True)] == ["deleted"]
    with pytest.raises(TwilioRestException) as caught:
        client.recordings(kept.sid).delete()
    assert caught.value.code == 20404


def test_an_unfinished_recording_cannot_be_deleted(client, leave_message):
    kept = leave_message(settle=False)
    with pytest.raises(TwilioRestException) as caught:
        client.recordings(kept.sid).delete()
    assert caught.value.code == 20009


def test_calls_can_be_looked_up_and_listed(carrier, client, leave_message):
    kept = leave_message()
    Phone(carrier, "anonymous").dial(WEEKEND).hangs_up()
    found = client.calls(kept.call_sid).fetch()
    assert (found.status, found.direction, found.from_formatted) == (
        "completed",
        "inbound",
        "+393471234567",
    )
    assert found.duration == str(carrier.journal.find(kept.call_sid).duration)
    assert [call.sid for call in client.calls.list(to=WEEKDAY)] == [kept.call_sid]
    assert len(client.calls.list(start_time_after=START - timedelta(days=1))) == 2
    assert client.calls.list(status="busy") == []


def test_numbers_are_listed_and_their_webhooks_set(desk, carrier, client):
    (found,) = client.incoming_phone_numbers.list(phone_number=WEEKDAY)
    assert (found.phone_number, found.voice_url) == (WEEKDAY, "https://desk.example/voice/incoming")
    assert len(client.incoming_phone_numbers.list(phone_number="+39045")) == 2
    changed = found.update(voice_url="https://new.example/voice", status_callback="")
    assert (changed.voice_url, changed.status_callback) == ("https://new.example/voice", "")
    assert carrier.exchange.numbers[WEEKDAY].voice_url == "https://new.example/voice"
    with pytest.raises(TwilioRestException) as caught:
        found.update(voice_url="new.example")
    assert caught.value.code == 21402
    with pytest.raises(TwilioRestException) as caught:
        found.update(voice_url="", voice_fallback_url="https://new.example/fallback")
    assert caught.value.code == 21405


def test_a_field_that_twilio_does_not_know_is_a_warning(base_url, carrier, client):
    sid = client.incoming_phone_numbers.list()[0].sid
    url = f"{base_url}/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/{sid}.json"
    answer = requests.post(url, {"VoiceURL": "x"}, auth=(ACCOUNT, TOKEN), timeout=5)
    assert answer.status_code == 200
    assert carrier.debugger.codes == [20001]


def test_a_wrong_method_is_20004(base_url):
    url = f"{base_url}/2010-04-01/Accounts/{ACCOUNT}/Recordings.json"
    answer = requests.delete(url, auth=(ACCOUNT, TOKEN), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (405, 20004)


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (500, 20500), (503, 20500)])
def test_twilio_can_be_busy_or_broken(carrier, client, leave_message, status, code):
    kept = leave_message()
    carrier.faults.add(RestStatus(path="*/Recordings/*", status=status, times=1, retry_after=2))
    with pytest.raises(TwilioRestException) as caught:
        client.recordings(kept.sid).fetch()
    assert (caught.value.status, caught.value.code) == (status, code)
    assert client.recordings(kept.sid).fetch().sid == kept.sid


def test_an_error_need_not_be_json(carrier, base_url, client):
    carrier.faults.add(RestStatus(kind="GET", status=502, body="<html>Bad Gateway</html>", times=2))
    with pytest.raises(TwilioException):
        client.recordings.list()
    answer = requests.get(f"{base_url}/anything", timeout=5)
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_recording_may_not_be_ready_although_it_was_told(carrier, base_url, leave_message):
    kept = leave_message()
    carrier.faults.add(NotReady(times=2))
    assert [media(base_url, kept.sid).status_code for _ in range(3)] == [404, 404, 200]


def test_a_connection_can_hang(carrier, base_url, leave_message):
    kept = leave_message()
    carrier.faults.add(Hang(path="*.wav", seconds=0.5, times=1))
    url = f"{base_url}/2010-04-01/Accounts/{ACCOUNT}/Recordings/{kept.sid}.wav"
    with pytest.raises(requests.Timeout):
        requests.get(url, auth=(ACCOUNT, TOKEN), timeout=0.1)
    time.sleep(0.5)
    assert media(base_url, kept.sid).status_code == 200


def test_a_download_can_break_off(carrier, base_url, leave_message):
    kept = leave_message(3)
    carrier.faults.add(Truncate(times=1, keep=0.5), WrongLength(times=1, keep=0.5))
    with pytest.raises(requests.exceptions.RequestException):
        media(base_url, kept.sid)
    short = media(base_url, kept.sid)
    assert short.status_code == 200
    assert int(short.headers["Content-Length"]) == len(short.content) < 3 * 16000
    assert len(media(base_url, kept.sid).content) == 44 + 3 * 16000


def test_a_download_can_be_no_audio(carrier, base_url, leave_message):
    kept = leave_message()
    carrier.faults.add(WrongType(times=1))
    assert media(base_url, kept.sid).headers["Content-Type"].startswith("text/html")


def test_the_account_can_be_asked_for(client):
    assert client.api.accounts(ACCOUNT).fetch().status == "active"


def test_next_page_addresses_are_relative_and_keep_their_filters(base_url, leave_message):
    sids = [leave_message(1).sid for _ in range(2)]
    url = f"{base_url}/2010-04-01/Accounts/{ACCOUNT}/Recordings.json"
    url += "?PageSize=1&DateCreated>=2026-01-01"
    body = requests.get(url, auth=(ACCOUNT, TOKEN), timeout=5).json()
    following = urlsplit(body["next_page_uri"])
    assert following.netloc == ""
    assert f"PageToken=PA{sids[1]}" in following.query
    assert "DateCreated%3E=2026-01-01" in following.query
