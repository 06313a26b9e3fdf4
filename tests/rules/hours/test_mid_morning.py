"""The morning that a rehearsed desk opens in: of today, or of the working day that is nearest."""

from dataclasses import replace
from datetime import datetime

import pytest

from rules.errors import BadInput
from rules.hours.mid_morning import nearest
from tests.leotron import HOURS


@pytest.mark.parametrize(
    ("now", "opens", "before", "is_today"),
    [
        ("2026-12-01T16:20:00+01:00", "2026-12-01T10:30:00+01:00", "2026-11-30", True),
        ("2026-12-01T06:00:00+01:00", "2026-12-01T10:30:00+01:00", "2026-11-30", True),
        ("2026-12-01T21:00:00+01:00", "2026-12-01T10:30:00+01:00", "2026-11-30", True),
        ("2026-12-01T23:30:00+01:00", "2026-12-02T10:30:00+01:00", "2026-12-01", False),
        ("2026-11-30T09:00:00+01:00", "2026-11-30T10:30:00+01:00", "2026-11-27", True),
        ("2026-11-28T12:00:00+01:00", "2026-11-27T10:30:00+01:00", "2026-11-26", False),
        ("2026-11-29T12:00:00+01:00", "2026-11-30T10:30:00+01:00", "2026-11-27", False),
        ("2026-12-08T12:00:00+01:00", "2026-12-09T10:30:00+01:00", "2026-12-07", False),
        ("2026-06-28T12:00:00+02:00", "2026-06-29T10:30:00+02:00", "2026-06-26", False),
    ],
    ids=[
        *("afternoon", "before the opening", "evening", "late", "a Monday"),
        *("a Saturday", "a Sunday", "a holiday", "summer time"),
    ],
)
def test_it_is_the_nearest_one_of_work(now, opens, before, is_today):
    found = nearest(datetime.fromisoformat(now), HOURS)
    assert found.at == datetime.fromisoformat(opens)
    assert (found.before.date.isoformat(), found.is_today) == (before, is_today)
    assert found.day.spans[0][0] < found.at < found.day.spans[0][1]


def test_a_short_morning_is_halved():
    hours = replace(HOURS, weekday="Mo-Fr 10:00-11:00")
    found = nearest(datetime.fromisoformat("2026-12-01T12:00:00+01:00"), hours)
    assert found.at == datetime.fromisoformat("2026-12-01T10:30:00+01:00")


def test_a_desk_without_weekdays_has_none():
    with pytest.raises(BadInput, match="found 0 such days"):
        nearest(
            datetime.fromisoformat("2026-12-01T12:00:00+01:00"),
            replace(HOURS, weekday="Sa 09:00-12:00"),
        )
