"""The rota by commands, and calendars in files."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from icalendar import Calendar
from sqlalchemy import select

from centralino import cli
from centralino.files import calendars
from store.models import Shift
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


def without_name(*events: str) -> str:
    return HEAD.replace("X-WR-CALNAME:Turni\n", "") + "".join(events) + "END:VCALENDAR\n"


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


@pytest.mark.on_both
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
        ([event("two@x", summary="anna: pizza")], 'found "anna: pizza"'),
        ([event(hours=(13, 9))], "expected an end after"),
        ([event(more="RRULE:FREQ=SECONDLY\n")], "expected a repetition"),
        ([event(more="RRULE:FREQ=NEVER\n")], "RRULE"),
        ([event(more="RRULE:FREQ=DAILY;BYSECOND=1\n")], "expected a repetition"),
        ([event(summary="nessuno: turno")], "there is no user"),
        ([event(), event("two@x")], "two shifts of one kind"),
        ([event(uid="")], "expected a UID"),
    ],
)
def test_a_wrong_event_is_named_and_the_rest_of_the_calendar_is_taken(run, tmp_path, events, told):
    file = a_file(tmp_path, *events, event("good@x", "bruno: turno"))
    assert told in run("import", file, "--all-or-nothing", code=1).stderr
    assert shown(run) == []
    done = run("import", file, code=1)
    assert told in done.stderr
    assert "1 left out, as told" in done.stdout
    assert "bruno" in {one["who"] for one in shown(run)}


def test_an_event_that_has_become_wrong_keeps_the_shift_that_it_was(run, tmp_path):
    run("import", a_file(tmp_path, event(), event("two@x", "bruno: turno")))
    broken = event(hours=(13, 9))
    done = run("import", a_file(tmp_path, broken, event("two@x", "bruno: turno")), code=1)
    assert "removed 0" in done.stdout
    assert {one["who"] for one in shown(run)} == {"anna", "bruno"}


@pytest.mark.on_both
def test_a_second_download_neither_doubles_nor_is_refused(run, tmp_path):
    (tmp_path / "turni.ics").write_text(without_name(event(), event("two@x", "bruno: turno")))
    (tmp_path / "turni (2).ics").write_text(without_name(event(hours=(10, 13))))
    run("import", str(tmp_path / "turni.ics"))
    done = json.loads(run("import", str(tmp_path / "turni (2).ics"), "--json").stdout)
    assert (done["added"], done["changed"], done["removed"]) == (0, 1, 1)
    # and under a name of its own it is known by what is in it
    (tmp_path / "export-final.ics").write_text(without_name(event(hours=(11, 13))))
    done = json.loads(run("import", str(tmp_path / "export-final.ics"), "--json").stdout)
    assert (done["added"], done["changed"], done["removed"]) == (0, 1, 0)
    assert len(shown(run)) == 1


def test_what_a_file_never_brought_is_never_taken_away(run, tmp_path):
    day = f"{saturday():%Y-%m-%d}"
    run("add", "bruno", "on_call", f"{day}T15:00", f"{day}T19:00")
    # everybody's calendar has the same name
    anna = a_file(tmp_path, event("a@x", "in ufficio"), event("a2@x", "in ufficio", hours=(14, 16)))
    run("import", anna, "--who", "anna", "--kind", "duty")
    bruno = a_file(tmp_path, event("b@y", "lavoro"))
    done = run("import", bruno, "--who", "bruno", "--kind", "duty")
    assert "removed 0" in done.stdout
    assert "kept apart" in done.stderr
    assert sorted(one["who"] for one in shown(run)) == ["anna", "anna", "bruno", "bruno"]
    # and each is still the truth for what it brought itself
    done = run(
        "import", a_file(tmp_path, event("b@y", "lavoro")), "--who", "bruno", "--kind", "duty"
    )
    assert "added 0, changed 0, removed 0; 1 as they were" in done.stdout
    done = run(
        "import", a_file(tmp_path, event("a@x", "ufficio")), "--who", "anna", "--kind", "duty"
    )
    assert "removed 1; 1 as they were" in done.stdout
    assert sorted(one["who"] for one in shown(run)) == ["anna", "bruno", "bruno"]


def test_a_program_that_names_its_events_anew_each_time_doubles_nothing(run, tmp_path):
    run("import", a_file(tmp_path, event("1@x"), event("2@x", "bruno: turno")))
    again = a_file(tmp_path, event("7@x"), event("8@x", "bruno: turno", hours=(10, 13)))
    done = json.loads(run("import", again, "--json").stdout)
    assert (done["same"], done["added"], done["removed"]) == (1, 1, 1)
    assert len(shown(run)) == 2


@pytest.mark.on_both
def test_an_event_that_was_moved_on_from_the_past_leaves_there_what_was(run, tmp_path, sessions):
    run("import", a_file(tmp_path, event()))
    with sessions.begin() as session:
        [row] = session.scalars(select(Shift))
        row.start_at, row.end_at = (at - timedelta(days=90) for at in (row.start_at, row.end_at))
    assert "added 1" in run("import", a_file(tmp_path, event())).stdout
    with sessions.begin() as session:
        assert len(session.scalars(select(Shift)).all()) == 2


def test_an_absence_of_half_a_year_is_written_and_a_shift_of_half_a_year_is_not(run):
    run("add", "anna", "absence", "2026-12-01T00:00", "2027-06-01T00:00")
    told = run("add", "bruno", "duty", "2026-12-01T00:00", "2027-06-01T00:00", code=1).stderr
    assert "at most 60 days" in told


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
