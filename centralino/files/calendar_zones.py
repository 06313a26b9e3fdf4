"""Time zones of a calendar: what the file itself defines, before any list of ours.

Outlook names its zones in its own way ("W. Europe Standard Time", "Customized Time Zone") and brings
a definition of each; programs that write one year's changes of the clock alone are common. A zone
that neither the file nor a list knows is refused, and never taken for the service's own.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from rules.errors import BadInput

# How long after its last summer began a zone without a rule still holds: until the next would.
_A_SUMMER = timedelta(days=350)
_YEAR = timedelta(days=365.25)
_SHOWN = 60
_YEARLY = {"FREQ", "BYMONTH", "BYDAY"}
_BEFORE_ALL = 1995  # no event that is read begins before
_ASIDE = "X-VTIMEZONE"
_BOUNDARY = re.compile(r"^(BEGIN|END):VTIMEZONE(?=\s*$)", re.IGNORECASE | re.MULTILINE)


def set_aside(text: str) -> str:
    """The calendar's text with its zones under another name, by which `Zones` finds them.

    The library would ask its own list first, keep what it reads for every other file, and refuse
    the whole calendar for one zone that makes no sense.
    """
    return _BOUNDARY.sub(rf"\1:{_ASIDE}", text)


class Zones:
    """The zones that a file defines, by their names as its events say them."""

    def __init__(self, calendar: Calendar) -> None:
        self._defined = {str(one.get("TZID", "")): _whole(one) for one in calendar.walk(_ASIDE)}
        self._read: dict[str, tuple[tzinfo, datetime | None]] = {}

    def at(self, wall: datetime, name: str) -> datetime:
        """The instant of a clock on the wall; raises BadInput for a zone that is not known then."""
        if name not in self._read:
            self._read[name] = self._zone(name)
        zone, until = self._read[name]
        if until is not None and wall >= until:
            raise BadInput(
                f'expected a time zone that is defined on {wall:%Y-%m-%d}, found "{name[:_SHOWN]}", '
                f"defined until {until:%Y-%m-%d} alone"
            )
        return wall.replace(tzinfo=zone)

    def check(self, at: datetime) -> None:
        """Raises BadInput where a repetition has left what its zone's definition tells of."""
        for name, (zone, _) in self._read.items():
            if zone is at.tzinfo:
                self.at(at.replace(tzinfo=None), name)

    def _zone(self, name: str) -> tuple[tzinfo, datetime | None]:
        """The zone, and until when it says what the clock shows; None is for ever."""
        listed = _listed(name)
        definition = self._defined.get(name)
        if definition is not None and definition.subcomponents:
            return _defined(name, definition, listed)
        if listed is None:
            raise BadInput(
                "expected a time zone that the file defines or that is known, such as "
                f'Europe/Rome, found "{name[:_SHOWN]}"'
            )
        return listed, None


def _whole(part: Any) -> Timezone:
    zone = Timezone()
    zone.update(part)
    zone.subcomponents = part.subcomponents
    for change in zone.subcomponents:
        _begin_later(change)
    return zone


def _begin_later(change: Any) -> None:
    """Let a yearly rule begin when we need it: Outlook's begin in 1601, and each year is counted."""
    rule, begins = change.get("RRULE"), getattr(change.get("DTSTART"), "dt", None)
    if rule is None or not isinstance(begins, datetime) or begins.year >= _BEFORE_ALL:
        return
    is_plain = _YEARLY <= rule.keys() <= {*_YEARLY, "INTERVAL", "WKST"}
    if is_plain and str(rule["FREQ"][0]).upper() == "YEARLY" and rule.get("INTERVAL", [1]) == [1]:
        month = int(rule["BYMONTH"][0])
        change["DTSTART"].dt = begins.replace(year=_BEFORE_ALL, month=month, day=1)


def _defined(
    name: str, definition: Timezone, listed: ZoneInfo | None
) -> tuple[tzinfo, datetime | None]:
    """What the definition says; where it stops, what a list says that agrees with it so far."""
    try:
        zone = definition.to_tz(lookup_tzid=False)
        parts = definition.subcomponents
        changes = [_Change.of(one) for one in parts if one.name in {"STANDARD", "DAYLIGHT"}]
    except Exception as error:  # icalendar and dateutil raise what they meet
        found = f'expected a time zone that can be read, found "{name[:_SHOWN]}": {error}'
        raise BadInput(found) from error
    if any(one.goes_on for one in changes) or all(one.before == one.after for one in changes):
        return zone, None
    summers = [one for one in changes if one.is_summer]
    if listed is not None and (
        len(summers) == len(changes) or all(one.agrees(listed) for one in changes)
    ):
        return listed, None
    if not summers:
        return zone, None
    return zone, max(one.last for one in summers) + _A_SUMMER


@dataclass(frozen=True)
class _Change:
    """When clocks are put forward or back, by a file: its first times, and the last one known."""

    is_summer: bool
    at: tuple[datetime, ...]
    last: datetime
    goes_on: bool
    before: timedelta
    after: timedelta

    @classmethod
    def of(cls, part: Any) -> "_Change":
        """Raises whatever icalendar does for what is missing."""
        begins, rule, dates = part["DTSTART"].dt, part.get("RRULE"), part.get("RDATE", [])
        lists = dates if isinstance(dates, list) else [dates]
        at = tuple(_wall(one) for one in (begins, *(one.dt for more in lists for one in more.dts)))
        last, goes_on = max(at), False
        if rule is not None:
            years = rule.get("COUNT", [1])[0] - 1
            until = _wall(rule["UNTIL"][0]) if "UNTIL" in rule else at[0] + years * _YEAR
            last, goes_on = max(last, until), not {"UNTIL", "COUNT"} & rule.keys()
        before, after = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td
        return cls(part.name == "DAYLIGHT", at, last, goes_on, before, after)

    def agrees(self, listed: tzinfo) -> bool:
        """Whether clocks show the same by the list, soon after each change."""
        return all(
            (one + timedelta(days=2)).replace(tzinfo=listed).utcoffset() == self.after
            for one in self.at
        )


def _wall(at: date) -> datetime:
    return at.replace(tzinfo=None) if isinstance(at, datetime) else datetime.combine(at, time.min)


def _listed(name: str) -> ZoneInfo | None:
    """The zone of that name by the lists: IANA's, Microsoft's, IANA's behind a maker's prefix."""
    plain = name.strip("/")
    parts = plain.split("/") if name.startswith("/") else []
    behind = ["/".join(parts[first:]) for first in range(1, len(parts))]
    for known in (plain, WINDOWS_TO_OLSON.get(plain), *behind):
        if known:
            try:
                return ZoneInfo(known)
            except (KeyError, ValueError, OSError):  # no such zone, or a folder of zones
                continue
    return None
