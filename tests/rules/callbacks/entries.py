"""Entries of the queue that are valid by default."""

from datetime import UTC, datetime, timedelta

from rules.callbacks.callback import Waiting
from tests.leotron import NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def an_entry(entry_id=1, **given):
    """A message of ordinary urgency that came twelve minutes ago, in hours."""
    came = given.pop("came", NOON - 12 * MINUTE)
    values = {
        "id": entry_id,
        "ticket_id": 1000 + entry_id,
        "number": "+390458001234",
        "urgency": "normal",
        "kind": "message",
        "channel": "phone",
        "created_at": came,
        "in_charge_at": came,
        "next_at": came,
        "j_system": False,
        "attempts": 0,
    }
    return Waiting(**{**values, **given})


# Promised a time of this morning, and rung before it: nothing is owed.
RUNG_IN_TIME = {
    "promised_at": NOON - 10 * MINUTE,
    "first_rung_at": NOON - 11 * MINUTE,
    "last_rung_at": NOON - 11 * MINUTE,
}
# The same, and an hour was agreed on.
AGREED = {
    "promised_at": NOON - HOUR,
    "first_rung_at": NOON - 2 * HOUR,
    "last_rung_at": NOON - 2 * HOUR,
    "agreed_on": NOON - 2 * HOUR + MINUTE,
}


def at(day, hour, minute=0):
    """An instant of November 2026 in Verona, which is an hour ahead of UTC."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)
