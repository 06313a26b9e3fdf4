"""`centralino hours`, as people and scripts call it."""

import json
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner

from centralino import cli

SHIPPED = (Path(__file__).parents[3] / "config.yaml").read_text(encoding="utf-8")


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs `centralino hours ...` beside a copy of the shipped config.yaml."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CENTRALINO_CONFIG", raising=False)
    (tmp_path / "config.yaml").write_text(SHIPPED, encoding="utf-8")

    def run(*words, code=0, env=None):
        arguments = ("hours", *words)
        result = CliRunner().invoke(cli.centralino, arguments, env=env, catch_exceptions=False)
        assert result.exit_code == code, result.stderr
        return result

    return run


def test_saturday_is_explained_as_the_contract_shows(run):
    result = run("explain", "2026-11-28T10:00", "--json")
    assert json.loads(result.stdout) == {
        "at": "2026-11-28T10:00:00+01:00",
        "flow": "weekend",
        "open": True,
        "reason": "sabato, orario di assistenza week-end",
        "in_charge_at": {
            "standard": "2026-11-30T09:15:00+01:00",
            "j_system": "2026-11-28T10:00:00+01:00",
        },
    }
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("when", "at"),
    [
        ("2026-11-28T10:00:30", "2026-11-28T10:00:30+01:00"),  # the service's zone
        ("2026-11-28 10:00", "2026-11-28T10:00:00+01:00"),
        ("2026-11-28", "2026-11-28T00:00:00+01:00"),
        ("2026-11-28T10:00Z", "2026-11-28T11:00:00+01:00"),
        ("2026-11-28T10:00-05:00", "2026-11-28T16:00:00+01:00"),
        ("2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),  # shown twice: the first time
        ("2026-10-25T02:30+01:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_instant_may_be_local_or_have_an_offset(run, when, at):
    assert json.loads(run("explain", when, "--json").stdout)["at"] == at


def test_explanation_reads_well_without_json(run):
    assert run("explain", "2026-12-25T10:00").stdout.splitlines() == [
        "at         2026-12-25T10:00:00+01:00",
        "flow       holiday",
        "open       no",
        "reason     Natale",
        "in charge  2026-12-28T09:15:00+01:00 standard",
        "           2026-12-27T09:15:00+01:00 J-System",
    ]


def test_calendar_shows_a_day_a_line(run):
    lines = run("calendar", "--from", "2026-04-04", "--to", "2026-04-06").stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["date", "day", "flow", "hours", "reason"],
        [
            *("2026-04-04", "sabato", "weekend", "09:15-12:45,", "14:45-18:15"),
            *("sabato,", "orario", "di", "assistenza", "week-end"),
        ],
        ["2026-04-05", "domenica", "holiday", "closed", "Pasqua"],
        ["2026-04-06", "lunedì", "holiday", "closed", "Lunedì", "dell'Angelo"],
    ]


def test_calendar_as_json_has_spans_and_reasons(run):
    result = run("calendar", "--from", "2026-11-01", "--to", "2026-11-30", "--json")
    days = json.loads(result.stdout)
    assert [day["date"] for day in days] == [f"2026-11-{day:02d}" for day in range(1, 31)]
    assert days[0] == {
        "date": "2026-11-01",
        "flow": "holiday",
        "open": False,
        "hours": [],
        "reason": "Ognissanti",
        "holiday": "Ognissanti",
    }
    assert days[28]["hours"] == [
        {"from": "2026-11-29T09:15:00+01:00", "to": "2026-11-29T12:45:00+01:00"}
    ]


def test_configuration_decides(run):
    closed = SHIPPED.replace("extra: {}", "extra: {2026-12-24: chiusura natalizia}")
    closed = closed.replace("working: []", "working: [2026-12-08]")
    Path("other.yaml").write_text(closed, encoding="utf-8")
    env = {"CENTRALINO_CONFIG": "other.yaml"}
    eve = json.loads(run("explain", "2026-12-24T10:00", "--json", env=env).stdout)
    assert (eve["flow"], eve["reason"]) == ("holiday", "chiusura natalizia")
    feast = json.loads(run("explain", "2026-12-08T10:00", "--json", env=env).stdout)
    assert (feast["flow"], feast["open"]) == ("weekday", True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("explain",), "Missing argument 'WHEN'"),
        (
            ("explain", "domani"),
            'expected a time such as 2026-11-28T10:00 or 2026-11-28T10:00+01:00, found "domani"',
        ),
        (("explain", "2026-02-30T10:00"), 'found "2026-02-30T10:00"'),
        (("explain", "2026-03-29T02:30"), "expected a time that exists in Europe/Rome"),
        (("explain", "2500-01-01"), "expected a day from 1978 to 2100, found 2500-01-01"),
        (("explain", "0001-01-01"), "found 0001-01-01"),
        (("explain", "9999-12-31T23:59-10:00"), "found 9999-12-31"),
        (("calendar", "--from", "2026-01-01"), "Missing option '--to'"),
        (
            ("calendar", "--from", "ieri", "--to", "2026-01-01"),
            "'--from': expected a day such as 2026-12-24, found \"ieri\"",
        ),
        (
            ("calendar", "--from", "2026-02-01", "--to", "2026-01-31"),
            "expected a last day not before 2026-02-01, found 2026-01-31",
        ),
        (
            ("calendar", "--from", "1900-01-01", "--to", "1900-01-31"),
            "expected a day from 1978 to 2100, found 1900-01-01",
        ),
    ],
)
def test_wrong_call_ends_with_two_and_says_what_was_expected(run, words, message):
    result = run(*words, "--json", code=2)
    assert message in result.stderr
    assert result.stdout == ""


def test_desk_that_never_opens_is_a_wrong_configuration(run):
    env = {"CENTRALINO_LINES__WEEKDAY__HOURS": "off"}
    result = run("explain", "2026-11-24T10:00", code=2, env=env)
    assert "expected weekday hours within 400 days of 2026-11-24, found none" in result.stderr


def test_the_calendar_is_written_as_ical_too(run):
    days = ("--from", "2026-12-24", "--to", "2026-12-28")
    made = icalendar.Calendar.from_ical(run("calendar", *days, "--ics").stdout)
    told = [str(one["summary"]) for one in made.walk("VEVENT")]
    assert "Assistenza chiusa: Natale" in told
    assert "Assistenza aperta" in told
    run("calendar", *days, "--ics", "--json", code=2)
