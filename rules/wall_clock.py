"""Wall clock: local time to UTC and back, on the nights of daylight saving too."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rules.errors import BadInput

Span = tuple[datetime, datetime]

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name; raises BadInput for any other."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f'expected a time zone such as Europe/Rome, found "{name}"') from error


def day_of(instant: datetime, timezone: str) -> date:
    """The day that the wall clock shows; raises BadInput for an instant without its offset."""
    if instant.tzinfo is None:
        raise BadInput(f"expected an instant with its offset, found {instant.isoformat()}")
    try:
        return instant.astimezone(zone_of(timezone)).date()
    except OverflowError as error:  # the first and last days that there are
        raise BadInput(f"expected an instant with a day in {timezone}, found {instant}") from error


def instants_of(day: date, walls: Iterable[Span], zone: ZoneInfo) -> tuple[Span, ...]:
    """The spans, in UTC, in which the wall clock of that day shows a time within `walls`.

    `walls` are naive, in order and apart. An hour that the clock skips is left out, one that it
    shows twice counts twice.
    """
    shown = list(walls)
    found: list[Span] = []
    for start, end in _steady_parts(_midnight(day, zone), _midnight(day + _DAY, zone), zone):
        ahead = _ahead(start, zone)
        for opens, closes in shown:
            first = max(start, opens.replace(tzinfo=UTC) - ahead)
            last = min(end, closes.replace(tzinfo=UTC) - ahead)
            if first < last:
                found.append((first, last))
    return merged(sorted(found))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time with as few spans as possible; they come in order."""
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _ahead(at: datetime, zone: ZoneInfo) -> timedelta:
    """By how much the wall clock is ahead of UTC."""
    return at.astimezone(zone).utcoffset() or timedelta()


def _steady_parts(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Span]:
    """The day in UTC, cut where the clock changes; it does so once a day at most."""
    if _ahead(start, zone) == _ahead(end - _SECOND, zone):
        yield start, end
        return
    change = _change(start, end, zone)
    yield start, change
    yield change, end


def _change(start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    """The first instant with another offset than that of `start`, to the second."""
    before, after = 0, round((end - start).total_seconds())
    offset = _ahead(start, zone)
    while after - before > 1:
        middle = (before + after) // 2
        if _ahead(start + timedelta(seconds=middle), zone) == offset:
            before = middle
        else:
            after = middle
    return start + timedelta(seconds=after)
