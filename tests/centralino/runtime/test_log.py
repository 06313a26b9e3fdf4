"""What is logged: JSON, a line each, from which nobody can be rung or impersonated."""

import io
import json
import logging
import time

import pytest
import structlog
from sqlalchemy import create_engine, text

from centralino.config.variables import LOG_FILE
from centralino.runtime import log


@pytest.fixture
def lines():
    """The lines logged so far, from a fresh configuration that is undone afterwards."""
    stream = io.StringIO()
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    log.configure(stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_is_json_and_carries_the_calls_sid(lines):
    sid = "CA0123456789012345678901234567890123"
    structlog.get_logger().info("webhook", call_sid=sid, step="incoming", status=200, ms=1.5)
    (line,) = lines()
    assert (line["event"], line["call_sid"], line["ms"]) == ("webhook", sid, 1.5)
    assert (line["level"], line["at"][-1]) == ("info", "Z")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("call from +390458001234", "call from +390•••34"),
        ("3471234567 rang", "3471•••67 rang"),
        ("+39 045 800 1234", "+39 •••34"),
        ("('+390458001234', 'x')", "('+390•••34', 'x')"),
        ("mario.rossi@example.it wrote", "••• wrote"),
        ("port 8000, 12 s, 2026-11-24T09:00:00Z", "port 8000, 12 s, 2026-11-24T09:00:00Z"),
        ("RE01234567890123456789012345678901", "RE01234567890123456789012345678901"),
        ("answered 503 after 1200 ms", "answered 503 after 1200 ms"),
    ],
)
def test_numbers_and_addresses_are_masked(written, shown):
    assert log.without_numbers(written) == shown


def test_addresses_that_are_run_together_are_masked():
    assert "@" not in log.without_numbers("a@b.cd+e@f.gh wrote")


def took(text):
    began = time.perf_counter()
    log.without_numbers(text)
    return time.perf_counter() - began


@pytest.mark.parametrize(
    "part", ["ciao", "a.b-", "a@", "@a", "1 ", "[parameters: ", "12345678901 "]
)
def test_a_long_text_is_masked_in_proportion_to_its_length(part):
    end = "[parameters: (1,)]\n(Background on this error)"
    for head in ("", end):
        small, large = (min(took(head + part * n) for _ in range(3)) for n in (2000, 16_000))
        assert large < 30 * small + 0.05  # quadratic: 64


@pytest.mark.parametrize("key", ["auth_token", "password", "Authorization", "signature", "secret"])
def test_secrets_are_never_written(lines, key):
    structlog.get_logger().warning("refused", **{key: "abc"})
    assert "abc" not in json.dumps(lines())


def test_a_failed_statement_does_not_tell_what_it_was_given(lines):
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            said = {"said": "sono Mario Rossi, [chiamatemi]"}
            connection.execute(text("INSERT INTO nowhere VALUES (:said)"), said)
    except Exception:
        structlog.get_logger().exception("webhook failed")
    (line,) = lines()
    assert "no such table" in line["exception"]
    assert "Rossi" not in line["exception"]


def test_what_libraries_log_is_json_as_well_and_masked(lines):
    logging.getLogger("gunicorn.error").warning("lost %s", "+390458001234")
    logging.getLogger("sqlalchemy").info("not worth a line")
    (line,) = lines()
    assert (line["event"], line["logger"]) == ("lost +390•••34", "gunicorn.error")


def test_the_environment_may_name_a_file(tmp_path, monkeypatch, lines):
    monkeypatch.setenv(LOG_FILE, str(tmp_path / "service.log"))
    log.configure()
    structlog.get_logger().info("one")
    log.configure()  # another process begins
    structlog.get_logger().info("two")
    kept = (tmp_path / "service.log").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in kept] == ["one", "two"]
