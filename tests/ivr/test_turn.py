from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.datastructures import Headers, MultiDict

from ivr.turn import Turn
from rules.errors import BadInput
from rules.hours.schedule import Flow

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CALL, ACCOUNT, RECORDING = "CA" + "a1" * 16, "AC" + "b2" * 16, "RE" + "c3" * 16
FORM = {
    "CallSid": CALL,
    "AccountSid": ACCOUNT,
    "From": "+390458001234",
    "To": "+390455117067",
    "CallStatus": "in-progress",
    "CallerState": "Köln",
}


def read(
    step: str = "menu",
    form: dict[str, Any] | None = None,
    query: dict[str, Any] | None = None,
    token: str | None = None,
) -> Turn:
    headers = Headers({"I-Twilio-Idempotency-Token": token} if token else {})
    fields = MultiDict({**FORM, **(form or {})})
    return Turn.from_request(step, fields, MultiDict(query or {}), headers, NOW)


def test_webhook_becomes_a_turn() -> None:
    turn = read("recorded", {"Digits": "#", "RecordingSid": RECORDING, "RecordingDuration": "17"})
    assert (turn.call_sid, turn.account_sid, turn.step, turn.at) == (CALL, ACCOUNT, "recorded", NOW)
    assert (turn.from_number, turn.to_number) == ("+390458001234", "+390455117067")
    assert (turn.digits, turn.recording_sid, turn.recording_seconds) == ("#", RECORDING, 17)
    assert (turn.status, turn.hung_up, turn.has_message) == ("in-progress", False, True)


def test_state_travels_in_the_query() -> None:
    turn = read(query={"l": "en", "n": "1", "f": "weekend", "j": "1", "r": RECORDING})
    assert (turn.language, turn.attempt, turn.flow) == ("en", 1, Flow.WEEKEND)
    assert (turn.j_system, turn.kept_sid) == (True, RECORDING)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"l": "de", "n": "many", "f": "never", "j": "yes", "r": "RE123"},
        {"l": "", "n": "-1", "f": "", "j": "", "r": ""},
        {"l": "IT", "n": "9" * 40, "f": "Weekend", "j": "2", "r": RECORDING + "/.."},
        {"n": "²", "x": "unknown"},
    ],
)
def test_unknown_state_is_the_usual_state_and_never_an_error(query: dict) -> None:
    turn = read(query=query)
    assert (turn.language, turn.attempt, turn.flow) == ("it", 0, None)
    assert (turn.j_system, turn.kept_sid) == (False, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("CallSid", ""),
        ("CallSid", "CA123"),
        ("CallSid", CALL + "0"),
        ("CallSid", CALL + "\n"),
        ("CallSid", ACCOUNT),
        ("CallSid", "ca" + "a1" * 16),
        ("AccountSid", ""),
        ("AccountSid", "AC" + "zz" * 16),
        ("RecordingSid", "../../etc/passwd"),
    ],
)
def test_identifier_of_another_shape_is_refused(field: str, value: str) -> None:
    with pytest.raises(BadInput, match=field):
        read(form={field: value})


@pytest.mark.parametrize(
    ("form", "query"),
    [
        ({"Digits": ["1", "2"]}, {}),
        ({"CallSid": [CALL, CALL]}, {}),
        ({"SomethingNew": ["x", "y"]}, {}),
        ({}, {"l": ["it", "en"]}),
    ],
)
def test_parameter_given_twice_is_refused(form: dict, query: dict) -> None:
    with pytest.raises(BadInput, match="found 2"):
        read(form=form, query=query)


def test_only_the_identifiers_are_needed() -> None:
    fields = MultiDict({"CallSid": CALL, "AccountSid": ACCOUNT})
    turn = Turn.from_request("incoming", fields, MultiDict(), Headers(), NOW)
    assert (turn.from_number, turn.from_raw, turn.status, turn.digits) == (None, "", "", "")


@pytest.mark.parametrize(
    "withheld",
    [
        "anonymous",
        "Anonymous",
        "Restricted",
        "+266696687",
        "+7378742833",
        "client:x",
        "sip:a@b",
        "",
    ],
)
def test_withheld_number_is_no_number(withheld: str) -> None:
    turn = read(form={"From": withheld})
    assert (turn.from_number, turn.from_raw) == (None, withheld)


def test_leading_zero_of_a_landline_stays() -> None:
    assert read(form={"From": "+390455117067"}).from_number == "+390455117067"


@pytest.mark.parametrize(
    ("digits", "kept"),
    [
        ("1", "1"),
        ("1042", "1042"),
        ("*", "*"),
        ("hangup", "hangup"),
        ("١", ""),  # a digit in Arabic script
        ("1" * 100, ""),
        ("<Say/>", ""),
        ("1\n", ""),
    ],
)
def test_keys_are_those_of_a_telephone(digits: str, kept: str) -> None:
    assert read(form={"Digits": digits}).digits == kept


@pytest.mark.parametrize(
    ("form", "gone"),
    [
        ({"Digits": "hangup", "CallStatus": "completed"}, True),
        ({"Digits": "hangup"}, True),
        ({"CallStatus": "completed"}, True),
        ({"CallStatus": "ringing"}, False),
        ({"CallStatus": "never heard of"}, False),
        ({"Digits": "#"}, False),
    ],
)
def test_hanging_up_is_seen_in_digits_or_status(form: dict, gone: bool) -> None:
    assert read("recorded", form).hung_up is gone


@pytest.mark.parametrize(
    ("form", "there"),
    [
        ({"RecordingSid": RECORDING, "RecordingDuration": "3"}, True),
        ({"RecordingSid": RECORDING}, True),  # unknown length: rather a message too many
        ({"RecordingSid": RECORDING, "RecordingDuration": "long"}, True),
        ({"RecordingSid": RECORDING, "RecordingDuration": "0"}, False),
        ({"RecordingDuration": "3"}, False),
        ({"RecordingUrl": f"https://api.twilio.com/Recordings/{RECORDING}"}, True),
        ({"RecordingUrl": "https://evil.example/RE1"}, False),
    ],
)
def test_message_is_there_when_a_recording_with_length_is(form: dict, there: bool) -> None:
    assert read("recorded", form).has_message is there


def test_repeated_delivery_has_the_same_key() -> None:
    assert read(token="a" * 36).key == read(token="a" * 36).key
    assert read(form={"Digits": "1"}).key == read(form={"Digits": "1"}).key


def test_different_requests_have_different_keys() -> None:
    turns = [
        read(),
        read("code"),
        read(form={"Digits": "1"}),
        read(form={"Digits": "2"}),
        read(query={"n": "1"}),
        read(form={"CallSid": "CA" + "d" * 32}),
        read(token="a" * 36),
        read(token="b" * 36),
        read("code", token="b" * 36),
    ]
    assert len({turn.key for turn in turns}) == len(turns)


FAILED = f"https://example.it/voice/review?l=en&n=1&f=weekend&j=1&r={RECORDING}#rc=2"


def test_fallback_knows_the_step_that_failed_and_what_it_remembered() -> None:
    turn = read("fallback", {"ErrorUrl": FAILED, "ErrorCode": "11200"})
    assert (turn.failed_step, turn.error_code) == ("review", "11200")
    assert (turn.language, turn.flow, turn.kept_sid) == ("en", Flow.WEEKEND, RECORDING)


@pytest.mark.parametrize(
    "url", ["", "not a url", "http://[broken", "https://x/voice/", "https://x/voice/a/b"]
)
def test_odd_error_url_says_nothing(url: str) -> None:
    turn = read("fallback", {"ErrorUrl": url, "ErrorCode": "many"})
    assert (turn.failed_step, turn.error_code, turn.language) == (None, None, "it")


@pytest.mark.parametrize("name", ["Digits", "From", "To", "CallStatus", "SpeechResult"])
def test_half_of_a_surrogate_pair_is_read_like_any_other_text(name: str) -> None:
    turn = read(form={name: "a\ud800b"})
    assert turn.key
    assert turn.digits == ""
