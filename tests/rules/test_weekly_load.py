"""Counts by the hours of a week, and week by week, on the wall clock."""

from datetime import UTC, date, datetime

import pytest

from rules.promise.kept import KeptWeek, weeks_of
from rules.weekly_load import load_of

ROME = "Europe/Rome"


def test_the_same_hour_on_the_wall_is_one_in_summer_and_winter():
    load = load_of(
        [(datetime(2026, 7, 6, 7, tzinfo=UTC), 2), (datetime(2026, 11, 23, 8, tzinfo=UTC), 3)], ROME
    )
    assert load.rows[0][load.hours.index(9)] == load.most == load.total == 5


@pytest.mark.parametrize(("hour", "first", "last"), [(2, 3, 19), (12, 8, 19), (21, 8, 22)])
def test_hours_outside_the_day_are_shown_when_somebody_calls(hour, first, last):
    load = load_of([(datetime(2026, 11, 23, hour, tzinfo=UTC), 1)], ROME)
    assert (load.hours[0], load.hours[-1]) == (first, last)


@pytest.mark.parametrize(("count", "level"), [(0, 0), (1, 1), (20, 1), (21, 2), (100, 5)])
def test_a_level_is_told_by_the_fullest_hour(count, level):
    assert load_of([(datetime(2026, 11, 23, 9, tzinfo=UTC), 100)], ROME).level(count) == level


def test_without_a_call_every_hour_is_empty():
    load = load_of([], ROME)
    assert (load.total, load.level(0)) == (0, 0)


def test_a_week_without_a_promise_stands_among_the_others():
    since, now = datetime(2026, 11, 8, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    late_on_sunday = datetime(2026, 11, 22, 23, tzinfo=UTC)  # Monday in Verona
    assert weeks_of([(since, 4, 3), (late_on_sunday, 1, 0)], since, now, ROME) == [
        KeptWeek(date(2026, 11, 9), 4, 3),
        KeptWeek(date(2026, 11, 16), 0, 0),
        KeptWeek(date(2026, 11, 23), 1, 0),
    ]
    assert KeptWeek(date(2026, 11, 16), 0, 0).share is None
