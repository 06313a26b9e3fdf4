"""The rota by commands, and calendars in files."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from centralino import cli
from centralino.files import calendars
from tests.builders import a_user

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nX-WR-CALNAME:Turni\n"


@pytest.fixture
def run(sessions, database_url, monkeypatch, now):
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", database_url)
    with sessions.begin() as session:
        for name in ("anna", "bruno"):
            a_user(session, name, now=now)

    def run(*words: str, code: int = 0):
        result = CliRunner().invoke(cli.centralino, ["rota", *words])
        assert result.exit_code == code, result.output
        return result

    return run


def saturday() -> datetime:
    today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(5 - today.weekday()) % 7 + 7)


def event(uid="one@x", summary="anna: reperibilità", hours=(9, 13), more="") -> str:
    day = f"{saturday():%Y%m%d}"
    return (
        f"BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{summary}\n"
        f"DTSTART;TZID=Europe/Rome:{day}T{hours[0]:02}0000\n"
        f"DTEND;TZID=Europe/Rome:{day}T{hours[1]:02}0000\n{more}END:VEVENT\n"
    )


def a_file(folder: Path, *events: str) -> str:
    file = folder / "turni.ics"
    file.write_text(HEAD + "".join(events) + "END:VCALENDAR\n")
    return str(file)


def shown(run) -> list[dict]:
    return json.loads(run("show", "--days", "60", "--json").stdout)["shifts"]


def test_a_shift_is_added_given_away_and_removed(run):
    day = f"{saturday():%Y-%m-%d}"
    run("add", "anna", "on_call", f"{day}T09:15", f"{day}T12:45")
    [shift] = shown(run)
    assert (shift["who"], shift["start"][11:], shift["place"]) == ("anna", shift["start"][11:], 1)
    run("swap", str(shift["id"]), "bruno")
    [shift] = shown(run)
    assert (shift["who"], shift["given_by"]) == ("bruno", ["anna"])
    run("remove", str(shift["id"]))
    assert shown(run) == []
    assert "there is no shift" in run("remove", str(shift["id"]), code=1).stderr


def test_week_end_hours_that_nobody_covers_are_told(run):
    assert "Nobody is on call from" in run("show").stderr


def test_a_calendar_is_tried_out_then_imported_and_then_exported(run, tmp_path):
    weekly = "RRULE:FREQ=WEEKLY;COUNT=3\n"
    file = a_file(tmp_path, event(more=weekly), event("two@x", "bruno: reperibilità 2"))
    tried = json.loads(run("import", file, "--dry-run", "--json").stdout)
    assert (tried["added"], tried["errors"], shown(run)) == (4, [], [])
    run("import", file)
    assert len(shown(run)) == 4
    assert "added 0, changed 0, removed 0; 4 as they were" in run("import", file).stdout
    run("export", str(tmp_path / "out.ics"))
    events = Calendar.from_ical((tmp_path / "out.ics").read_bytes()).events
    assert {str(one["SUMMARY"]) for one in events} == {
        "anna: reperibilità",
        "bruno: reperibilità 2",
    }


def test_one_day_that_was_moved_stays_the_same_shift(run, tmp_path):
    weekly = event(more="RRULE:FREQ=WEEKLY;COUNT=2\n")
    run("import", a_file(tmp_path, weekly))
    begins = f"RECURRENCE-ID;TZID=Europe/Rome:{saturday():%Y%m%d}T090000\n"
    moved = event(hours=(15, 19), more=begins)
    told = json.loads(run("import", a_file(tmp_path, weekly, moved), "--json").stdout)
    assert (told["added"], told["changed"], told["removed"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([event(summary="riunione")], "expected one of turno"),
        ([event(), event("two@x", summary="anna: pizza")], 'found "anna: pizza"'),
        ([event(hours=(13, 9))], "expected an end after"),
        ([event(more="RRULE:FREQ=SECONDLY\n")], "expected a repetition"),
        ([event(more="RRULE:FREQ=NEVER\n")], "expected a repetition"),
        ([event(more="RRULE:FREQ=DAILY;BYSECOND=1\n")], "expected a repetition"),
        ([event(summary="nessuno: turno")], "there is no user"),
        ([event(), event("two@x")], "two shifts of one kind"),
        ([event(uid="")], "expected a UID"),
    ],
)
def test_a_calendar_with_one_wrong_event_changes_nothing(run, tmp_path, events, told):
    assert told in run("import", a_file(tmp_path, *events), code=1).stderr
    assert shown(run) == []


@pytest.mark.parametrize("content", [b"", b"notes", bytes(range(256)), b"x" * 3_000_000])
def test_a_file_that_is_no_calendar_is_refused(run, tmp_path, content):
    (tmp_path / "x.ics").write_bytes(content)
    assert "x.ics: expected" in run("import", str(tmp_path / "x.ics"), code=1).stderr


def test_the_link_of_a_calendar_is_shown_once(run):
    address = run("feed", "anna").stdout.strip()
    assert "/console/turni/" in address
    assert run("feed", "anna").stdout.strip() != address


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=-1", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"],
)
def test_repetitions_that_never_end_are_broken_off(run, tmp_path, monkeypatch, rule):
    monkeypatch.setattr(calendars, "LONGEST_SECONDS", 0.3)
    file = a_file(tmp_path, event(more=f"RRULE:{rule}\n"))
    result = run("import", file, code=1)
    assert "turni.ics" in result.stderr
    assert "expected" in result.stderr
    assert shown(run) == []


def test_a_name_that_nobody_has_is_told_with_its_file_and_event(run, tmp_path):
    file = a_file(tmp_path, event(uid="seven@x", summary="zorro: reperibilità"))
    result = run("import", file, code=1)
    for words in ("turni.ics", "seven@x", "zorro"):
        assert words in result.stderr


def test_an_export_that_cannot_be_written_says_where(run, tmp_path):
    result = run("export", str(tmp_path / "nothing" / "x.ics"), code=1)
    assert "x.ics: No such file or directory" in result.stderr
