"""How a webhook travels: overrides, retries, redirects, cookies, time limits."""

import http.server
import socket
import threading
import time

import pytest

from simulator import Number, Phone
from simulator.call.say_and_play import APOLOGY
from simulator.wire import connection_overrides
from simulator.wire.connection_overrides import Overrides
from tests.simulator.small_desk import PUBLIC, WEEKDAY, twiml

CLOSED = '<Say language="it-IT">Siamo chiusi.</Say>'


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", Overrides()),
        ("#rc=2&rp=ct,5xx", Overrides(retries=2, retry_on=frozenset({"ct", "5xx"}))),
        ("#rp=all", Overrides(retry_on=frozenset({"4xx", "5xx", "ct", "rt"}))),
        ("#ct=2000&rt=4000&tt=12000", Overrides(connect_s=2, read_s=4, total_s=12)),
        ("#sni=n&e=dublin,frankfurt", Overrides()),
    ],
)
def test_the_fragment_says_how_to_try(fragment, expected):
    assert connection_overrides.split(f"{PUBLIC}/voice{fragment}") == (f"{PUBLIC}/voice", expected)


@pytest.mark.parametrize(
    ("fragment", "code"),
    [
        ("e=rome", 11240),
        ("e=dublin-ix", 11242),
        ("rp=3xx", 11243),
        ("rc=6", 11243),
        ("rt=20000", 11100),
        ("ct=5", 11100),
        ("retries=3", 11100),
    ],
)
def test_a_bad_override_is_refused_with_its_code(desk, make_carrier, fragment, code):
    with pytest.raises(connection_overrides.BadOverride):
        connection_overrides.split(f"{PUBLIC}/voice#{fragment}")
    carrier = make_carrier(numbers={WEEKDAY: Number(f"{PUBLIC}/voice/incoming#{fragment}")})
    assert Phone(carrier).dial(WEEKDAY).finish().texts == [APOLOGY]
    assert carrier.debugger.codes == [code]
    assert desk.seen == []


@pytest.mark.parametrize(
    ("fragment", "failures", "attempts", "heard"),
    [
        ("", 1, 1, APOLOGY),  # by default neither a 4xx nor a 5xx is repeated
        ("#rc=2&rp=5xx", 1, 2, "Siamo chiusi."),
        ("#rc=2&rp=all", 2, 3, "Siamo chiusi."),
        ("#rc=2&rp=5xx", 3, 3, APOLOGY),
        ("#rc=2&rp=4xx", 1, 1, APOLOGY),
        ("#rc=0&rp=5xx", 1, 1, APOLOGY),
    ],
)
def test_a_retry_is_made_only_where_the_url_asks_for_it(
    desk, make_carrier, fragment, failures, attempts, heard
):
    answers = iter([("", 503)] * failures)
    desk.pages = {"/voice/incoming": lambda _: next(answers, twiml(CLOSED))}
    carrier = make_carrier(numbers={WEEKDAY: Number(f"{PUBLIC}/voice/incoming{fragment}")})
    assert Phone(carrier).dial(WEEKDAY).finish().texts == [heard]
    assert len(desk.seen) == attempts
    assert len({headers["I-Twilio-Idempotency-Token"] for headers in desk.headers}) == 1
    (entry,) = carrier.journal.sent("voice")
    assert len(entry.attempts) == attempts


def test_a_desk_that_is_down_is_tried_twice(make_carrier):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    carrier = make_carrier(connect={PUBLIC: address})
    assert Phone(carrier).dial(WEEKDAY).finish().texts == [APOLOGY]
    assert carrier.debugger.codes == [11202]
    assert len(carrier.journal.sent("voice")[0].attempts) == 2


def test_nobody_outside_is_ever_reached(make_carrier):
    carrier = make_carrier(connect={})
    Phone(carrier).dial(WEEKDAY).ends()
    assert carrier.debugger.codes == [11210]


def test_a_desk_that_does_not_answer_in_time_is_given_up(desk, make_carrier):
    desk.pages = {"/voice/incoming": lambda _: time.sleep(0.6) or CLOSED, "/fallback": CLOSED}
    carrier = make_carrier(fallback=f"{PUBLIC}/fallback", patience=0.02)
    call = Phone(carrier).dial(WEEKDAY)
    assert desk.forms("/fallback")[0]["ErrorCode"] == "11200"
    assert (call.heard[0].at - call.entry.started_at).total_seconds() == 15


def test_what_is_not_http_is_a_protocol_violation(make_carrier):
    class Noise(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.wfile.write(b"HELLO THERE\r\n\r\n")

    server = http.server.HTTPServer(("127.0.0.1", 0), Noise)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        carrier = make_carrier(connect={PUBLIC: f"http://127.0.0.1:{server.server_port}"})
        Phone(carrier).dial(WEEKDAY).ends()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert carrier.debugger.codes == [11206]


def test_a_redirected_post_becomes_a_get_without_its_body(desk, phone):
    desk.pages = {
        "/voice/incoming": ("", 302, {"Location": "/voice/moved?a=1"}),
        "/voice/moved": "<Redirect>next</Redirect>",
        "/voice/next": CLOSED,
    }
    phone.dial(WEEKDAY).hears("chiusi")
    assert desk.forms("/voice/moved") == [{}]
    assert desk.forms("/voice/next")[0]["CallSid"]
    assert desk.unsigned == []


def test_more_than_ten_redirects_are_too_many(desk, carrier, phone):
    desk.pages = {"/voice/incoming": ("", 307, {"Location": "/voice/incoming"})}
    phone.dial(WEEKDAY).ends()
    assert carrier.debugger.codes == [11215]
    assert len(desk.seen) == 11


def test_cookies_come_back_within_the_call_and_not_in_the_next(desk, phone):
    desk.pages = {
        "/voice/incoming": lambda _: with_cookie("<Redirect>/two</Redirect>", "call=42; Path=/"),
        "/two": lambda _: with_cookie("<Redirect>/three</Redirect>", "call=; Max-Age=0"),
        "/three": CLOSED,
    }
    phone.dial(WEEKDAY).ends()
    phone.dial(WEEKDAY)
    assert [headers.get("Cookie") for headers in desk.headers[:4]] == [None, "call=42", None, None]


def with_cookie(verbs, cookie):
    response = twiml(verbs)
    response.headers["Set-Cookie"] = cookie
    return response


def test_a_password_in_the_url_is_sent_and_not_signed(desk, make_carrier):
    desk.pages = {"/voice/incoming": CLOSED}
    url = PUBLIC.replace("//", "//desk:segreto@") + "/voice/incoming"
    carrier = make_carrier(numbers={WEEKDAY: Number(url)}, connect={PUBLIC: desk.address})
    Phone(carrier).dial(WEEKDAY).hears("chiusi")
    assert desk.headers[0]["Authorization"] == "Basic ZGVzazpzZWdyZXRv"
    assert desk.headers[0]["Host"] == "desk.example"
    assert desk.unsigned == []


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        (("", 204), []),
        (lambda _: twiml(""), []),
        (("", 500), [15003]),
        (("", 403), [15003]),
    ],
)
def test_a_callback_that_fails_is_a_warning_and_no_more(desk, carrier, phone, answer, codes):
    desk.pages = {"/voice/incoming": CLOSED, "/voice/status": answer}
    entry = phone.dial(WEEKDAY).finish()
    carrier.settle()
    assert carrier.debugger.codes == codes
    assert entry.status == "completed"
    assert len(desk.forms("/voice/status")) == 1
