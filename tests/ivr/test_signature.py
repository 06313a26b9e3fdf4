"""What Twilio signed is believed; every way of bending it is not."""

import pytest
from flask import Flask, Request, request
from twilio.request_validator import RequestValidator

from ivr.known_fields import OF_A_CALLER, fault
from ivr.signature import Trust, raw_path, refusal
from rules.errors import BadInput
from tests.leotron import ACCOUNT, PUBLIC

CALL = "CA" + "1" * 32
TOKEN = "an old token"
FORM = {
    "AccountSid": ACCOUNT,
    "ApiVersion": "2010-04-01",
    "CallSid": CALL,
    "CallStatus": "in-progress",
    "CallerState": "Köln",
    "Digits": "1",
    "From": "+390451234567",
    "FromCity": "",
    "To": "+390459876543",
    "msg": "Gather End",
}


def trust(**changes) -> Trust:
    return Trust(**{"account_sid": ACCOUNT, "tokens": (TOKEN,), "public_url": PUBLIC, **changes})


def sign(url: str, form=FORM, token: str = TOKEN) -> str:
    return RequestValidator(token).compute_signature(url, form)


def verdict(
    believed: Trust,
    path: str,
    signature: str | None,
    form=FORM,
    base="http://10.0.0.7:8000",
    **more,
) -> str | None:
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    app = Flask("test")
    with app.test_request_context(path, base, method="POST", data=form, headers=headers, **more):
        return refusal(believed, request)


def test_what_twilio_signed_is_believed():
    path = "/voice/menu?l=it&n=1"
    assert verdict(trust(), path, sign(PUBLIC + path)) is None


# The vectors of twilio's own documentation and validator.
@pytest.mark.parametrize(
    ("url", "form", "signature"),
    [
        (
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
        (
            "https://assistenza.example.it/twilio/gather",
            {"SpeechResult": "Perché non funziona?", "Confidence": "0.87", "Digits": ""},
            "rTrljlSdjdtiD5+rOZo3aSxQzaQ=",
        ),
    ],
)
def test_known_signatures_are_right(url, form, signature):
    base, path = url[: url.index("/", 8)], url[url.index("/", 8) :]
    believed = trust(tokens=("12345",), public_url=base)
    assert verdict(believed, path, signature, form) is None
    # Only the account is missing from these old examples.
    assert fault(form, frozenset({"AccountSid"})) == "AccountSid is missing"


@pytest.mark.parametrize(
    "path",
    [
        "/voice/menu?name=Perch%C3%A9",
        "/voice/menu?back=https%3A%2F%2Fx%3Fy",
        "/voice/menu?l=it+en&n=%20",
        "/voice/men%75",
    ],
)
def test_the_address_is_checked_as_it_was_sent(path):
    assert verdict(trust(), path, sign(PUBLIC + path)) is None


@pytest.mark.parametrize(
    ("public", "signed"),
    [
        ("https://a.it", "https://a.it"),
        ("https://a.it/", "https://a.it"),
        ("https://a.it/centralino", "https://a.it/centralino"),  # a prefix that the proxy takes off
        ("https://a.it:8443", "https://a.it"),  # voice drops the port of https, always
        ("https://a.it:8443", "https://a.it:8443"),
        ("https://a.it", "https://a.it:443"),
        ("http://a.it:8080", "http://a.it:8080"),
        ("http://a.it:80", "http://a.it"),
        ("http://a.it", "http://a.it:80"),
    ],
)
def test_ports_as_twilio_writes_them(public, signed):
    path = "/voice/incoming"
    assert verdict(trust(public_url=public), path, sign(signed + path)) is None


@pytest.mark.parametrize(
    ("public", "signed"),
    [
        ("https://a.it", "http://a.it"),
        ("https://a.it", "https://b.it"),
        ("https://a.it", "https://a.it:8443"),
        ("http://a.it:8080", "http://a.it"),
        ("https://a.it/centralino", "https://a.it"),
    ],
)
def test_another_address_is_refused(public, signed):
    path = "/voice/incoming"
    assert verdict(trust(public_url=public), path, sign(signed + path))


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8"]
)
def test_on_this_machine_the_address_as_received_will_do(base):
    path = "/voice/incoming"
    assert verdict(trust(public_url=None), path, sign(base + path), base=base) is None


def test_elsewhere_the_address_must_be_configured():
    base = "https://assistenza.example.it"
    path = "/voice/incoming"
    assert verdict(trust(public_url=None), path, sign(base + path), base=base)


def test_both_tokens_are_believed_while_they_rotate():
    path = "/voice/incoming"
    believed = trust(tokens=("the new token", TOKEN))
    assert verdict(believed, path, sign(PUBLIC + path, token=TOKEN)) is None
    assert verdict(believed, path, sign(PUBLIC + path, token="the new token")) is None
    assert verdict(believed, path, sign(PUBLIC + path, token="an older one"))


@pytest.mark.parametrize("signature", [None, "", "è", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
def test_a_missing_or_made_up_signature_is_refused(signature):
    assert verdict(trust(), "/voice/incoming", signature)


@pytest.mark.parametrize("tokens", [(), ("",), (TOKEN, ""), ("  ",)])
def test_an_empty_token_refuses_to_start(tokens):
    with pytest.raises(BadInput, match="auth_token"):
        trust(tokens=tokens)


def test_without_an_account_there_is_nobody_to_believe():
    with pytest.raises(BadInput, match="account_sid"):
        trust(account_sid="")


def test_nobody_can_sign_with_an_empty_token():
    path = "/voice/incoming"
    assert verdict(trust(), path, sign(PUBLIC + path, token=""))


def test_another_account_is_refused():
    form = {**FORM, "AccountSid": "AC" + "9" * 32}
    path = "/voice/incoming"
    assert verdict(trust(), path, sign(PUBLIC + path, form), form)


def bent(without=(), **more) -> dict[str, str]:
    return {**{name: value for name, value in FORM.items() if name not in without}, **more}


PATH = "/voice/menu?l=it&n=1"


# Each keeps what Twilio signs, so the signature itself stays valid.
@pytest.mark.parametrize(
    ("path", "form"),
    [
        (PATH, bent(["Digits"], Digits1="")),
        (PATH, bent(["Digits"], Digit="s1")),
        (PATH, bent(["Digits"], D="igits1")),
        (PATH, bent(["CallStatus"], **{"CallStatusin-progress": ""})),
        (PATH, bent(["CallStatus"], CallStatu="sin-progress")),
        (PATH, bent(["CallSid"], CallSi="d" + CALL)),
        (PATH, bent(["AccountSid"], Account="Sid" + ACCOUNT)),
        ("/voice/menu?l=it", {"&n": "=1", **FORM}),
        ("/voice/menu?l=it&n=", {"1": "", **FORM}),
        ("/voice/menu?l=it", {"": "&n=1", **FORM}),
        ("/voice/menu", {"?l=it&n=1": "", **FORM}),
    ],
)
def test_moved_characters_are_refused_although_the_signature_holds(path, form):
    signature = sign(PUBLIC + PATH)
    assert sign(PUBLIC + path, form) == signature
    assert verdict(trust(), path, signature, form)


def test_a_field_that_is_moved_into_the_address_is_missing_from_the_form():
    path, form = PATH + "AccountSid" + ACCOUNT, bent(["AccountSid"])
    assert verdict(trust(), path, sign(PUBLIC + PATH), form) is None
    assert fault(form, OF_A_CALLER) == "AccountSid is missing"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/voice/incoming", FORM),  # another path
        ("/voice/menu?l=en&n=1", FORM),
        ("/voice/menu?n=1&l=it", FORM),
        ("/voice/menu?l=it", FORM),
        (PATH, {**FORM, "Digits": "2"}),
        (PATH, {**FORM, "Digits": ""}),
        (PATH, {**FORM, "Extra": "1"}),
        (PATH, bent(["FromCity"])),
        (PATH, {}),
    ],
)
def test_whatever_was_changed_is_refused(path, form):
    assert verdict(trust(), path, sign(PUBLIC + PATH), form)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (PATH, {**FORM, "Digits": ["1", "1"]}),  # twilio's validator sees only one of them
        (PATH, {**FORM, "Digits": ["1", "2"]}),
        (PATH + "&n=1", FORM),
        (PATH + "&n=2", FORM),
    ],
)
def test_a_parameter_that_comes_twice_is_refused_even_when_signed(path, form):
    from werkzeug.datastructures import MultiDict

    assert verdict(trust(), path, sign(PUBLIC + path, MultiDict(form)), form)


@pytest.mark.parametrize(
    "new", [{"SipHeader_X-Firm": "Rossi"}, {"ToAlias": "x"}, {"CallStatusReason": "y"}, {"a": "b"}]
)
def test_parameters_that_twilio_adds_one_day_do_no_harm(new):
    form = {**FORM, **new}
    assert verdict(trust(), PATH, sign(PUBLIC + PATH, form), form) is None


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"RAW_URI": "/a%2Fb?x=%3A"}, "/a%2Fb?x=%3A"),
        ({"REQUEST_URI": "/a?x"}, "/a?x"),
        ({"RAW_URI": "http://host:80/a?x"}, "/a?x"),  # a request in absolute form
        ({"SCRIPT_NAME": "/pre", "PATH_INFO": "/a b", "QUERY_STRING": "x=1"}, "/pre/a%20b?x=1"),
    ],
)
def test_raw_path_from_whatever_the_server_gives(environ, path):
    base = {"REQUEST_METHOD": "POST", "SERVER_NAME": "h", "SERVER_PORT": "80", "PATH_INFO": "/"}
    assert raw_path(Request({**base, "wsgi.url_scheme": "http", **environ})) == path
