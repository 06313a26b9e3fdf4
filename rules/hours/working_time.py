"""Working time (business hours): counted forward from an instant, and between two.

"I nostri tecnici prenderanno in carico l'intervento": standard callers in weekday hours alone,
J-System subscribers in those of the week-end too. Holidays are closed for everybody.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from rules.errors import BadInput
from rules.hours.schedule import Flow, Hours, calendar
from rules.wall_clock import Span, day_of

_DAY = timedelta(days=1)
_FAR = 400  # days within which a desk that is open at all must open


def after(start: datetime, worked: timedelta, hours: Hours, *, j_system: bool) -> datetime:
    """The open instant, in UTC, by which so much has been worked since the start.

    Work that ends as the desk closes ends at its next opening: a closed instant is never returned.
    Raises BadInput for a desk that never opens again.
    """
    left = worked
    for opens, closes in open_spans(start, hours, j_system=j_system):
        if opens + left < closes:
            return opens + left
        left -= closes - opens
    raise BadInput(f"expected {worked} of work within {_FAR} days of {start}, found less")


def between(start: datetime, end: datetime, hours: Hours, *, j_system: bool) -> timedelta:
    """How much is worked from one instant to the other; nothing when they stand the other way."""
    worked = timedelta()
    if end <= start:
        return worked
    for opens, closes in open_spans(start, hours, j_system=j_system):
        if opens >= end:
            break
        worked += min(closes, end) - opens
    return worked


def is_open(at: datetime, hours: Hours, *, j_system: bool) -> bool:
    """Whether technicians who ring such a customer are at work."""
    return after(at, timedelta(), hours, j_system=j_system) == at


def open_spans(start: datetime, hours: Hours, *, j_system: bool) -> Iterator[Span]:
    """What is left of the present span, then those that follow, in UTC."""
    flows = (Flow.WEEKDAY, Flow.WEEKEND) if j_system else (Flow.WEEKDAY,)
    first = day_of(start, hours.timezone)
    for days in range(_FAR):
        (day,) = calendar(first + days * _DAY, first + days * _DAY, hours)
        if day.flow not in flows:
            continue
        for opens, closes in day.spans:
            if start < closes:
                yield max(start.astimezone(UTC), opens), closes
