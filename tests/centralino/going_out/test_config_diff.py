"""`centralino config diff`: the last weeks' calls by another configuration, as people and scripts ask."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rules.promise import Policy
from rules.tickets.ticket import Kind
from store.callbacks import replay
from store.callbacks.promises import Promises
from store.tickets import lifecycle
from tests.builders import a_call
from tests.centralino.cli.runner import runner
from tests.leotron import HOURS, WEEKDAY_LINE

SHIPPED = (Path(__file__).parents[3] / "config.yaml").read_text(encoding="utf-8")
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def run(database_url, monkeypatch, tmp_path, now):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CENTRALINO_CONFIG", raising=False)
    (tmp_path / "config.yaml").write_text(SHIPPED, encoding="utf-8")
    return runner(database_url, monkeypatch, tmp_path, now)


@pytest.fixture
def other(tmp_path):
    """The shipped configuration with some of its words replaced."""

    def written(*changes):
        text = SHIPPED
        for was, becomes in changes:
            assert was in text, was
            text = text.replace(was, becomes, 1)
        (tmp_path / "other.yaml").write_text(text, encoding="utf-8")
        return "other.yaml"

    return written


@pytest.fixture
def calls(sessions, now):
    """A call in the morning, one at six in the evening and one on Sunday, each with its ticket."""
    at = [
        TUESDAY - timedelta(days=1, hours=0),
        TUESDAY - timedelta(days=1) + timedelta(hours=8),
        TUESDAY - timedelta(days=2),
    ]
    with sessions.begin() as session:
        found = []
        for moment in at:
            call = a_call(session, to_number=WEEKDAY_LINE, now=moment)
            lifecycle.open_for_call(
                session, call, kind=Kind.MESSAGE, in_charge_at=moment, now=moment
            )
            found.append(call.sid)
    return found


def told(run, *words):
    return json.loads(run("config", "diff", *words, "--json").stdout)


def test_the_same_configuration_changes_nothing(run, other, calls):
    found = told(run, other())
    assert (found["calls"], found["different"], found["keys"]) == (3, [], [])
    said = run("config", "diff", other()).stdout
    assert "Of 3 calls of the last 4 weeks nothing would have been different." in said


def test_a_holiday_closes_the_day_and_moves_the_promise(run, other, calls):
    changed = other(("  extra:", "  extra:\n    2026-11-23: Chiusura di prova"))
    found = told(run, changed)
    days = {one["at"][:10] for one in found["different"]}
    morning = next(one for one in found["different"] if one["call_sid"] == calls[0])
    assert {"flow", "open", "in_charge_at", "promised_at"} == set(morning["differs"])
    assert (morning["before"]["flow"], morning["after"]["flow"]) == ("weekday", "holiday")
    assert morning["before"]["promised_at"][:10] == "2026-11-23"
    assert morning["after"]["promised_at"][:10] == "2026-11-24"
    assert "2026-11-23" in days
    assert [one["key"] for one in found["keys"]] == ["holidays.extra"]
    said = run("config", "diff", changed).stdout
    assert "flow" in said
    assert "holiday" in said


def test_a_promise_that_is_to_hold_more_often_is_a_later_one(run, other, calls):
    (confidence,) = [line for line in SHIPPED.splitlines() if "confidence:" in line][:1]
    key, _, _ = confidence.partition(":")
    found = told(run, other((confidence, f"{key}: 0.99")))
    assert found["different"]
    for one in found["different"]:
        assert one["differs"] == ["promised_at"]
        assert one["after"]["promised_at"] > one["before"]["promised_at"]


def test_calls_that_are_older_are_left_out(run, other, calls, sessions):
    with sessions.begin() as session:
        a_call(session, now=TUESDAY - timedelta(weeks=3))
    assert told(run, other(), "--weeks", "1")["calls"] == 3
    assert told(run, other(), "--weeks", "4")["calls"] == 4


def test_a_wrong_file_is_refused_with_its_line(run, other, calls):
    wrong = other(("service:", "service:\n  nonsense: 1"))
    result = run("config", "diff", wrong, code=2)
    assert "other.yaml:" in result.stderr
    assert "nonsense" in result.stderr
    run("config", "diff", "there-is-none.yaml", code=2)


def test_what_is_promised_now_is_what_the_replay_says(sessions, calls, now):
    """The replay asks the rule that promises: at the same instant, with the same queue."""
    waits = timedelta(minutes=10)
    made = {}
    with sessions.begin() as session:
        call = a_call(session, now=now)
        ticket = lifecycle.open_for_call(
            session, call, kind=Kind.MESSAGE, in_charge_at=now, now=now
        )
        session.flush()
        made[call.sid] = Promises(lambda: HOURS, Policy(), waits).make(session, ticket, now)
    tried = replay.Tried(HOURS, Policy(), {}, waits)
    with sessions() as session:
        until = now + timedelta(seconds=1)
        found = list(replay.Replay(session, now, until).each(tried, tried))
    assert [(one.call_sid, one.before.promised_at) for one in found] == list(made.items())
