"""Calendars as Outlook, Google, Apple and Thunderbird write them, read into shifts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from centralino.files import calendars
from rules.rota import Kind

START, END = datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC)

# Outlook 16 and Exchange: a zone with Microsoft's name, whose rules begin in 1601.
OUTLOOK = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
END:DAYLIGHT
END:VTIMEZONE
"""
# iCalcreator and others: the changes of the clock near the events, and no rule.
ONE_YEAR = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
TZNAME:CET
DTSTART:20251026T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RDATE:20261025T030000
END:STANDARD
BEGIN:DAYLIGHT
TZNAME:CEST
DTSTART:20260329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
FIXED = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0500
TZOFFSETTO:+0500
END:STANDARD
END:VTIMEZONE
"""
# eluceo/ical: the half of the year in which it was written, from its first of January.
HALF = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:DAYLIGHT
DTSTART:20260101T000000
TZNAME:CEST
TZOFFSETTO:+0200
TZOFFSETFROM:+0100
END:DAYLIGHT
END:VTIMEZONE
"""
ROME = {"summer": "+0200", "winter": "+0100"}


def event(uid: str, start: str, end: str, *more: str, title: str = "anna: reperibilità") -> str:
    lines = [f"UID:{uid}", f"DTSTART{start}", f"DTEND{end}", *more, f"SUMMARY:{title}"]
    return "BEGIN:VEVENT\n" + "\n".join(lines) + "\nEND:VEVENT\n"


def in_zone(uid: str, name: str, start: str, *more: str, hours: int = 4) -> str:
    ends = datetime.strptime(start, "%Y%m%dT%H%M%S").replace(tzinfo=UTC) + timedelta(hours=hours)
    zone = f';TZID="{name}"'
    return event(uid, f"{zone}:{start}", f"{zone}:{ends:%Y%m%dT%H%M%S}", *more)


@pytest.fixture
def read(tmp_path: Path):
    def read(*parts: str, encoding: str = "utf-8", **more: object) -> calendars.Reading:
        text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n" + "".join(parts) + "END:VCALENDAR\n"
        (tmp_path / "turni.ics").write_bytes(text.replace("\n", "\r\n").encode(encoding))
        return calendars.read(
            tmp_path / "turni.ics", START, END, timezone="Europe/Rome", **{"who": None, **more}
        )

    return read


def starts(found: calendars.Reading) -> list[str]:
    return sorted(f"{one.shift.start.astimezone(UTC):%m-%d %H:%M}" for one in found.found)


@pytest.mark.parametrize(
    ("zone", "july", "december"),
    [
        (OUTLOOK.format(name="W. Europe Standard Time", **ROME), "07:00", "08:00"),
        (OUTLOOK.format(name="Customized Time Zone", **ROME), "07:00", "08:00"),
        # what the file defines counts before what the name means anywhere else
        (OUTLOOK.format(name="Europe/Rome", summer="-0400", winter="-0500"), "13:00", "14:00"),
        (FIXED.format(name="W. Europe Standard Time"), "04:00", "04:00"),
        # a year's changes alone: the others are those of the zone that has the name
        (ONE_YEAR.format(name="Europe/Rome"), "07:00", "08:00"),
        (ONE_YEAR.format(name="W. Europe Standard Time"), "07:00", "08:00"),
        (HALF.format(name="Europe/Rome"), "07:00", "08:00"),
    ],
)
def test_a_zone_is_what_the_file_says_of_it(read, zone, july, december):
    name = zone.partition("TZID:")[2].partition("\n")[0]
    days = (in_zone("a", name, "20261207T090000"), in_zone("b", name, "20270705T090000"))
    assert starts(read(zone, *days)) == [f"07-05 {july}", f"12-07 {december}"]
    # and where the definition comes after the events, as RFC 5545 allows
    assert starts(read(*days, zone)) == [f"07-05 {july}", f"12-07 {december}"]


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Rome",
        "W. Europe Standard Time",
        "/freeassociation.sourceforge.net/Europe/Rome",
        "/mozilla.org/20050126_1/Europe/Rome",
        "/Europe/Rome",
    ],
)
def test_a_zone_that_is_not_defined_is_known_by_its_name(read, name):
    assert starts(read(in_zone("a", name, "20270705T090000"))) == ["07-05 07:00"]


@pytest.mark.parametrize(
    ("zone", "name", "told"),
    [
        ("", "Customized Time Zone", 'found "Customized Time Zone"'),
        ("", "Europe/Roma", 'found "Europe/Roma"'),
        ("", "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "found"),
        ("BEGIN:VTIMEZONE\nTZID:Fuso\nEND:VTIMEZONE\n", "Fuso", 'found "Fuso"'),
        (FIXED.format(name="Fuso").replace("+0500", "+5744"), "Fuso", 'found "Fuso"'),
        (ONE_YEAR.format(name="Fuso"), "Fuso", "defined until 2027-03-14 alone"),
        (HALF.format(name="Fuso"), "Fuso", "defined until 2026-12-17 alone"),
    ],
)
def test_a_zone_that_nobody_knows_is_a_fault_of_its_event_alone(read, zone, name, told):
    other = in_zone("good", "Europe/Rome", "20270705T090000")
    found = read(zone, in_zone("bad", name, "20270705T090000"), other)
    [fault] = found.faults
    assert (fault.uid, starts(found)) == ("bad", ["07-05 07:00"])
    assert told in fault.error


def test_a_series_is_told_only_as_far_as_its_zone_is(read):
    found = read(
        ONE_YEAR.format(name="Fuso"),
        in_zone("short", "Fuso", "20261207T090000", "RRULE:FREQ=WEEKLY;COUNT=2"),
        in_zone("long", "Fuso", "20261207T090000", "RRULE:FREQ=MONTHLY;COUNT=8"),
    )
    assert [fault.uid for fault in found.faults] == ["long"]
    assert starts(found)[-2:] == ["12-07 08:00", "12-14 08:00"]


def test_a_series_moved_from_here_on_is_moved_to_its_end(read):
    weekly = in_zone("s", "Europe/Rome", "20261012T090000", "RRULE:FREQ=WEEKLY;COUNT=5")
    moved = in_zone(
        *("s", "Europe/Rome", "20261020T110000"),
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Rome:20261019T090000",
        hours=2,
    )
    found = read(weekly, moved)
    assert found.faults == ()
    # Tuesdays at eleven by the clock, before and after the end of summer
    assert starts(found) == [
        "10-12 07:00",
        "10-20 09:00",
        "10-27 10:00",
        "11-03 10:00",
        "11-10 10:00",
    ]
    assert {one.uid for one in found.found} == {f"s/202610{day}T0900" for day in (12, 19, 26)} | {
        "s/20261102T0900",
        "s/20261109T0900",
    }
    assert {one.shift.end - one.shift.start for one in found.found} == {
        timedelta(hours=4),
        timedelta(hours=2),
    }


def test_a_series_that_ends_from_here_on_ends_there(read):
    weekly = in_zone("s", "Europe/Rome", "20261012T090000", "RRULE:FREQ=WEEKLY;COUNT=5")
    over = in_zone(
        *("s", "Europe/Rome", "20261026T090000", "STATUS:CANCELLED"),
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Rome:20261026T090000",
    )
    assert starts(read(weekly, over)) == ["10-12 07:00", "10-19 07:00"]


@pytest.mark.parametrize(
    "day",
    [
        "RECURRENCE-ID;VALUE=DATE:20261026",
        "RECURRENCE-ID:20261026T080000Z",
        "RECURRENCE-ID;TZID=Europe/Rome:20261026T090000",
        "RECURRENCE-ID;TZID=America/New_York:20261026T040000",
        "RECURRENCE-ID:20261026T090000",
    ],
)
def test_the_day_that_was_moved_is_known_however_it_is_named(read, day):
    weekly = in_zone("s", "Europe/Rome", "20261019T090000", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = in_zone("s", "Europe/Rome", "20261027T150000", day)
    found = read(weekly, moved)
    assert starts(found) == ["10-19 07:00", "10-27 14:00", "11-02 08:00"]
    assert "s/20261026T0900" in {one.uid for one in found.found}


@pytest.mark.parametrize(
    "day",
    [
        "EXDATE;VALUE=DATE:20261026",
        "EXDATE:20261026T080000Z",
        "EXDATE;TZID=Europe/Rome:20261026T090000",
        "EXDATE:20261026T090000",
        "EXDATE;TZID=America/New_York:20261026T040000",
    ],
)
def test_a_day_that_was_left_out_is_known_however_it_is_named(read, day):
    weekly = in_zone("s", "Europe/Rome", "20261019T090000", "RRULE:FREQ=WEEKLY;COUNT=3", day)
    assert starts(read(weekly)) == ["10-19 07:00", "11-02 08:00"]


@pytest.mark.parametrize("day", ["20261026", "20261026T000000Z", "20261026T000000"])
def test_a_day_left_out_of_whole_days_is_known_as_a_time_too(read, day):
    whole = event(
        *("s", ";VALUE=DATE:20261019", ";VALUE=DATE:20261020"),
        *("RRULE:FREQ=WEEKLY;COUNT=3", f"EXDATE:{day}"),
        title="anna: ferie",
    )
    assert starts(read(whole)) == ["10-18 22:00", "11-01 23:00"]


@pytest.mark.parametrize(
    "until", ["20261026", "20261026T090000", "20261026T080000Z", "20261026T225959Z"]
)
def test_a_series_takes_its_last_day_in(read, until):
    weekly = in_zone("s", "Europe/Rome", "20261019T090000", f"RRULE:FREQ=WEEKLY;UNTIL={until}")
    assert starts(read(weekly)) == ["10-19 07:00", "10-26 08:00"]


def test_an_absence_of_months_is_one_and_a_shift_of_months_is_a_wrong_year(read):
    leave = event("l", ";VALUE=DATE:20261101", ";VALUE=DATE:20270601", title="anna: assenza")
    shift = event("t", ";VALUE=DATE:20261101", ";VALUE=DATE:20270601", title="bruno: turno")
    found = read(leave, shift)
    assert [(one.shift.who, one.shift.kind) for one in found.found] == [("anna", Kind.ABSENCE)]
    assert [(one.uid, "at most 60 days" in one.error) for one in found.faults] == [("t", True)]


@pytest.mark.parametrize(
    "wrong",
    [
        event("w", ":20261207T150000Z", ":20261207T090000Z"),
        event("w", ":20261207T090000Z", ";VALUE=DATE:20261208"),
        event("w", ":domani", ":20261207T090000Z"),
        event("w", ":20261207T090000Z", ":20261207T150000Z", title="pizza"),
        event("w", ":20261207T090000Z", ":20261207T150000Z", "RRULE:FREQ=HOURLY"),
        event("w", ":20261207T090000Z", ":20261207T150000Z", "RRULE:FREQ=SPESSO"),
        event("w", ":20261207T090000Z", ":20261207T150000Z", "EXDATE:mai"),
        event("w", ":19991207T090000Z", ":19991207T150000Z"),
        event("w", ":20261207T090000Z", ":20261207T150000Z", "RRULE:FREQ=YEARLY;BYMONTH="),
        "BEGIN:VEVENT\nUID:w\nSUMMARY:anna: turno\nEND:VEVENT\n",
    ],
)
def test_one_wrong_event_is_named_and_the_others_are_read(read, wrong):
    found = read(wrong, in_zone("good", "Europe/Rome", "20270705T090000"))
    assert [fault.uid for fault in found.faults] == ["w"]
    assert starts(found) == ["07-05 07:00"]
    assert found.unread == {"w"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_calendar_is_read_in_the_encodings_that_programs_write(read, encoding):
    [one] = read(in_zone("a", "Europe/Rome", "20270705T090000"), encoding=encoding).found
    assert one.shift.kind is Kind.ON_CALL  # the accent of "reperibilità" came through


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("turni.ics", "turni"),
        ("turni (2).ics", "turni"),
        ("turni (2) (1).ics", "turni"),
        ("turni - Copia.ics", "turni"),
        ("turni - Copia (3).ics", "turni"),
        ("turni copy.ics", "turni"),
        ("turni 2.ics", "turni 2"),
    ],
)
def test_a_second_download_has_the_name_of_the_first(tmp_path, file, name):
    (tmp_path / file).write_text("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n")
    assert calendars.read(tmp_path / file, START, END, timezone="Europe/Rome").name == name


def test_a_long_calendar_of_outlooks_is_read_at_once(read):
    begins = datetime(2026, 10, 5, 9, tzinfo=UTC)
    days = [f"{begins + timedelta(days=day):%Y%m%dT%H0000}" for day in range(350)]
    zone = OUTLOOK.format(name="Customized Time Zone", **ROME)
    started = monotonic()
    found = read(zone, *(in_zone(f"e{day}", "Customized Time Zone", day) for day in days))
    assert len(found.found) == 350
    assert monotonic() - started < 10  # and not a year from 1601 on for each hour
