"""Work minutes: split by the calendar month that they fall in and by what pays for them.

"per interventi riconducibili a problematiche sistemistiche, per un massimo di due ore al mese":
the month is that of the calendar where the desk is. Minutes are minutes as they pass, whatever the
wall clock shows: a night with an hour more or less changes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from rules.errors import BadInput
from rules.wall_clock import day_of, zone_of

LONGEST = 24 * 60  # minutes of one entry
LAST_YEAR = 9998  # the end of the year after must still be a date
_MINUTE = timedelta(minutes=1)


class Pays(StrEnum):
    J_SYSTEM = "j_system"  # the hours that the module includes
    BILLABLE = "billable"  # the customer, by the hour


@dataclass(frozen=True)
class Share:
    """A part of an entry that falls in one month and is paid by one thing."""

    month: str  # "2026-11"
    minutes: int
    pays: Pays
    started_at: datetime  # in UTC


def month_of(instant: datetime, timezone: str) -> str:
    """The month that the wall clock shows, "2026-11"; raises BadInput without an offset."""
    return _name(day_of(instant, timezone))


def split(
    start: datetime, minutes: int, used_by_month: Mapping[str, int], allowance: int, timezone: str
) -> tuple[Share, ...]:
    """The shares of an entry, in the order of time; their minutes are those of the entry.

    In each month J-System pays what is left of the allowance, and the rest is billed; an allowance
    of 0 is a customer without J-System. A minute belongs to the month in which it begins. Raises
    BadInput for an entry below zero or above LONGEST minutes, and for numbers below zero.
    """
    _check(minutes, used_by_month, allowance)
    shares: list[Share] = []
    for month, began, there in _by_month(start, minutes, timezone):
        included = min(there, max(0, allowance - used_by_month.get(month, 0)))
        after = began + included * _MINUTE
        shares.append(Share(month, included, Pays.J_SYSTEM, began))
        shares.append(Share(month, there - included, Pays.BILLABLE, after))
    return tuple(share for share in shares if share.minutes)


def _by_month(start: datetime, minutes: int, timezone: str) -> Iterator[tuple[str, datetime, int]]:
    """The entry cut where the month ends: at most once, since it is no longer than a day."""
    day = day_of(start, timezone)
    if day.year > LAST_YEAR:
        raise BadInput(f"expected a year to {LAST_YEAR}, found {day.year}")
    began = start.astimezone(UTC)
    next_month = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    ends = datetime.combine(next_month, time.min, zone_of(timezone)).astimezone(UTC)
    before = min(minutes, -((began - ends) // _MINUTE))  # a minute under way is counted whole
    yield _name(day), began, before
    yield _name(next_month), began + before * _MINUTE, minutes - before


def _name(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def _check(minutes: int, used_by_month: Mapping[str, int], allowance: int) -> None:
    if not 0 <= minutes <= LONGEST:
        raise BadInput(f"expected minutes from 0 to {LONGEST}, found {minutes}")
    if allowance < 0:
        raise BadInput(f"expected an allowance from 0 minutes up, found {allowance}")
    for month, used in used_by_month.items():
        if used < 0:
            raise BadInput(f"expected minutes used in {month} from 0 up, found {used}")
