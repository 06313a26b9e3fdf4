"""Quarantine: silent calls that come again and again, and those of a number that somebody marked.

Such a request waits in a list of its own: nobody is told to ring it, it is never deleted, and a
click brings it back. The call itself goes as any other, and whoever speaks is out of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

# A person who meets a machine hangs up, and may try again once or twice before saying a word.
SILENT_CALLS = 4
WITHIN = timedelta(days=3)


def is_unwanted(
    silent: Sequence[datetime], now: datetime, *, is_known: bool, is_marked: bool
) -> bool:
    """Whether one more silent call of a number is left alone.

    `silent` says when the number's silent calls came, this one with them. A customer's number
    (`is_known`) never is by itself: a fault of their line may be what we hear. A number that a
    technician marked is, from the first one on.
    """
    if is_marked:
        return True
    lately = [at for at in silent if now - at <= WITHIN]
    return not is_known and len(lately) >= SILENT_CALLS
