"""Whatever is wrong is a problem document that names the field and the rule."""

import io

import pytest
from sqlalchemy.exc import OperationalError

from store.views import ticket_list

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LONG = "x" * 10_000
INVISIBLE = [
    "\u200b",
    "\u2060\ufeff",
    "\u00ad \u00ad",
    "\u3164",
    "\u2800",
    "\u200d\ufe0f",
    "\u0301",
]


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        ({}, "message", "required"),
        ({"message": ""}, "message", "at least 1"),
        ({"message": "  \n "}, "message", "some words"),
        ({"message": "x" * 8001}, "message", "at most 8000"),
        *(({"message": blank}, "message", "nothing that shows") for blank in INVISIBLE),
        ({"message": 5}, "message", "string"),
        ({"message": ["x"]}, "message", "string"),
        ({"message": None}, "message", "string"),
        ({"message": "\x00"}, "message", "without control characters, found U+0000"),
        ({"message": "a\u202eb"}, "message", "found U+202E as character 2"),
        ({"message": "\ud800"}, "message", "unicode string"),
        ({"message": "x", "colour": "red"}, "colour", "not permitted"),
        ({"message": "x", "subject": "a\nb"}, "subject", "one line of text"),
        ({"message": "x", "subject": "x" * 256}, "subject", "at most 255"),
        ({"message": "x", "category": "magic"}, "category", "'software'"),
        ({"message": "x", "urgency": "now"}, "urgency", "'blocking'"),
        ({"message": "x", "callback_number": "12"}, "callback_number", "telephone number"),
        ({"message": "x", "callback_number": "045-CIAO123"}, "callback_number", "such as 045"),
        ({"message": "x", "callback_number": "045 8001234/5"}, "callback_number", "second line"),
        ({"message": "x", "callback_number": "899123456"}, "callback_number", "line or a mobile"),
        ({"message": "x", "callback_number": "+881612345678"}, "callback_number", "expected"),
        *(
            ({"message": "x", "callback_number": ours}, "callback_number", "found one of our lines")
            for ours in ("045 5117067", "+39 045 252-5658")
        ),
        ({"message": "x", "callback_number": "0" * 41}, "callback_number", "at most 40"),
        ({"message": "x", "email": "marco at rossi"}, "email", "e-mail address"),
        ({"message": "x", "email": "nicolò@example.it"}, "email", "without accents"),
        ({"message": "x", "last_error": LONG}, "last_error", "at most 4000"),
        ({"message": "x", "software_version": LONG}, "software_version", "at most 40"),
        ({"message": "x", "occurred_at": "2026-02-30T10:00:00Z"}, "occurred_at", "day"),
        ({"message": "x", "occurred_at": "2026-11-24T10:00:00"}, "occurred_at", "timezone"),
        ({"message": "x", "occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at", "year"),
        ({"message": "x", "occurred_at": 5}, "occurred_at", "date and time"),
        ({"message": "x", "ticket": "1001"}, "ticket", "integer"),
        ({"message": "x", "ticket": True}, "ticket", "integer"),
        ({"message": "x", "ticket": 10**30}, "ticket", "less than"),
        ({"message": "x", "ticket": 5}, "ticket", "open ticket"),
        ({"message": "x", "customer_code": "L1042"}, "customer_code", "its own customer"),
        ([], "(body)", "dictionary"),
        ("x", "(body)", "dictionary"),
        (5, "(body)", "dictionary"),
    ],
)
def test_each_bad_field_is_named_with_its_rule(program, body, field, rule):
    refused = program.client.post(
        "/api/v1/tickets", json=body, headers={"Authorization": f"Bearer {program.token}"}
    )
    assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
    problem = refused.json
    assert (problem["status"], problem["title"]) == (422, "Unprocessable Entity")
    (error,) = problem["errors"]
    assert (error["in"], error["field"]) == ("body", field)
    assert rule in error["rule"]
    assert "pattern" not in error["rule"]
    assert LONG not in refused.text


@pytest.mark.parametrize(
    ("code", "rule"), [(None, "expected a customer's code"), ("X9", "no customer")]
)
def test_a_user_must_name_a_customer_whom_we_know(technician, code, rule):
    refused = technician.opens(**({"customer_code": code} if code else {}))
    (error,) = refused.json["errors"]
    assert error["field"] == "customer_code"
    assert rule in error["rule"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=x", "limit"),
        ("status=gone", "status"),
        ("call_sid=x", "call_sid"),
        ("before=0", "before"),
        ("before=99999999999999999999", "before"),
        ("colour=red", "colour"),
    ],
)
def test_each_bad_parameter_is_named(program, query, field):
    refused = program.get(f"/tickets?{query}")
    assert refused.status_code == 422
    (error,) = refused.json["errors"]
    assert (error["in"], error["field"]) == ("query", field)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "nothing"),
        (b"  ", "nothing"),
        (b"{", "at line 1, column 2: Expecting property name"),
        (b"{'message': 'x'}", "at line 1, column 2: Expecting property name"),
        (b'{"message": NaN}', "NaN, which JSON has not"),
        (b'{"message": "\xff"}', "the byte 0xFF at position 14"),
        ('{"message": "è"}'.encode("latin-1"), "the byte 0xE8 at position 14"),
        (b"[" * 100_000, "arrays or objects in one another"),
        (b'{"message": "x"}}', "at line 1, column 17: Extra data"),
        (b'{"message": "segreto\x07"}', "at line 1, column 21: Invalid control character at"),
    ],
)
def test_a_body_that_is_no_json_is_told_where_it_is_none(program, body, found):
    refused = program._call("POST", "/tickets", data=body, content_type="application/json")
    assert (refused.status_code, refused.json["status"]) == (400, 400)
    assert refused.content_type == "application/problem+json"
    assert refused.json["detail"].startswith(f"expected JSON in UTF-8, found {found}")
    assert "segreto" not in refused.text


@pytest.mark.parametrize("media_type", [None, "text/plain", "multipart/form-data", "text/xml"])
def test_a_body_of_another_type_is_refused(program, media_type):
    refused = program._call("POST", "/tickets", data=b"{}", content_type=media_type)
    assert (refused.status_code, refused.json["status"]) == (415, 415)


def test_ten_megabytes_are_refused(program):
    refused = program.opens(message="x" * 10_000_000)
    assert (refused.status_code, refused.json["status"]) == (413, 413)


@pytest.mark.parametrize("size", [10_000_000, 300_000])
def test_a_body_that_does_not_say_how_long_it_is_has_the_same_limit(program, size):
    refused = program._call(
        "POST",
        "/tickets",
        input_stream=io.BytesIO(b'{"message": "x"}'.ljust(size)),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert (refused.status_code, refused.json["status"]) == (413, 413)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/tickets/x", 404),
        ("DELETE", "/tickets", 405),
        ("GET", "/callbacks/1/claim", 405),
    ],
)
def test_errors_of_http_are_problems_too(program, method, path, status):
    answer = program._call(method, path)
    assert (answer.status_code, answer.json["status"]) == (status, status)
    assert answer.content_type == "application/problem+json"
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("segreto"), 500),
        (OperationalError("SELECT segreto", {}, Exception("locked")), 503),
    ],
)
def test_what_breaks_here_is_told_without_its_reason(program, monkeypatch, error, status):
    def breaks(*_, **__):
        raise error

    monkeypatch.setattr(ticket_list, "tickets", breaks)
    answer = program.get("/tickets")
    assert (answer.status_code, answer.json["status"]) == (status, status)
    assert "segreto" not in answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)
