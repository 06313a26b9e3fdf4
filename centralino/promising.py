"""What makes promises to callers, as configured."""

from datetime import timedelta

from centralino.settings import Settings
from store.promises import Promises


def promises_of(settings: Settings) -> Promises:
    """One for each process: it remembers for an hour what the past weeks teach."""
    return Promises(
        hours=settings.hours(),
        policy=settings.promise_policy(),
        back_after=timedelta(minutes=settings.callbacks.wait_minutes[0]),
    )
