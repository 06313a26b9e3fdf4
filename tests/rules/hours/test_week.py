"""A week of hours between a form and opening_hours syntax."""

from datetime import time

import pytest

from rules.errors import BadInput
from rules.hours.week import Times, day_of_form, syntax_of, week_of

MIDNIGHT = time.max  # as an end
WEEKDAYS, WEEKEND = range(5), range(5, 7)


@pytest.mark.parametrize(
    ("syntax", "days", "written"),
    [
        ("Mo-Fr 09:15-12:45,14:45-18:15", WEEKDAYS, "Mo-Fr 09:15-12:45,14:45-18:15"),
        ("Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45", WEEKEND, None),
        ("Mo,We-Fr 9:00-13:00", WEEKDAYS, "Mo 09:00-13:00; We-Fr 09:00-13:00"),
        ("Mo-Fr 09:00-18:00; We off", WEEKDAYS, "Mo-Tu 09:00-18:00; Th-Fr 09:00-18:00"),
        ("24/7", WEEKEND, "Sa-Su 00:00-24:00"),
        ("Mo-Fr 18:00-24:00", WEEKDAYS, "Mo-Fr 18:00-24:00"),
        ("off", WEEKEND, "closed"),
    ],
)
def test_days_and_times_come_back_as_they_were(syntax, days, written):
    found = week_of(syntax, days)
    assert found is not None
    assert syntax_of(found) == (written or syntax)
    assert week_of(syntax_of(found), days) == found


@pytest.mark.parametrize(
    "syntax",
    [
        "Mo-Fr 09:00-12:00; Aug off",  # a month
        "Mo-Fr 09:00-10:00,11:00-12:00,13:00-14:00",  # more spans than the form has room for
        'Mo-Fr 09:00-12:00 "a voce"',
        "Mo-Fr 09:00-12:00; PH off",
        "week 1-53/2 Mo-Fr 09:00-12:00",
    ],
)
def test_a_rule_that_says_more_stays_text(syntax):
    assert week_of(syntax, WEEKDAYS) is None


@pytest.mark.parametrize(
    ("typed", "times"),
    [
        ([("9:15", "12.45"), ("", "")], (Times(time(9, 15), time(12, 45)),)),
        ([("", ""), ("14:00", "24:00")], (Times(time(14), MIDNIGHT),)),
        ([("00:00", "00:00")], (Times(time(0), MIDNIGHT),)),
        ([], ()),
    ],
)
def test_times_are_taken_as_people_write_them(typed, times):
    assert day_of_form(typed, 0) == times


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ([("09:00", "")], "hours_half"),
        ([("09:00", "09:00")], "hours_order"),
        ([("12:00", "09:00")], "hours_order"),
        ([("09:00", "12:00"), ("11:00", "13:00")], "hours_overlap"),
        ([("14:00", "18:00"), ("09:00", "12:00")], "hours_overlap"),
        ([("9", "12:00")], "hours_time"),
        ([("25:00", "26:00")], "hours_time"),
        ([("24:00", "24:00")], "hours_time"),
    ],
)
def test_times_that_are_none_are_refused_with_their_day(typed, code):
    with pytest.raises(BadInput) as refused:
        day_of_form(typed, 2)
    assert (refused.value.code, refused.value.facts["day"]) == (code, "mercoledì")
