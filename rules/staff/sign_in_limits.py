"""Sign-in limits: how long a session lasts, and the lockout after wrong passwords (throttling).

Nobody can lock a colleague out: whoever signed in before from a device has a count of their own
there, and elsewhere a name alone never waits longer than a minute. What many share, an address or the
telephone line, makes nobody wait for the right password: guessing is stopped for each name.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

IDLE = timedelta(hours=12)  # a session that nobody uses ends after a working day
LIFE = timedelta(days=7)  # and every one after a week


class Counted(StrEnum):
    """Whose wrong passwords are counted together."""

    DEVICE = "device"  # a browser in which this name signed in before
    PLACE = "place"  # a name from one address, in any other browser
    ADDRESS = "address"  # every name from one address
    PIN = "pin"  # of one user, by telephone
    PINS = "pins"  # of all of them together
    NAME = "name"  # a name from anywhere, in browsers that it never used
    CODE = "code"  # second factors of one user, by whoever knows the password


@dataclass(frozen=True)
class Limit:
    """So many tries are free; then one waits, twice as long after each, up to the longest."""

    free: int
    first: timedelta
    longest: timedelta


_MINUTE = timedelta(minutes=1)
LIMITS = {
    Counted.DEVICE: Limit(10, timedelta(seconds=15), 5 * _MINUTE),
    Counted.PLACE: Limit(5, timedelta(seconds=30), 15 * _MINUTE),
    Counted.ADDRESS: Limit(40, _MINUTE, 15 * _MINUTE),
    Counted.PIN: Limit(5, _MINUTE, 30 * _MINUTE),
    Counted.PINS: Limit(50, _MINUTE, 15 * _MINUTE),
    Counted.NAME: Limit(50, timedelta(seconds=30), _MINUTE),
    # Three codes of a million are right at a time: 40 tries a day find one in 20 years.
    Counted.CODE: Limit(10, _MINUTE, 60 * _MINUTE),
}
# One who gets in clears nobody else's, and whoever is right gets in.
COMMON = frozenset({Counted.ADDRESS, Counted.PINS})
LOOKED_AT = (
    300  # passwords in a minute, of an address at which too many were wrong: each keeps us busy
)
FORGOTTEN = timedelta(hours=24)  # after this long without a wrong password the count begins anew


def unlocked_at(what: Counted, failures: int, last_at: datetime) -> datetime:
    """From when on the next try is looked at; an instant that is past when it may be at once."""
    limit = LIMITS[what]
    over = failures - limit.free
    if over < 0:
        return last_at
    doubled: timedelta = limit.first * 2 ** min(over, 20)
    return last_at + min(doubled, limit.longest)


def is_over(began_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session has ended by itself."""
    return now - seen_at >= IDLE or now - began_at >= LIFE
