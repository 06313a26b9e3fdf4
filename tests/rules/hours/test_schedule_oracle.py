"""Each quarter of an hour of nine years against answers found another way.

The oracle shares nothing with the rules: Easter by Gauss, holidays and hours as tables of its own,
the change of the clock by the law's words, days and instants as whole numbers.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple

import pytest

from rules.hours.schedule import explain
from tests.leotron import HOURS

YEARS = range(2024, 2033)
QUARTER = timedelta(minutes=15)

FIXED = {(1, 1), (1, 6), (4, 25), (5, 1), (5, 21), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)}  # fmt: skip  # noqa: E501
SINCE_2026 = (10, 4)
# Quarters of an hour from midnight at which work begins and ends: 09:15, 12:45, 14:45, 18:15.
MORNING, AFTERNOON = range(37, 51), range(59, 73)


class Answer(NamedTuple):
    """What is right at an instant."""

    at: datetime
    flow: str
    is_holiday: bool
    open: bool
    standard: datetime
    j_system: datetime


def gauss_easter(year: int) -> date:
    """Gauss's rule for the Gregorian calendar, with its two exceptions."""
    century = year // 100
    p = (13 + 8 * century) // 25
    m = (15 - p + century - century // 4) % 30
    n = (4 + century - century // 4) % 7
    d = (19 * (year % 19) + m) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + n) % 7
    if d == 29 and e == 6:
        return date(year, 4, 19)
    if d == 28 and e == 6 and (11 * m + 11) % 30 < 19:
        return date(year, 4, 18)
    return date(year, 3, 22) + timedelta(days=d + e)


@cache
def is_holiday(day: date) -> bool:
    if day.year >= 2026 and (day.month, day.day) == SINCE_2026:
        return True
    easter = gauss_easter(day.year)
    return (day.month, day.day) in FIXED or day in (easter, easter + timedelta(days=1))


@cache
def last_sunday(year: int, month: int) -> datetime:
    """One o'clock UTC of that Sunday of March or October, when all of the Union changes."""
    last = date(year, month, 31)
    sunday = last.day - (last.weekday() + 1) % 7
    return datetime(year, month, sunday, 1, tzinfo=UTC)


def wall(instant: datetime) -> datetime:
    year = instant.year  # the same here and in Greenwich, or it is winter in both
    summer = last_sunday(year, 3) <= instant < last_sunday(year, 10)
    return instant + timedelta(hours=2 if summer else 1)


def flow_and_open(instant: datetime) -> tuple[str, bool]:
    local = wall(instant)
    day, quarter = local.date(), local.hour * 4 + local.minute // 15
    if is_holiday(day):
        return "holiday", False
    works = quarter in MORNING or (quarter in AFTERNOON and day.weekday() != 6)
    return ("weekend" if day.weekday() > 4 else "weekday"), works


def answers(year: int) -> Iterator[Answer]:
    """Backwards from a fortnight into the next year, remembering what opens next."""
    first = datetime(year, 1, 1, tzinfo=UTC)
    after = datetime(year + 1, 1, 1, tzinfo=UTC)
    instant = after + timedelta(days=14)
    standard = j_system = instant
    while instant > first:
        instant -= QUARTER
        flow, works = flow_and_open(instant)
        standard = instant if works and flow == "weekday" else standard
        j_system = instant if works else j_system
        if instant < after:
            yield Answer(instant, flow, flow == "holiday", works, standard, j_system)


@pytest.mark.parametrize("year", YEARS)
def test_each_quarter_of_an_hour_is_explained_as_the_oracle_does(year: int) -> None:
    asked = 0
    for right in answers(year):
        found = explain(right.at, HOURS)
        asked += 1
        assert right == (
            found.at,
            found.flow,
            found.holiday is not None,
            found.open,
            found.in_charge_standard,
            found.in_charge_j_system,
        )
    assert asked == (date(year + 1, 1, 1) - date(year, 1, 1)).days * 96


@pytest.mark.parametrize(
    ("year", "easter"),
    [  # as printed in calendars
        (2024, "03-31"),
        (2025, "04-20"),
        (2026, "04-05"),
        (2027, "03-28"),
        (2028, "04-16"),
        (2029, "04-01"),
        (2030, "04-21"),
        (2031, "04-13"),
        (2032, "03-28"),
    ],
)
def test_oracle_knows_when_easter_was_printed(year: int, easter: str) -> None:
    assert gauss_easter(year) == date.fromisoformat(f"{year}-{easter}")
