"""Haste: by when this thread must have its answer from the database, since a caller is on the line.

One instant for the whole of a request: two waits after each other are not twice as long.
"""

import threading
import time

LEAST = 0.05  # seconds that whoever comes too late still gets: an answer that is there is taken

_mine = threading.local()


def begin(seconds: float) -> None:
    """From now on this thread waits for so many seconds in all, until `end`."""
    _mine.until = time.monotonic() + seconds


def end() -> None:
    """This thread is in no haste any more."""
    _mine.until = None


def is_on() -> bool:
    """Whether this thread is in haste."""
    return getattr(_mine, "until", None) is not None


def left(longest: float) -> float:
    """Seconds for which this thread may wait now, `longest` at most."""
    until: float | None = getattr(_mine, "until", None)
    if until is None:
        return longest
    return min(longest, max(LEAST, until - time.monotonic()))
