"""Schedule: opening hours by day (weekday, week-end, holiday), and when a message is taken in charge.

The day decides the flow, the flow's hours decide whether somebody is at work. Instants are in UTC
wherever they leave this module, so that subtracting them is right on the nights when the clock
changes; the JSON forms show local time.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec, module_from_spec
from typing import Any

import holidays
from holidays.registry import EntityLoader

# The library's stubs forget its error.
from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

from rules.errors import BadInput
from rules.hours import open_or_closed_text
from rules.wall_clock import Span, instants_of, merged, zone_of

# The library loads each country when it is asked for, and then, by the first one's package, the 250
# others too: a tenth of a second and some megabytes in each process. The package unread, it loads one.
_COUNTRIES = "holidays.countries"
if _COUNTRIES not in sys.modules and (_found := find_spec(_COUNTRIES)) is not None:
    sys.modules[_COUNTRIES] = module_from_spec(_found)

# Outside these years the library of holidays knows others, or none, and does not say so.
FIRST_YEAR, LAST_YEAR = 1978, 2100

_DAY = timedelta(days=1)
_SATURDAY = 5
_FAR = 400  # days within which a desk that is open at all must open

# Listed by the library for the first Sunday of November: celebrated by law, a day like others.
_CLOSES_NOTHING = frozenset({"Giorno dell'unità nazionale"})
_SOLAR = ("sunrise", "sunset", "dawn", "dusk")


class Flow(StrEnum):
    WEEKDAY = "weekday"  # Monday to Friday
    WEEKEND = "weekend"  # Saturday and Sunday
    HOLIDAY = "holiday"  # any day that is a holiday, whichever it falls on


@dataclass(frozen=True)
class Hours:
    """When technicians of each flow are at work, in opening_hours syntax, and which days are off.

    Raises BadInput for hours, a zone, a country or a province that do not exist. What the syntax
    says of public holidays (PH) never applies: holidays are known here, patron saint included.
    """

    timezone: str
    weekday: str
    weekend: str
    country: str = "IT"
    province: str | None = "VR"
    extra: Mapping[date, str] = field(default_factory=dict, hash=False)  # closed, and why
    working: frozenset[date] = frozenset()  # never holidays

    def __post_init__(self) -> None:
        object.__setattr__(self, "extra", dict(self.extra))
        zone_of(self.timezone)
        _parsed(self.weekday)
        _parsed(self.weekend)
        _check_place(self.country, self.province)


@dataclass(frozen=True)
class Explanation:
    """Who answers at an instant and why; when a message left now is taken in charge."""

    at: datetime
    flow: Flow
    open: bool
    reason: str
    in_charge_standard: datetime
    in_charge_j_system: datetime
    holiday: str | None
    timezone: str = "UTC"

    @property
    def weekend_is_sooner(self) -> bool:
        """Whether the desk opens for subscribers before it opens for all: at the week-end."""
        return self.in_charge_j_system < self.in_charge_standard

    def in_charge(self, *, j_system: bool) -> datetime:
        """When a message left now is taken in charge, of a subscriber of J-System or another."""
        return self.in_charge_j_system if j_system else self.in_charge_standard

    def as_json(self) -> dict[str, Any]:
        """The contract's JSON, in local time with its offset."""
        return {
            "at": _local_text(self.at, self.timezone),
            "flow": self.flow.value,
            "open": self.open,
            "reason": self.reason,
            "in_charge_at": {
                "standard": _local_text(self.in_charge_standard, self.timezone),
                "j_system": _local_text(self.in_charge_j_system, self.timezone),
            },
        }


@dataclass(frozen=True)
class Day:
    """One day of the calendar; its spans are closed at the start and open at the end."""

    date: date
    flow: Flow
    spans: tuple[Span, ...]
    reason: str
    holiday: str | None
    timezone: str = "UTC"

    def as_json(self) -> dict[str, Any]:
        """The day, with its spans in local time with their offset."""
        return {
            "date": self.date.isoformat(),
            "flow": self.flow.value,
            "open": bool(self.spans),
            "hours": [
                {"from": _local_text(start, self.timezone), "to": _local_text(end, self.timezone)}
                for start, end in self.spans
            ],
            "reason": self.reason,
            "holiday": self.holiday,
        }


def explain(now: datetime, hours: Hours) -> Explanation:
    """What holds at an instant; raises BadInput when the desk never opens again."""
    at, local = _in_utc_and_there(now, hours.timezone)
    today = _day(local.date(), hours)
    is_holiday = today.flow is Flow.HOLIDAY
    return Explanation(
        at=at,
        flow=today.flow,
        open=any(start <= at < end for start, end in today.spans),
        reason=today.reason if is_holiday else open_or_closed_text.of_instant(local, today.spans),
        in_charge_standard=_next_opening(at, local.date(), hours, (Flow.WEEKDAY,)),
        in_charge_j_system=_next_opening(at, local.date(), hours, (Flow.WEEKDAY, Flow.WEEKEND)),
        holiday=today.holiday,
        timezone=hours.timezone,
    )


def calendar(first: date, last: date, hours: Hours) -> list[Day]:
    """Each day from the first to the last, both included."""
    if last < first:
        raise BadInput(f"expected a last day not before {first}, found {last}")
    return [_day(day, hours) for day in _days_from(first, (last - first).days + 1)]


def holiday_on(day: date, hours: Hours) -> str | None:
    """The name, in Italian for Italy, of what closes the desk on that day, if anything does."""
    _check_year(day)
    if day in hours.working:
        return None
    if day in hours.extra:
        return hours.extra[day]
    return _public_holidays(hours.country, hours.province, day.year).get(day)


def _next_opening(at: datetime, today: date, hours: Hours, flows: tuple[Flow, ...]) -> datetime:
    """The first instant, not before `at`, in the hours of one of the flows."""
    for date_ in _days_from(today, _FAR):
        day = _day(date_, hours)
        if day.flow not in flows:
            continue
        for start, end in day.spans:
            if at < end:
                return max(at, start)
    names = " or ".join(flows)
    raise BadInput(f"expected {names} hours within {_FAR} days of {today}, found none")


def _days_from(first: date, count: int) -> Iterator[date]:
    for days in range(count):
        day = first + days * _DAY
        _check_year(day)
        yield day


@lru_cache(maxsize=8192)
def _day(day: date, hours: Hours) -> Day:
    holiday = holiday_on(day, hours)
    if holiday is not None:
        return Day(day, Flow.HOLIDAY, (), holiday, holiday, hours.timezone)
    is_weekend = day.weekday() >= _SATURDAY
    flow, syntax = (Flow.WEEKEND, hours.weekend) if is_weekend else (Flow.WEEKDAY, hours.weekday)
    spans = instants_of(day, _wall_spans(day, syntax), zone_of(hours.timezone))
    reason = open_or_closed_text.of_day(day.weekday(), is_open=bool(spans))
    return Day(day, flow, spans, reason, None, hours.timezone)


def _wall_spans(day: date, syntax: str) -> tuple[Span, ...]:
    """What is open on that day by a clock on the wall; "unknown" is not open."""
    midnight = datetime.combine(day, time.min)
    return merged(open_spans(syntax, midnight, midnight + _DAY))


def open_spans(syntax: str, start: datetime, end: datetime) -> Iterator[Span]:
    """What the syntax alone has open between two times on the wall, whoever is at work then."""
    for begins, ends, state, _ in _parsed(syntax).intervals(start, end):
        if state == State.OPEN:
            yield begins, ends


def written_out(syntax: str) -> str:
    """The hours as the library writes them: rules parted by "; ", ", " or " || "."""
    return str(_parsed(syntax))


@lru_cache(maxsize=64)
def _parsed(syntax: str) -> OpeningHours:
    solar = [word for word in _SOLAR if word in syntax.lower()]
    if solar:
        raise BadInput(
            f"expected hours by the clock, found {solar[0]}", "hours_solar", found=solar[0]
        )
    try:
        return OpeningHours(syntax)
    except ParserError as error:
        told = f"expected opening hours, found what has no meaning:\n{error}"
        raise BadInput(told, "hours_syntax", found=syntax) from error


def provinces_of(country: str) -> tuple[str, ...]:
    """The codes of a country's provinces, or whatever it has in their place; maybe none."""
    return tuple(getattr(holidays, country).subdivisions) if country in _countries() else ()


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(EntityLoader.get_country_codes(include_aliases=False))


@lru_cache(maxsize=64)
def _check_place(country: str, province: str | None) -> None:
    if country not in _countries():
        raise BadInput(f'expected a country such as IT, found "{country}"')
    if province is not None and province not in provinces_of(country):
        raise BadInput(f'expected a province of {country} such as VR, found "{province}"')


def _check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _unknown_year(day)


def _unknown_year(day: date) -> BadInput:
    return BadInput(f"expected a day from {FIRST_YEAR} to {LAST_YEAR}, found {day}")


@lru_cache(maxsize=512)
def _public_holidays(country: str, province: str | None, year: int) -> Mapping[date, str]:
    # Named, or the environment of the process would choose: LANG=en_US gives English names.
    language = getattr(holidays, country).default_language
    listed = holidays.country_holidays(country, subdiv=province, years=year, language=language)
    names = {
        day: [name for name in listed.get_list(day) if name not in _CLOSES_NOTHING]
        for day in listed
    }
    return {day: " e ".join(found) for day, found in names.items() if found}


def _in_utc_and_there(now: datetime, timezone: str) -> tuple[datetime, datetime]:
    if now.tzinfo is None:
        raise BadInput(f"expected an instant with its offset, found {now.isoformat()}")
    try:
        at = now.astimezone(UTC)
        return at, at.astimezone(zone_of(timezone))
    except OverflowError as error:
        raise _unknown_year(now.date()) from error


def _local_text(at: datetime, timezone: str) -> str:
    return at.astimezone(zone_of(timezone)).isoformat()
