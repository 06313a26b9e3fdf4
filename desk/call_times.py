"""The times from which a customer may ask to be called: while technicians of their flow work."""

from datetime import datetime, timedelta

from desk.hours import Flow, Hours, calendar
from desk.wall_clock import day_of

STEP = timedelta(hours=1)
LOOK_AHEAD = 21  # days; a desk that is closed for longer is not chosen for
MOST_DAYS = 5

Choices = list[list[datetime]]  # by day


def call_times(now: datetime, hours: Hours, *, j_system: bool) -> Choices:
    """The next times by day, each an hour after the other from each opening on.

    Week-end help is for subscribers alone: without `j_system` only working days are offered.
    """
    flows = {Flow.WEEKDAY, Flow.WEEKEND} if j_system else {Flow.WEEKDAY}
    today = day_of(now, hours.timezone)
    days = calendar(today, today + timedelta(days=LOOK_AHEAD), hours)
    offered = [_within(day.spans, now) for day in days if day.flow in flows]
    return [times for times in offered if times][:MOST_DAYS]


def _within(spans: tuple[tuple[datetime, datetime], ...], now: datetime) -> list[datetime]:
    times = []
    for start, end in spans:
        at = start
        while at < end:
            times.append(at)
            at += STEP
    return [at for at in times if at > now]
