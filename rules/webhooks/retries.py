"""Retries of a webhook: ever later, for three days, and not sooner than the receiver asks."""

from datetime import datetime, timedelta

# As the Standard Webhooks scheme advises.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
LONGEST_ASKED = timedelta(days=1)  # that a receiver may put us off
REST = timedelta(minutes=1)  # that a receiver who fails is left alone, whatever else waits for it


def next_try(attempts: int, now: datetime, asked: float | None) -> datetime | None:
    """When it is tried again, after so many attempts in vain; None once it was tried often enough."""
    if attempts > len(WAITS):
        return None
    told = min(timedelta(seconds=asked or 0), LONGEST_ASKED)
    return now + max(WAITS[attempts - 1], told)


def rests_until(now: datetime, at: datetime) -> datetime:
    """Until when the receiver is left alone; what else waits for it is tried then."""
    return min(at, now + REST)
