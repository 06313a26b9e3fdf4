"""A caller is heard whatever comes along with a request that Twilio signed."""

import base64
import hmac
from urllib.parse import quote_plus, unquote_to_bytes

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from rules.tickets.ticket import Kind
from store.tickets import lifecycle
from tests.builders import a_recording_sid
from tests.clock import Clock
from tests.ivr.signed_call import Answer
from tests.leotron import PUBLIC, TOKEN, WEEKDAY_LINE
from tests.stories.doors import opened

SHARED_KEY = "the secret of the shared key"
LATE = "/voice/menu?l=it&n=0&j=0&f=weekday"

ODD = {
    "a dot": {"SipHeader_X-Foo.Bar": "1"},
    "brackets": {"Parameters[code]": "L1042"},
    "no letter of ours": {"Überweisung": "ß", "電話": "1"},
    "an emoji": {"📞": "📞"},
    "spaces and signs": {"a b=c&d": "e=f&g", "_": "", "~": "~"},
    "a name of many kilobytes": {"X" * 5000: "y"},
    "a value of many kilobytes": {"SipHeader_X-Identity": "é" * 150_000},
    "thousands of them": {f"SipHeader_X-{n}": "z" for n in range(3000)},
    "null and controls": {"SipHeader_X": "a\x00b\x1f"},
}


on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("along", ODD.values(), ids=ODD)
def test_a_caller_is_heard_whatever_else_twilio_sends(doors, along):
    call = doors.call()
    assert "Assistenza Leotron" in call.rings(**along).said
    assert call.presses(LATE, "1", **along).status == 200
    sid = a_recording_sid()
    assert call.recorded("/voice/recorded?l=it&n=0", sid, 9, **along).status == 200
    assert call.recording_is("completed", sid, 9).status == 204
    assert call.ends(**along).status == 204
    with doors.sessions() as session:
        assert [ticket.kind for ticket in lifecycle.list_(session)] == [Kind.MESSAGE]


@on_one_database
def test_what_is_nothing_to_us_may_come_twice(doors):
    call = doors.call()
    form = MultiDict([*call.standard().items(), ("SipHeader_X", "a"), ("SipHeader_X", "b")])
    assert "Assistenza Leotron" in call.send("/voice/incoming", form).said
    twice = MultiDict([*call.standard().items(), ("From", "+390451111111")])
    assert call.send("/voice/incoming", twice).status == 403


def send_raw(doors, call, body: bytes, path="/voice/incoming") -> Answer:
    """A body as it is, signed over its bytes."""
    pairs = [pair.partition(b"=")[::2] for pair in body.split(b"&")]
    plain = sorted((unquote_to_bytes(name), unquote_to_bytes(value)) for name, value in pairs)
    signed = (PUBLIC + path).encode() + b"".join(name + value for name, value in plain)
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), signed, "sha1")).decode()
    headers = {"X-Twilio-Signature": signature}
    kind = "application/x-www-form-urlencoded"
    return Answer(call.client.post(path, data=body, headers=headers, content_type=kind))


@on_one_database
@pytest.mark.parametrize("spelt", ["%ED%A0%80", "%FF%FE", "K%F6ln"])  # half a pair; no UTF-8
@pytest.mark.parametrize("name", ["CallerCity", "From", "Digits"])
def test_bytes_that_spell_nothing_keep_no_caller_out(doors, spelt, name):
    call = doors.call()
    told = {**call.standard(), "CallStatus": "ringing"}
    told.pop(name, None)
    body = "&".join(f"{key}={quote_plus(value)}" for key, value in told.items())
    said = send_raw(doors, call, f"{body}&{name}={spelt}".encode()).said
    # keys that are none are not acted upon: that caller is heard by the way that needs nothing
    assert ("il suo messaggio ci arriva" if name == "Digits" else "Assistenza Leotron") in said


@on_one_database
def test_who_signs_nothing_may_not_send_much(doors):
    answer = doors.app.test_client().post("/voice/incoming", data={"From": "9" * 100_000})
    assert (answer.status_code, answer.data) == (413, b"")
    unsigned = doors.app.test_client().post("/voice/incoming", data={"From": "9"})
    assert unsigned.status_code == 403


@on_one_database
def test_a_fault_that_twilio_goes_on_telling_of_sends_nobody_round(doors):
    """From the first words to the goodbye with ErrorUrl at every step; no step is asked twice."""
    call = doors.call()
    fault = {"ErrorCode": "11200", "ErrorUrl": f"{PUBLIC}/voice/incoming"}
    answer, steps = call.rings(**fault), []
    for _ in range(20):
        verb = next((one for one in answer.verbs if one in {"Gather", "Redirect", "Record"}), None)
        if verb is None:
            break
        path = answer.goes_to("Redirect") if verb == "Gather" else answer.goes_to(verb)
        steps.append(path)
        answer = call.post(path, **fault)
    assert "Hangup" in answer.verbs
    assert len(steps) == len(set(steps)) < 10


@on_one_database
def test_the_fallback_too_asks_only_once(doors):
    call = doors.call()
    fault = {"ErrorCode": "11200", "ErrorUrl": f"{PUBLIC}{LATE}"}
    answer = call.post("/voice/fallback", **fault)
    assert "Record" in answer.verbs
    again = call.post(answer.goes_to("Record"), Digits="", **fault)
    assert again.verbs[-1] == "Hangup"
    assert "Record" not in again.verbs


@on_one_database
@pytest.mark.parametrize("key", ["2", "9", ""])
def test_no_call_goes_on_for_more_than_sixty_steps(doors, key):
    """Somebody, or something, presses the same key for ever, and is led back as for ever."""
    call = doors.call()
    call.rings()
    answers = [call.presses(LATE, key) for _ in range(59)]
    assert answers[-1].verbs[-1] == "Hangup"
    assert any("Record" in one.verbs for one in answers[50:])
    with doors.sessions() as session:
        assert [ticket.kind for ticket in lifecycle.list_(session)] == [Kind.MISSED]


@on_one_database
def test_whoever_hears_their_message_for_ever_has_left_it(doors):
    call, sid = doors.call(), a_recording_sid()
    call.rings()
    answer = call.recorded("/voice/recorded?l=it&n=0&f=weekday", sid, 9)
    review = answer.goes_to("Gather")
    answers = [call.presses(review, "9") for _ in range(58)]
    assert answers[-1].verbs[-1] == "Hangup"
    assert "Il suo messaggio è arrivato" in answers[-1].said
    with doors.sessions() as session:
        assert [ticket.kind for ticket in lifecycle.list_(session)] == [Kind.MESSAGE]


# Twilio's webhooks configuration


@pytest.fixture
def keyed(database_url, now, tmp_path):
    """The service that knows a shared key beside the account's token."""
    return opened(database_url, Clock(now), tmp_path, TWILIO__SHARED_KEY_SECRET=SHARED_KEY)


SETTINGS = "key=webhooks_sharedkey_01k2,algorithm=HMAC_SHA256"


@on_one_database
@pytest.mark.parametrize(
    ("settings", "secret", "algorithm", "status"),
    [
        (SETTINGS, SHARED_KEY, "HMAC_SHA256", 200),
        ("algorithm=HMAC_SHA256 , key=k", SHARED_KEY, "HMAC_SHA256", 200),
        ("key=k,algorithm=HMAC_SHA1", SHARED_KEY, "HMAC_SHA1", 200),
        (None, TOKEN, "HMAC_SHA1", 200),  # no rule of the configuration applies to the address
        (None, SHARED_KEY, "HMAC_SHA1", 403),
        (SETTINGS, TOKEN, "HMAC_SHA256", 403),
        (SETTINGS, SHARED_KEY, "HMAC_SHA1", 403),
        ("key=k,algorithm=HMAC_MD5", SHARED_KEY, "HMAC_SHA1", 403),
    ],
)
@pytest.mark.parametrize("path", ["/voice/incoming", "/voice/status", "/voice/recording"])
def test_what_a_shared_key_signed_is_believed(keyed, path, settings, secret, algorithm, status):
    call = keyed.call()
    form = {**call.standard(), "RecordingSid": a_recording_sid(), "To": WEEKDAY_LINE}
    signature = RequestValidator(secret).compute_signature(PUBLIC + path, form, algorithm)
    headers = {"X-Twilio-Signature": signature}
    if settings:
        headers["X-Twilio-Webhooks-Signature-Settings"] = settings
    answer = call.client.post(path, data=form, headers=headers)
    assert answer.status_code in ({200, 204} if status == 200 else {status})


@on_one_database
def test_without_a_shared_key_none_is_believed(doors):
    call, path = doors.call(), "/voice/incoming"
    signature = RequestValidator("").compute_signature(
        PUBLIC + path, call.standard(), "HMAC_SHA256"
    )
    headers = {
        "X-Twilio-Signature": signature,
        "X-Twilio-Webhooks-Signature-Settings": SETTINGS,
    }
    assert call.client.post(path, data=call.standard(), headers=headers).status_code == 403
