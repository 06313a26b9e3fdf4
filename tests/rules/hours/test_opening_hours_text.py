"""The hours in the words of the page, whatever the configuration holds."""

from datetime import UTC, date, datetime

import pytest

from rules.hours.opening_hours_text import Opening, opening_words
from rules.hours.schedule import Hours
from tests.leotron import WEEKDAY, WEEKEND

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 9, 0, tzinfo=UTC)
CLOCK_CHANGES = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)  # that Sunday has 25 hours

WORKING = Opening("dal lunedì al venerdì", "9:15 - 12:45 e 14:45 - 18:15", False)
SATURDAY = Opening("sabato", "9:15 - 12:45 e 14:45 - 18:15", True)
SUNDAY = Opening("domenica", "9:15 - 12:45", True)


def hours(weekday=WEEKDAY, weekend=WEEKEND, **changes):
    return Hours("Europe/Rome", weekday=weekday, weekend=weekend, **changes)


@pytest.mark.parametrize("now", [TUESDAY, CHRISTMAS, CLOCK_CHANGES])
def test_the_shipped_hours_are_those_of_the_page_in_any_week(now):
    assert opening_words(now, hours()) == [WORKING, SATURDAY, SUNDAY]


def test_closures_change_nothing_of_an_ordinary_week():
    closed = hours(extra={date(2026, 11, 24): "inventario"})
    assert opening_words(TUESDAY, closed) == [WORKING, SATURDAY, SUNDAY]


@pytest.mark.parametrize(
    ("weekday", "weekend", "days"),
    [
        ("Mo,We 09:00-12:00", "Su off", ["lunedì e mercoledì"]),
        ("Mo,Tu,Th 09:00-12:00", "Su off", ["lunedì, martedì e giovedì"]),
        ("Mo-Th 09:00-18:00; Fr 09:00-13:00", "Su off", ["dal lunedì al giovedì", "venerdì"]),
        ("Mo-Fr 09:00-18:00", "Sa-Su 09:00-18:00", ["dal lunedì al venerdì", "sabato e domenica"]),
    ],
)
def test_days_with_the_same_hours_are_named_together(weekday, weekend, days):
    assert [one.days for one in opening_words(TUESDAY, hours(weekday, weekend))] == days
