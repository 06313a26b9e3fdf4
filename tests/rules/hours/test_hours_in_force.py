"""Hours of a line that could never apply are named, with why."""

from datetime import date

import pytest

from rules.hours.hours_in_force import never_in_force
from rules.hours.schedule import Flow, Hours

WEEKDAY, WEEKEND = Flow.WEEKDAY, Flow.WEEKEND


def never(line: Flow, hours: str, **more: object) -> str | None:
    found = never_in_force(line, Hours("Europe/Rome", hours, hours, **more))
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        (WEEKDAY, "Mo-Fr 09:15-12:45,14:45-18:15"),
        (WEEKEND, "Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45"),
        (WEEKDAY, "24/7"),
        (WEEKEND, "09:00-18:00"),  # of every day that is the line's
        (WEEKDAY, "22:00-02:00"),
        (WEEKDAY, "Mo-Fr 09:00-18:00; PH off"),  # as OpenStreetMap has it, and as it is here
        (WEEKDAY, "Mo-Th 22:00-02:00"),  # the nights end on days of the same line
        (WEEKDAY, "Mo-Fr 20:00-24:00"),
        (WEEKEND, "Sa 22:00-02:00"),
        (WEEKDAY, "Mo-Fr 09:00-18:00; Aug 09:00-12:00; Dec 24 09:00-12:00"),
        (WEEKDAY, "Mo-Fr 09:00-18:00; 2026 Dec 24 09:00-12:00"),
        (WEEKDAY, 'Mo-Fr 09:00-18:00 "anche Sa; PH 10:00"'),  # a remark
        (WEEKDAY, "Mo-Fr 09:00-12:00, Mo-Fr 14:00-18:00"),
        (WEEKDAY, "Mo-Fr 09:00-18:00; Fr 09:00-12:00"),
        (
            WEEKDAY,
            "Mo-Fr 09:00-18:00; Dec 24-27 10:00-12:00",
        ),  # the first and the last are worked on
        (WEEKDAY, "Mo-Fr 09:00-18:00; Aug 15 off"),
        (WEEKDAY, "Jan-Mar Mo-Fr 09:00-12:00; Apr-Dec Mo-Fr 08:00-12:00"),
    ],
)
def test_hours_that_apply_are_no_mistake(line, hours):
    assert never(line, hours) is None


@pytest.mark.parametrize(
    ("line", "hours", "told"),
    [
        # past midnight into a day of another flow
        (WEEKDAY, "Mo-Fr 22:00-02:00", "after midnight it is Saturday"),
        (WEEKEND, "Sa-Su 22:00-02:00", "after midnight it is Monday"),
        (WEEKEND, "Sa 09:00-12:00; Su 20:00-01:00", "Su 20:00-01:00: after midnight it is Monday"),
        # holidays are those of the configuration
        (WEEKDAY, "PH 09:00-12:00", "PH 09:00-12:00: days of closure"),
        (WEEKEND, "Sa 09:00-12:00; PH 09:00-12:00", "PH 09:00-12:00: days of closure"),
        (WEEKEND, "Sa,PH 09:00-12:00", "days of closure"),
        (WEEKDAY, "Mo-Fr 09:00-12:00; SH off", "SH closed: days of closure"),
        # dates that are always one of them
        (WEEKDAY, "Mo-Fr 09:00-18:00; Aug 15 10:00-12:00", "is a holiday"),
        (WEEKDAY, "Mo-Fr 09:00-18:00; easter +1 day 10:00-12:00", "is a holiday"),
        (WEEKEND, "09:00-12:00; 2027 Dec 25 10:00-12:00", "2027-12-25 is a holiday"),
        # a day of the other line
        (WEEKEND, "Fr 09:00-12:00", "Friday has another line's hours"),
        (WEEKEND, "Fr-Su 09:00-12:00", "Friday has another line's hours"),
        (WEEKDAY, "Mo-Sa 09:00-12:00", "Saturday has another line's hours"),
        (WEEKDAY, "Mo-Fr 09:00-12:00, Sa 09:00-11:00", "Saturday has another line's hours"),
        (WEEKDAY, "Dec Su 09:00-12:00; Mo-Fr 09:00-12:00", "Sunday has another line's hours"),
        # the afternoon in the place of the morning
        (WEEKDAY, "Mo-Fr 09:00-12:00; Mo-Fr 14:00-18:00", "Mo-Fr 09:00-12:00: what stands after"),
        (WEEKDAY, "Mo-Fr 09:00-18:00; off", "Mo-Fr 09:00-18:00: what stands after"),
        (WEEKDAY, "Mo-Fr 09:00-12:00; Feb 30 09:00-12:00", "there is no Feb 30"),
        (WEEKDAY, "Mo-Fr 09:00-12:00; Jun 31 off", "there is no Jun 31"),
    ],
)
def test_hours_that_can_never_apply_are_named(line, hours, told):
    assert told in (never(line, hours) or "")


def test_a_holiday_that_is_worked_on_may_have_hours_of_its_own():
    hours, christmas = "Mo-Fr 09:00-18:00; Dec 26 10:00-12:00", date(2028, 12, 26)
    assert never(WEEKDAY, hours)
    assert never(WEEKDAY, hours, working=frozenset({christmas})) is None
