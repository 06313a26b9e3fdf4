"""Week-end help needs somebody on call: the hours for which there is nobody."""

from collections.abc import Iterable
from datetime import datetime

from desk.hours import Hours, calendar
from desk.rota.shifts import Shift, gaps
from desk.wall_clock import Span, day_of


def uncovered(
    shifts: Iterable[Shift], hours: Hours, first: datetime, last: datetime
) -> tuple[Span, ...]:
    """The week-end opening hours between two instants in which nobody is on call."""
    days = calendar(day_of(first, hours.timezone), day_of(last, hours.timezone), hours)
    spans = [
        (max(begin, first), min(end, last))
        for day in days
        if day.flow == "weekend"
        for begin, end in day.spans
        if begin < last and end > first
    ]
    return gaps(shifts, spans)
