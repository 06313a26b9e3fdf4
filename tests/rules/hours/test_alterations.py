"""Hours that are altered: what counts, what is refused, and what it would touch."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rules.errors import BadInput
from rules.hours import changed
from rules.hours.alterable import MOST_DAYS, Alterable, in_force, value_of, with_value
from rules.hours.changed import Promised
from tests.leotron import HOURS

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # Tuesday, ten o'clock in Verona
SHORT = replace(HOURS, weekday="Mo-Th 09:15-12:45,14:45-18:15; Fr 09:15-12:45,14:45-16:30")


@pytest.mark.parametrize("which", Alterable)
def test_what_hours_say_is_a_value_that_makes_them_again(which):
    full = replace(
        HOURS, extra={date(2026, 12, 24): "Natale"}, working=frozenset({date(2026, 12, 8)})
    )
    assert with_value(full, which, value_of(full, which)) == full


@pytest.mark.parametrize(
    ("which", "value", "code"),
    [
        (Alterable.WEEKDAY, "quando capita", "hours_syntax"),
        (Alterable.WEEKDAY, "Mo-Fr\n09:00-12:00", "hours_syntax"),
        (Alterable.WEEKEND, "Sa sunrise-12:00", "hours_solar"),
        (Alterable.WEEKEND, "x" * 401, "hours_length"),
        (Alterable.WEEKEND, 7, "hours_length"),
        (Alterable.EXTRA, {"2026-12-24": " "}, "closure_reason"),
        (Alterable.EXTRA, {"2026-12-24": "a {when}"}, "closure_reason"),
        (Alterable.EXTRA, {"2026-12-24": "x" * 61}, "closure_reason"),
        (Alterable.EXTRA, {"24/12/2026": "ferie"}, "day_unknown"),
        (Alterable.EXTRA, {"0001-01-01": "ferie"}, "day_unknown"),
        (Alterable.WORKING, ["2026-12-08"] * (MOST_DAYS + 1), "days_most"),
        (Alterable.WORKING, ["2026-08-15"], "closed_and_working"),
    ],
)
def test_a_value_that_cannot_be_is_refused(which, value, code):
    closed = replace(HOURS, extra={date(2026, 8, 15): "ferie"})
    with pytest.raises(BadInput) as refused:
        with_value(closed, which, value)
    assert refused.value.code == code


def test_alterations_count_in_any_order_and_one_that_cannot_is_told_and_the_others_count():
    closed = replace(HOURS, extra={date(2026, 8, 14): "ferie"})
    both = {"holidays.working": ["2026-08-14"], "holidays.extra": {}}
    for values in (both, dict(reversed(both.items()))):
        found = in_force(closed, values)
        assert (found.hours.working, found.ignored) == (frozenset({date(2026, 8, 14)}), {})
    found = in_force(closed, {"lines.weekday.hours": "?", "lines.weekend.hours": "Sa 10:00-11:00"})
    assert found.hours.weekday == HOURS.weekday
    assert found.hours.weekend == "Sa 10:00-11:00"
    assert found.ignored.keys() == {"lines.weekday.hours"}
    assert in_force(closed, {"prompts.greeting.it": "Ciao"}).hours == closed


@pytest.mark.parametrize(
    ("at", "j_system", "is_touched"),
    [
        ("2026-11-27T16:00+00:00", False, True),  # Friday, 17:00
        ("2026-11-27T15:30+00:00", False, False),  # as the desk closes, by the new hours
        ("2026-11-27T17:15+00:00", False, True),  # as it closed
        ("2026-11-26T16:00+00:00", False, False),  # Thursday
        ("2026-11-27T22:00+00:00", False, False),  # an hour that was agreed though we are closed
        ("2026-11-28T10:00+00:00", True, False),  # Saturday, as before
    ],
)
def test_a_promise_is_touched_where_nobody_would_be_at_work_by_then(at, j_system, is_touched):
    promise = Promised(1001, datetime.fromisoformat(at), j_system)
    assert changed.touched([promise], HOURS, SHORT) == ([promise] if is_touched else [])
    assert changed.touched([promise], SHORT, HOURS) == []


def test_days_that_change_are_told_apart_from_those_that_do_not():
    ahead = changed.days(HOURS, SHORT, date(2026, 11, 24))
    assert [one.after.date.day for one in ahead if one.differs] == [27, 4, 11, 18]
    closed = replace(HOURS, extra={date(2026, 12, 8): "ponte"})  # a holiday already: another reason
    assert [one.differs for one in changed.days(HOURS, closed, date(2026, 12, 8), 1)] == [True]


@pytest.mark.parametrize(
    ("rule", "shortens"),
    [
        ("Mo-Fr 09:15-12:45", True),  # no afternoon
        ("Mo-Fr 09:45-12:45,14:45-18:15", False),  # what goes has passed
        ("Mo-Fr 08:00-20:00", False),
        ("Mo,We-Fr 09:15-12:45,14:45-18:15", True),
    ],
)
def test_today_is_touched_by_what_is_left_of_it(rule, shortens):
    assert changed.shortens_today(HOURS, replace(HOURS, weekday=rule), NOW) is shortens
