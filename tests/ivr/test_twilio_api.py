"""Twilio's REST side through a real socket: what comes back, and how each fault is sorted."""

import io
import json
import threading
import time
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from ivr.twilio_api import CallOrder, TwilioApi
from ivr.twilio_seen import SeenCall, SeenRecording
from rules.errors import ListCutShort, PermanentFailure, TemporaryFailure
from tests.leotron import ACCOUNT

RECORDING = "RE" + "2" * 32
CALL = "CA" + "1" * 32
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AUTH = "Basic " + b64encode(f"{ACCOUNT}:secret".encode()).decode()
AUDIO = b"RIFF....WAVE" * 1000


class Place:
    """A web server on this machine that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[SimpleNamespace] = []
        self.answer = self.no_answer
        place = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                auth = self.headers.get("Authorization")
                place.asked.append(
                    SimpleNamespace(path=self.path, auth=auth, method=self.command, sent=sent)
                )
                place.answer(self)

            do_DELETE = do_POST = do_GET  # noqa: N815 - as the library calls it

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def no_answer(self, handler) -> None:
        raise AssertionError("the test gave no answer")

    def send(self, handler, status=200, body=b"", content_type="audio/x-wav", **headers) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        for name, value in {"Content-Length": len(body), **headers}.items():
            handler.send_header(name.replace("_", "-"), str(value))
        handler.end_headers()
        handler.wfile.write(body)

    def says(self, *what, **more) -> None:
        self.answer = lambda handler: self.send(handler, *what, **more)

    def says_json(self, *pages, status=200) -> None:
        def answer(handler) -> None:
            number = int(parse_qs(urlsplit(handler.path).query).get("Page", ["0"])[0])
            self.send(handler, status, json.dumps(pages[number]).encode(), "application/json")

        self.answer = answer


@pytest.fixture
def place():
    place = Place()
    yield place
    place.server.shutdown()
    place.server.server_close()


@pytest.fixture
def api(place) -> TwilioApi:
    return TwilioApi(ACCOUNT, "secret", place.url, timeout=1, longest=1.5, most_bytes=100_000)


def test_recording_is_fetched_by_its_sid_and_with_our_credentials(place, api):
    place.says(body=AUDIO)
    target = io.BytesIO()
    fetched = api.fetch_recording(RECORDING, target)
    assert (fetched.bytes, fetched.content_type) == (len(AUDIO), "audio/x-wav")
    assert target.getvalue() == AUDIO
    assert place.asked[0].path == f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}.wav"
    assert place.asked[0].auth == AUTH


@pytest.mark.parametrize("sid", ["", "RE1", "../" + RECORDING, RECORDING + "\n", "http://evil/x"])
def test_an_sid_that_is_none_is_never_asked_for(place, api, sid):
    with pytest.raises(PermanentFailure, match="SID"):
        api.fetch_recording(sid, io.BytesIO())
    assert place.asked == []


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (404, TemporaryFailure),  # not encoded yet
        (401, TemporaryFailure),  # a token is being changed
        (429, TemporaryFailure),
        (500, TemporaryFailure),
        (503, TemporaryFailure),
        (400, PermanentFailure),
        (410, PermanentFailure),
    ],
)
def test_statuses_are_sorted_by_what_we_can_do_about_them(place, api, status, failure):
    place.says(status, b"<TwilioResponse/>", "application/xml")
    with pytest.raises(failure, match=str(status)):
        api.fetch_recording(RECORDING, io.BytesIO())


def test_a_call_is_ended_at_twilio(place, api):
    place.says_json({"sid": CALL, "status": "in-progress"})
    api.end_call(CALL)
    (asked,) = place.asked
    assert (asked.method, asked.auth, asked.sent) == ("POST", AUTH, "Status=completed")
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{CALL}.json"


def test_a_call_that_is_over_cannot_be_ended(place, api):
    place.says(400, b'{"code": 21220, "message": "x", "status": 400}', "application/json")
    with pytest.raises(PermanentFailure):
        api.end_call(CALL)


@pytest.mark.parametrize("status", [204, 404])  # gone now, or gone before
def test_a_recording_is_deleted_at_twilio(place, api, status):
    place.says(status, b"" if status == 204 else b'{"code": 20404, "message": "x", "status": 404}')
    api.delete_recording(RECORDING)
    (asked,) = place.asked
    assert (asked.method, asked.auth) == ("DELETE", AUTH)
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}.json"


@pytest.mark.parametrize(
    ("status", "failure"),
    [(500, TemporaryFailure), (429, TemporaryFailure), (400, PermanentFailure)],
)
def test_a_recording_that_twilio_does_not_delete_is_told(place, api, status, failure):
    place.says(status, b'{"code": 1, "message": "no", "status": 500}', "application/json")
    with pytest.raises(failure):
        api.delete_recording(RECORDING)


@pytest.mark.parametrize("status", [204, 404])
def test_a_text_is_deleted_at_twilio_with_its_words(place, api, status):
    place.says(status, b"" if status == 204 else b'{"code": 20404, "message": "x", "status": 404}')
    api.delete_message("SM" + "1" * 32)
    (asked,) = place.asked
    assert asked.method == "DELETE"
    assert asked.path.endswith(f"/Messages/SM{'1' * 32}.json")


def test_a_name_that_twilio_never_gave_is_not_asked_about(place, api):
    api.delete_recording("../Calls")
    api.delete_message("<mail-7@example.it>")
    assert place.asked == []


def test_a_page_instead_of_audio_is_refused(place, api):
    place.says(body=b"<html>", content_type="text/html")
    with pytest.raises(TemporaryFailure, match="expected audio, found text/html"):
        api.fetch_recording(RECORDING, io.BytesIO())


def test_a_download_that_breaks_off_is_noticed(place, api):
    place.says(body=AUDIO[:5000], Content_Length=len(AUDIO))
    with pytest.raises(TemporaryFailure):
        api.fetch_recording(RECORDING, io.BytesIO())


def test_more_than_a_message_can_be_is_refused(place, api):
    place.says(body=AUDIO * 10)
    with pytest.raises(PermanentFailure, match="at most 100000 bytes"):
        api.fetch_recording(RECORDING, io.BytesIO())


@pytest.mark.slow
def test_a_hung_connection_is_left(place, api):
    place.answer = lambda _: time.sleep(2)
    with pytest.raises(TemporaryFailure, match="could not be reached"):
        api.fetch_recording(RECORDING, io.BytesIO())


@pytest.mark.slow
def test_a_trickling_connection_is_left(place, api):
    def trickle(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "audio/x-wav")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(20):
            with suppress(OSError):  # we have left
                handler.wfile.write(b"x")
            time.sleep(0.1)

    place.answer = trickle
    began = time.monotonic()
    with pytest.raises(TemporaryFailure, match=r"bytes came in 1|bytes came in 2"):
        api.fetch_recording(RECORDING, io.BytesIO())
    assert time.monotonic() - began < 3


def test_nobody_at_home_is_temporary(api, place):
    place.server.shutdown()
    place.server.server_close()
    with pytest.raises(TemporaryFailure, match="could not be reached"):
        api.fetch_recording(RECORDING, io.BytesIO())


def test_our_credentials_do_not_follow_a_redirect_to_another_host(place, api):
    elsewhere = Place()
    elsewhere.says(body=AUDIO)
    there = elsewhere.url.replace("127.0.0.1", "localhost")
    place.says(307, Location=f"{there}/stored")
    api.fetch_recording(RECORDING, io.BytesIO())
    assert [asked.auth for asked in elsewhere.asked] == [None]
    elsewhere.server.shutdown()
    elsewhere.server.server_close()


def call_json(sid=CALL, start="Mon, 23 Nov 2026 12:00:00 +0000", **more) -> dict:
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "from": "+390451234567",
        "to": "+390459876543",
        "direction": "inbound",
        "status": "completed",
        "start_time": start,
        "duration": "42",
        **more,
    }


SEEN = SeenCall(CALL, ACCOUNT, "+390451234567", "+390459876543", "inbound", "completed", NOON, 42)


def test_calls_since_an_instant_come_from_every_page_oldest_first(place, api):
    older = "CA" + "3" * 32
    place.says_json(
        {
            "calls": [call_json(), call_json("CA" + "4" * 32, "Mon, 23 Nov 2026 08:59:59 +0000")],
            "next_page_uri": f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json?Page=1&PageToken=PA1",
        },
        {
            "calls": [call_json(older, "Mon, 23 Nov 2026 09:00:00 +0000"), call_json(start=None)],
            "next_page_uri": None,
        },
    )
    calls = api.calls_since(NOON.replace(hour=9))
    assert [call.sid for call in calls] == [older, CALL]
    assert calls[1] == SEEN
    assert "StartTime%3E=2026-11-23T09%3A00%3A00Z" in place.asked[0].path


def test_one_call_is_looked_up(place, api):
    place.says_json(call_json())
    assert api.call(CALL) == SEEN


def test_a_call_that_is_still_queued_has_no_beginning(place, api):
    place.says_json(call_json(start=None, duration=None))
    assert api.call(CALL) is None


def test_recordings_since_an_instant(place, api):
    listed = {
        "sid": RECORDING,
        "call_sid": CALL,
        "status": "completed",
        "date_created": "Mon, 23 Nov 2026 12:00:00 +0000",
        "duration": "31",
        "channels": 1,
    }
    early = {**listed, "date_created": "Sun, 22 Nov 2026 12:00:00 +0000", "duration": None}
    place.says_json({"recordings": [listed, early], "next_page_uri": None})
    seen = SeenRecording(RECORDING, CALL, "completed", NOON, 31)
    assert api.recordings_since(NOON.replace(hour=9)) == [seen]


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, TemporaryFailure),
        (429, TemporaryFailure),
        (500, TemporaryFailure),
        (400, PermanentFailure),
    ],
)
@pytest.mark.parametrize("ask", ["list", "one"])
def test_twilios_errors_are_sorted_whatever_exception_its_client_raises(
    place, api, status, failure, ask
):
    place.says_json({"code": 20003, "message": "Authenticate", "status": status}, status=status)
    with pytest.raises(failure, match=str(status)):
        api.calls_since(NOON) if ask == "list" else api.call(CALL)


@pytest.mark.parametrize("body", [b"[]", b'{"calls": [1]}', b'{"calls": "none"}', b"null"])
def test_an_answer_of_another_shape_is_temporary(place, api, body):
    place.says(body=body, content_type="application/json")
    with pytest.raises(TemporaryFailure):
        api.calls_since(NOON)


def test_an_answer_that_is_no_json_is_temporary(place, api):
    place.says(body=b"<html>", content_type="text/html")
    with pytest.raises(TemporaryFailure, match="could not be read"):
        api.calls_since(NOON)


def test_the_environment_does_not_lead_us_to_another_host(place, monkeypatch):
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    place.says_json(call_json())
    assert TwilioApi(ACCOUNT, "secret", place.url).call(CALL) == SEEN


def recording_json(sid=RECORDING, **more) -> dict:
    made = "Mon, 23 Nov 2026 12:00:00 +0000"
    told = {"sid": sid, "call_sid": CALL, "status": "completed", "date_created": made}
    return {**told, "duration": "31", **more}


@pytest.mark.parametrize(
    ("odd", "read"),
    [
        ({"call_sid": None, "conference_sid": "CF1"}, {"call_sid": None}),
        ({"status": None}, {"status": ""}),
        ({"duration": None}, {"duration_s": None}),
        ({"duration": "-1"}, {"duration_s": None}),  # Twilio's, while it is recorded
        ({"duration": ""}, {"duration_s": None}),
        ({"duration": 31}, {"duration_s": 31}),
        ({"date_created": None, "start_time": "Mon, 23 Nov 2026 12:00:00 +0000"}, {}),
        ({"date_created": "?"}, {"created_at": NOON.replace(hour=9)}),
        ({"new_field": {"of": ["another", "shape"]}}, {}),
    ],
)
def test_an_odd_recording_is_read_as_far_as_it_can_be(place, api, odd, read):
    place.says_json({"recordings": [recording_json(**odd)], "new_paging_key": 1})
    [seen] = api.recordings_since(NOON.replace(hour=9))
    expected = {"call_sid": CALL, "status": "completed", "created_at": NOON, "duration_s": 31}
    assert {name: getattr(seen, name) for name in expected} == {**expected, **read}


@pytest.mark.parametrize("odd", [{"sid": None}, {}, None])
def test_what_has_no_name_keeps_nothing_else_from_being_read(place, api, odd):
    item = {**recording_json(), **odd} if odd else odd
    place.says_json({"recordings": [item, recording_json()]})
    assert [one.sid for one in api.recordings_since(NOON)] == [RECORDING]


@pytest.mark.parametrize(
    ("odd", "read"),
    [
        ({"from": None}, {"from_raw": ""}),
        ({"to": None, "direction": None}, {"to": "", "direction": ""}),
        ({"duration": None, "price": None, "answered_by": 7}, {"duration_s": None}),
        ({"forwarded_from": "+390458001234"}, {"forwarded_from": "+390458001234"}),
    ],
)
def test_an_odd_call_is_read_as_far_as_it_can_be(place, api, odd, read):
    place.says_json({"calls": [call_json(**odd)]})
    [seen] = api.calls_since(NOON)
    assert {name: getattr(seen, name) for name in read} == read


@pytest.mark.parametrize("gone", [404, 400, 503])
def test_of_a_list_whose_page_vanishes_we_have_what_came(place, api, gone):
    first = {"recordings": [recording_json()], "next_page_uri": "/later?Page=1"}

    def answer(handler) -> None:
        if handler.path.startswith("/later"):
            place.send(handler, gone, b"{}", "application/json")
        else:
            place.send(handler, 200, json.dumps(first).encode(), "application/json")

    place.answer = answer
    with pytest.raises(ListCutShort) as cut:
        api.recordings_since(NOON)
    assert [one.sid for one in cut.value.came] == [RECORDING]


def test_a_call_that_twilio_has_not_is_none(place, api):
    place.says_json({"code": 20404}, status=404)
    assert api.call(CALL) is None


KEY, SECOND = "SK" + "5" * 32, "the second token"


def taking(place, *taken: str) -> None:
    """Only these credentials are taken; the others are refused."""

    def answer(handler) -> None:
        known = [b64encode(one.encode()).decode() for one in taken]
        if handler.headers.get("Authorization", "").removeprefix("Basic ") not in known:
            place.send(handler, 401, b'{"code": 20003}', "application/json")
        elif handler.path.endswith(".wav"):
            place.send(handler, body=AUDIO)
        else:
            status = 201 if handler.command == "POST" else 200
            place.send(handler, status, b'{"sid": "CA1"}', "application/json")

    place.answer = answer


@pytest.fixture
def rotating(place) -> TwilioApi:
    pairs = ((ACCOUNT, "secret"), (ACCOUNT, SECOND))
    return TwilioApi(ACCOUNT, api_base_url=place.url, credentials=pairs, timeout=1)


ORDER = CallOrder("+393331234567", "+390455117067", *["https://a.it/x"] * 3, 25, 60)


@pytest.mark.parametrize("ask", ["download", "call", "place", "delete"])
def test_while_the_token_is_changed_the_second_one_is_tried(place, rotating, ask):
    taking(place, f"{ACCOUNT}:{SECOND}")
    for _ in range(2):
        match ask:
            case "download":
                rotating.fetch_recording(RECORDING, io.BytesIO())
            case "call":
                rotating.call(CALL)
            case "place":
                rotating.place_call(ORDER)
            case "delete":
                with suppress(PermanentFailure, TemporaryFailure):
                    rotating.delete_recording(RECORDING)
    refused_once = [AUTH, *[b64encode(f"{ACCOUNT}:{SECOND}".encode()).decode()] * 2]
    assert [one.auth.removeprefix("Basic ") for one in place.asked] == [
        one.removeprefix("Basic ") for one in refused_once
    ]


def test_where_no_token_is_taken_that_is_told(place, rotating):
    taking(place)
    with pytest.raises(TemporaryFailure, match="401"):
        rotating.call(CALL)
    assert len(place.asked) == 2


def test_an_api_key_asks_for_the_account(place):
    taking(place, f"{KEY}:of the key")
    api = TwilioApi(ACCOUNT, api_base_url=place.url, credentials=((KEY, "of the key"),))
    assert api.place_call(ORDER) == "CA1"
    assert place.asked[0].path.startswith(f"/2010-04-01/Accounts/{ACCOUNT}/Calls")


def test_an_odd_text_keeps_nobody_from_finding_the_one_that_was_sent(place, api):
    made = "Mon, 23 Nov 2026 12:00:00 +0000"
    sent = {"sid": "SM1", "status": "sent", "body": "Ciao", "date_created": made}
    odd = [{**sent, "sid": "SM2", "date_created": None}, {**sent, "sid": "SM3", "body": None}]
    place.says_json({"messages": [*odd, sent], "next_page_uri": "/never?Page=1"})
    assert api.sms_sent("+393331234567", "Ciao", NOON) == {"SM1": "sent"}


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "ask",
    [
        lambda api: api.fetch_recording(RECORDING, io.BytesIO()),
        lambda api: api.delete_recording(RECORDING),
        lambda api: api.calls_since(NOON),
        lambda api: api.recordings_since(NOON),
        lambda api: api.call(CALL),
        lambda api: api.sms_status("SM" + "3" * 32),
    ],
)
def test_when_twilio_says_after_how_long_to_come_again_the_failure_says_so(place, api, ask, status):
    place.says(status, b"{}", "application/json", Retry_After=42)
    with pytest.raises(TemporaryFailure) as told:
        ask(api)
    assert told.value.retry_after == 42
    place.says(status, b"{}", "application/json")  # the next one says nothing
    with pytest.raises(TemporaryFailure) as told:
        ask(api)
    assert told.value.retry_after is None


def test_a_text_that_twilio_puts_off_is_put_off_for_as_long_as_it_says(place, api):
    place.says(429, b"{}", "application/json", Retry_After=42)
    with pytest.raises(TemporaryFailure) as told:
        api.send_sms("+393471234567", "+390455117067", "Buongiorno", None)
    assert told.value.retry_after == 42
