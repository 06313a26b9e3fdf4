"""A later promise in the place of one that will break, told to the customer before it does."""

from datetime import datetime, timedelta

from rules.hours.schedule import Hours
from rules.hours.working_time import after, is_open

# So little time is left that a request which nobody has in hand is taken to come late.
LAST_CHANCE = timedelta(minutes=5)
LATER = timedelta(minutes=15)  # of work beyond the first time, at least: a promise is moved once
STEP = timedelta(minutes=5)


def later_than(
    promised_at: datetime, foreseen: datetime, hours: Hours, *, j_system: bool
) -> datetime:
    """The time that is foreseen now, or else one clearly later than the first; in opening hours."""
    least = _up(after(promised_at, LATER, hours, j_system=j_system))
    if not is_open(least, hours, j_system=j_system):
        least = _up(after(least, STEP, hours, j_system=j_system))
    return max(least, foreseen)


def _up(at: datetime) -> datetime:
    beyond = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + STEP - beyond if beyond else at
