"""Signatures made by code that shares nothing with twilio's own validator, which checks them."""

import pytest
from twilio.request_validator import RequestValidator

from simulator.wire.signing import body_sha256, signature, signed_url

DESK = "https://assistenza.example.it"
SID = "CA" + "0" * 32

VECTORS = [
    (  # Twilio's own vector
        "https://example.com/myapp.php?foo=1&bar=2",
        {
            "CallSid": "CA1234567890ABCDE",
            "Caller": "+14158675310",
            "Digits": "1234",
            "From": "+14158675310",
            "To": "+18005551212",
        },
        "L/OH5YylLD5NRKLltdqwSvS0BnU=",
    ),
    (f"{DESK}/twilio/voice", {}, "cN1R4pFPeqPEEztoZOnh4S7elmA="),
    (
        f"{DESK}/twilio/voice?x=1",
        {"CallSid": SID, "From": "+390451234567", "To": "+390459876543", "CallStatus": "ringing"},
        "Kk0fIzL63xlEdOdGhoGV3/Bo1Ng=",
    ),
    (
        f"{DESK}/twilio/gather",
        {"SpeechResult": "Perché non funziona?", "Confidence": "0.87", "Digits": ""},
        "rTrljlSdjdtiD5+rOZo3aSxQzaQ=",
    ),
    (f"{DESK}/twilio/voice?CallSid=CA1&From=%2B39045", {}, "HBMZREa3g4nw09dut2oiQWVLATo="),
    ("http://127.0.0.1:5000/voice", {"A": "1", "a": "2", "B": "3"}, "cdtw2RqT34xtYyoO+BRO/c1SCfs="),
    ("http://127.0.0.1:80/voice", {"A": "1"}, "976gsaHD8kZ6fdF+hXoF//7CuoE="),
    ("http://127.0.0.1/voice", {"A": "1"}, "StOeR8LFVWH4uU5PGNz66++alh4="),
    (  # a JSON body stands in the URL as its hash
        "https://example.com/myapp?bodySHA256="
        + body_sha256(b'{"CallSid":"CA1234567890ABCDE","Caller":"+12349013030"}'),
        {},
        "hPXmLwIy3Fgqv1i9KPmH/HhQ6zo=",
    ),
]


@pytest.mark.parametrize(("url", "form", "expected"), VECTORS)
def test_known_signatures_are_reproduced(url, form, expected):
    assert signature("12345", url, form.items()) == expected


@pytest.mark.parametrize(("url", "form", "expected"), VECTORS[:-1])
def test_twilio_s_own_validator_accepts_them(url, form, expected):
    assert RequestValidator("12345").validate(url, form, signature("12345", url, form.items()))


def test_a_repeated_parameter_is_signed_once_per_value_in_order():
    pairs = [("Event", "b"), ("Event", "a"), ("Event", "b")]
    assert signature("12345", DESK, pairs) == signature("12345", DESK, [("EventaEvent", "b")])


@pytest.mark.parametrize(
    ("url", "voice", "signed"),
    [
        ("https://user:secret@desk.example/voice", True, "https://desk.example/voice"),
        ("https://desk.example/voice#rc=2&rp=all", True, "https://desk.example/voice"),
        ("https://desk.example:8443/voice", True, "https://desk.example/voice"),
        ("https://desk.example:8443/sms", False, "https://desk.example:8443/sms"),
        ("http://desk.example:8080/voice", True, "http://desk.example:8080/voice"),
        ("http://desk.example:8080/sms", False, "http://desk.example:8080/sms"),
        ("https://desk.example/v?a=%C3%A8&b=%2F", True, "https://desk.example/v?a=%C3%A8&b=%2F"),
    ],
)
def test_what_of_a_url_is_signed(url, voice, signed):
    assert signed_url(url, voice=voice) == signed
