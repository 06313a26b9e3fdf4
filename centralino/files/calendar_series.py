"""Series of a calendar: events that repeat, put right as other programs write them, and counted up.

The library that counts wants one kind of time within a series. Programs mix them: a day that was
left out or moved is named by its date alone, or in UTC; the last day is a date, and meant whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Event, vRecur

from centralino.files.calendar_zones import Zones
from rules.errors import BadInput
from rules.wall_clock import zone_of

FIRST_YEAR = 2000
REPEATS = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
FINE = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_EDGE = timedelta(days=2)  # the library takes days for UTC's
_READ = frozenset({*_TIMES, "RRULE", "DURATION"})
_AGAIN = frozenset({"RRULE", "RDATE", "RECURRENCE-ID"})


@dataclass(frozen=True)
class Occurrence:
    """One stretch of time of an event; `stood` is where it stood in its series, if it is in one."""

    event: Event
    start: datetime
    end: datetime
    stood: datetime | None


def put_right(event: Event, zones: Zones, timezone: str) -> None:
    """Give every time of the event its zone; raises BadInput for what cannot be read further."""
    for error in event.errors:
        if error[0] in _READ:
            raise BadInput(f"expected what can be read, found {error[0]}: {error[1][:120]}")
    for name in _TIMES:
        for value in _values(event.get(name)):
            value.dt = _with_zone(value.dt, _zone_named(event, name), zones, timezone)
    try:
        start, end = event.start, event.end
    except Exception as error:  # icalendar raises what it meets: ValueError, IndexError, KeyError
        raise BadInput(f"expected a start and an end, found: {error}") from error
    if type(start) is not type(end) or not start < end:
        raise BadInput(f"expected an end after {start}, found {end}")
    if start.year < FIRST_YEAR:
        raise BadInput(f"expected a shift from {FIRST_YEAR} on, found one from {start}")
    for rule in _listed(event.get("RRULE")):
        _check_rule(rule)
        _include_last_day(rule, start)


def occurrences(
    events: Sequence[Event], zones: Zones, timezone: str, start: datetime, end: datetime
) -> Iterator[Occurrence]:
    """The stretches between two instants of one event and whatever changes days of it.

    Raises BadInput for a repetition that makes no sense.
    """
    again = any(_AGAIN & one.keys() for one in events)
    main = next((one for one in events if "RECURRENCE-ID" not in one), events[0])
    for one in events:
        _same_kind(one, main.start)
    calendar = Calendar()
    calendar.subcomponents = list(events)
    try:
        query = recurring_ical_events.of(calendar, components=["VEVENT"])
        found = sorted(query.between(start - _EDGE, end + _EDGE), key=lambda one: str(one.start))
    except BadInput:
        raise
    except Exception as error:  # a rule of repetition that makes no sense
        raise BadInput(f"expected events with dates, found {error}") from error
    for one in found:
        begins, ends = (_instant(at, timezone) for at in (one.start, one.end))
        zones.check(begins)
        zones.check(ends)
        if ends > start and begins < end:
            stood = _instant(_stood(one, events), timezone) if again else None
            yield Occurrence(one, begins, ends, stood)


def _stood(found: Event, events: Iterable[Event]) -> date:
    """Where it stood in its series: one that was moved keeps that, however it was moved."""
    moved: Any = found.get("RECURRENCE-ID")
    if moved is None:
        return found.start
    at: date = moved.dt
    if moved.params.get("RANGE") != "THISANDFUTURE":
        return at
    first = next(one for one in events if _moves(one, at))
    return found.start - (first.start - at)


def _moves(event: Event, day: date) -> bool:
    moved: Any = event.get("RECURRENCE-ID")
    return moved is not None and bool(moved.dt == day)


def _same_kind(event: Event, start: date) -> None:
    """Days and times that name one of the series become what its start is, and in its zone."""
    for name in ("RECURRENCE-ID", "EXDATE"):
        for value in _values(event.get(name)):
            value.dt = _like(value.dt, start)
    if event.get("RECURRENCE-ID") is not None and isinstance(start, datetime):
        for name in ("DTSTART", "DTEND"):
            for value in _values(event.get(name)):
                if isinstance(value.dt, datetime):
                    value.dt = value.dt.astimezone(start.tzinfo)


def _like(value: date, start: date) -> date:
    if not isinstance(start, datetime):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, datetime):
        return value.astimezone(start.tzinfo)
    return datetime.combine(value, start.time(), start.tzinfo)


def _with_zone(value: Any, name: str | None, zones: Zones, timezone: str) -> Any:
    if isinstance(value, tuple):  # a period, with its end or how long it is
        return tuple(_with_zone(one, name, zones, timezone) for one in value)
    if not isinstance(value, datetime) or value.tzinfo is UTC or _is_utc(value.tzinfo):
        return value
    wall = value.replace(tzinfo=None)
    return zones.at(wall, name) if name else wall.replace(tzinfo=zone_of(timezone))


def _is_utc(zone: tzinfo | None) -> bool:
    return zone is not None and str(zone) == "UTC"


def _zone_named(event: Event, name: str) -> str | None:
    for value in _listed(event.get(name)):
        if "TZID" in value.params:
            return str(value.params["TZID"])
    return None


def _check_rule(rule: object) -> None:
    """Refuse what would be counted up for ever."""
    if not isinstance(rule, vRecur):
        raise BadInput("expected a repetition as RFC 5545 has it, found another")
    if any(step < 1 for step in rule.get("INTERVAL", [1])):
        raise BadInput(f"expected an INTERVAL from 1 up, found {rule['INTERVAL'][0]}")
    often = str(*rule.get("FREQ", ["nothing"])).upper()
    if often not in REPEATS or not FINE.isdisjoint(rule):
        expected = f"expected a repetition {', '.join(sorted(REPEATS))} and no finer"
        raise BadInput(f"{expected}, found {str(dict(rule))[:80]}")


def _include_last_day(rule: vRecur, start: date) -> None:
    """A series of times that ends on a date takes that day in, as whoever chose the date means."""
    for last in rule.get("UNTIL", []):
        if not isinstance(start, datetime):
            rule["UNTIL"] = [last.date() if isinstance(last, datetime) else last]
        elif not isinstance(last, datetime):
            whole = datetime.combine(last, time.max.replace(microsecond=0), start.tzinfo)
            rule["UNTIL"] = [whole.astimezone(UTC)]
        elif last.tzinfo is None:
            rule["UNTIL"] = [last.replace(tzinfo=start.tzinfo).astimezone(UTC)]


def _values(found: Any) -> Iterator[Any]:
    """Each single value with its `dt`, of a property that may be there once, often, or as a list."""
    for one in _listed(found):
        yield from getattr(one, "dts", [one])


def _listed(found: Any) -> list[Any]:
    return [] if found is None else found if isinstance(found, list) else [found]


def _instant(at: date, timezone: str) -> datetime:
    """An instant; a day is its midnight in the service's zone."""
    if isinstance(at, datetime):
        return at if at.tzinfo is not None else at.replace(tzinfo=zone_of(timezone))
    return datetime.combine(at, time.min, zone_of(timezone))
