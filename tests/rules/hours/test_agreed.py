"""Hours that are agreed on by a few keys of a telephone."""

from datetime import timedelta

import pytest

from rules.hours.callback_slots import at_time, in_an_hour, next_morning
from tests.leotron import HOURS, at

FRIDAY = at("2026-11-27T17:00")


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-11-24T10:00", "2026-11-24T11:00"),
        ("2026-11-24T10:01", "2026-11-24T11:05"),
        ("2026-11-24T23:58", "2026-11-25T01:00"),
    ],
)
def test_in_an_hour_is_round(now, found):
    assert in_an_hour(at(now) + timedelta(seconds=7)) == at(found)


@pytest.mark.parametrize(
    ("now", "j_system", "found"),
    [
        ("2026-11-24T10:00", False, "2026-11-25T09:15"),
        ("2026-11-24T00:30", False, "2026-11-25T09:15"),  # later than today, also at night
        ("2026-11-27T17:00", False, "2026-11-30T09:15"),  # Friday: Monday
        ("2026-11-27T17:00", True, "2026-11-28T09:15"),  # or Saturday, for subscribers
        ("2026-12-07T17:00", False, "2026-12-09T09:15"),  # the Immacolata is passed over
    ],
)
def test_tomorrow_morning_is_when_we_are_next_at_work(now, j_system, found):
    assert next_morning(at(now), HOURS, j_system=j_system) == at(found)


@pytest.mark.parametrize(
    ("keys", "now", "j_system", "found"),
    [
        ("1530", "2026-11-24T10:00", False, "2026-11-24T15:30"),
        ("0930", "2026-11-24T10:00", False, "2026-11-25T09:30"),  # has passed today
        ("1000", "2026-11-24T10:00", False, "2026-11-25T10:00"),  # this very minute has begun
        ("1030", "2026-11-27T17:00", False, "2026-11-30T10:30"),  # Friday: not on Saturday
        ("1030", "2026-11-27T17:00", True, "2026-11-28T10:30"),
        ("1500", "2026-11-28T16:00", True, "2026-11-30T15:00"),  # Sunday afternoon is closed
        ("2000", "2026-11-24T10:00", False, "2026-11-24T20:00"),  # never open: when it next is
        ("0900", "2026-11-24T10:00", False, "2026-11-25T09:00"),
    ],
)
def test_a_time_is_the_next_at_which_the_customer_may_be_rung(keys, now, j_system, found):
    assert at_time(keys, at(now), HOURS, j_system=j_system) == at(found)


@pytest.mark.parametrize("keys", ["", "9", "930", "2400", "1260", "15301", "15#0", "15*0", "٠٩٣٠"])
def test_what_is_no_time_is_none(keys):
    assert at_time(keys, FRIDAY, HOURS, j_system=False) is None
