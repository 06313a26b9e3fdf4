"""Work timeline: instants as seconds of working time, so that thousands compare quickly."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from rules.hours.schedule import FIRST_YEAR, LAST_YEAR, Flow, Hours, calendar
from rules.wall_clock import day_of

# Whatever lies further away is as far as this: it stands at an end of the queue all the same.
_BACK, _AHEAD = timedelta(weeks=13), timedelta(weeks=6)


@dataclass(frozen=True)
class WorkTimeline:
    """The spans in which some technicians are at work, in order, in UTC."""

    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    before: tuple[float, ...]  # seconds worked in the spans before each

    def worked(self, at: datetime) -> float:
        """Seconds of work from the line's beginning until the instant."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0.0
        within = min(at, self.ends[place]) - self.starts[place]
        return self.before[place] + within.total_seconds()

    def is_open(self, at: datetime) -> bool:
        """Whether these technicians are at work then."""
        place = bisect_right(self.starts, at) - 1
        return place >= 0 and at < self.ends[place]

    def opening(self, at: datetime) -> datetime:
        """The first open instant from there on; the same where the line shows none."""
        place = bisect_right(self.starts, at)
        if self.is_open(at) or place == len(self.starts):
            return at
        return self.starts[place]


def line_around(now: datetime, hours: Hours, *, weekend: bool) -> WorkTimeline:
    """Three months before the instant and six weeks after: working days, and week-ends if asked."""
    today = day_of(now, hours.timezone)
    return _line(today - timedelta(days=today.weekday()), hours, weekend)


@lru_cache(maxsize=64)
def _line(monday: date, hours: Hours, weekend: bool) -> WorkTimeline:
    first = max(monday - _BACK, date(FIRST_YEAR, 1, 1))
    last = min(monday + _AHEAD, date(LAST_YEAR, 12, 31))
    flows = (Flow.WEEKDAY, Flow.WEEKEND) if weekend else (Flow.WEEKDAY,)
    spans = [
        (start.astimezone(UTC), end.astimezone(UTC))
        for day in calendar(first, last, hours)
        if day.flow in flows
        for start, end in day.spans
    ]
    before, worked = [], 0.0
    for start, end in spans:
        before.append(worked)
        worked += (end - start).total_seconds()
    return WorkTimeline(
        tuple(one for one, _ in spans), tuple(one for _, one in spans), tuple(before)
    )
