"""Mid-morning of the working day that is nearest: when a rehearsed desk is looked at best."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.errors import BadInput
from rules.hours.schedule import Day, Flow, Hours, calendar
from rules.wall_clock import day_of

INTO_THE_DAY = timedelta(minutes=75)  # 10:30 of a desk that opens at 9:15
_FAR = timedelta(days=30)


@dataclass(frozen=True)
class Morning:
    """The instant, the day that it lies in, and the working day before."""

    at: datetime
    day: Day
    before: Day
    is_today: bool


def nearest(now: datetime, hours: Hours) -> Morning:
    """The mid-morning that is least far from `now`, before or after it.

    Raises BadInput for a desk that is at work on fewer than two weekdays of two months.
    """
    today = day_of(now, hours.timezone)
    worked = [
        day
        for day in calendar(today - _FAR, today + _FAR, hours)
        if day.flow is Flow.WEEKDAY and day.spans
    ]
    if len(worked) < 2:
        raise BadInput(f"expected weekday hours around {today}, found {len(worked)} such days")
    place = min(range(1, len(worked)), key=lambda one: abs(_of(worked[one]) - now))
    day = worked[place]
    return Morning(_of(day), day, worked[place - 1], is_today=day.date == today)


def _of(day: Day) -> datetime:
    """An hour and a quarter into the day, and within its first hours also where these are short."""
    start, end = day.spans[0]
    return start + min(INTO_THE_DAY, (end - start) / 2)
