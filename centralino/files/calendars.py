"""Calendars (iCalendar, RFC 5545): shifts read from a file of events, and what is wrong with it.

Each event stands for itself: one that cannot be read is named, and the others are read all the same.
"""

import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any

from icalendar import Calendar, Event

from centralino.files.calendar_series import Occurrence, occurrences, put_right
from centralino.files.calendar_zones import Zones, set_aside
from rules import rota
from rules.errors import BadInput
from rules.rota import Kind
from store.staff.calendars import Brought

LARGEST = 2_000_000  # bytes
MOST = 2000  # shifts of one import
LONGEST_SECONDS = 15
LONGEST_SECONDS_EACH = 3
_LONGEST_UID = 230
# What browsers and desks add to the name of a file that is there already.
_COPY = re.compile(r"(?:\s*\(\d{1,3}\)|\s+-\s+(?:copia|copy)|[ _-](?:copia|copy))+$", re.IGNORECASE)
_PIECE = re.compile(
    r"^BEGIN:(VEVENT|X-VTIMEZONE)\s*$.*?^END:\1\s*$", re.IGNORECASE | re.MULTILINE | re.DOTALL
)
_UID = re.compile(r"^UID[^:\r\n]*:(.*)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one event of the file."""

    uid: str
    start: str
    error: str

    def __str__(self) -> str:
        return f"event {self.uid or 'without UID'}, {self.start}: {self.error}"


@dataclass(frozen=True)
class Reading:
    """The calendar's name, its shifts of the span, and the events that are none."""

    name: str
    found: tuple[Brought, ...]
    faults: tuple[Fault, ...]

    @property
    def unread(self) -> frozenset[str]:
        """The events of which something could not be read, as `Brought.event` has them."""
        return frozenset(fault.uid[:_LONGEST_UID] for fault in self.faults)


def read(
    path: Path,
    start: datetime,
    end: datetime,
    *,
    timezone: str,
    who: str | None = None,
    kind: Kind | None = None,
) -> Reading:
    """The file's shifts between two instants, repetitions one by one.

    Raises BadInput for a file that is no calendar, or has more than MOST shifts in the span.
    """
    return read_content(path, _content(path), start, end, timezone=timezone, who=who, kind=kind)


def read_content(
    path: Path,
    content: bytes,
    start: datetime,
    end: datetime,
    *,
    timezone: str,
    who: str | None = None,
    kind: Kind | None = None,
) -> Reading:
    """The same of what a file holds that is not on our disk; `path` is what it is called."""
    faults: list[Fault] = []
    calendar = _calendar(path, content, faults)
    name = str(calendar.get("X-WR-CALNAME") or _COPY.sub("", path.stem))[:80]
    zones = Zones(calendar)
    found: dict[str, Brought] = {}
    until = monotonic() + LONGEST_SECONDS
    for events in _by_uid(calendar, zones, timezone, faults):
        try:
            for one in _counted(events, zones, timezone, (start, end), until):
                if str(one.event.get("STATUS", "")).upper() == "CANCELLED":
                    continue
                brought = _brought(one, who, kind)
                if brought.uid in found:
                    raise BadInput("expected each event once, found it twice")
                found[brought.uid] = brought
                if len(found) > MOST:
                    raise TooMany(f"{path}: expected at most {MOST} shifts until {end:%Y-%m-%d}")
        except TooMany:
            raise
        except BadInput as error:
            faults.append(_fault(events[0], error))
    return Reading(name, tuple(found.values()), tuple(faults))


class TooMany(BadInput):
    """More shifts than one import takes."""


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    if size > LARGEST:
        raise BadInput(f"{path}: expected at most {LARGEST} bytes, found {size}")
    return content


def _calendar(path: Path, content: bytes, faults: list[Fault]) -> Calendar:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of zones by which we do not go
            calendar = _parsed(set_aside(_text(content)), faults)
    except Exception as error:  # icalendar raises what it meets: ValueError, IndexError, KeyError
        raise BadInput(f"{path}: expected a calendar (iCalendar), found {error}") from error
    if not isinstance(calendar, Calendar):
        raise BadInput(f"{path}: expected one calendar, found none")
    return calendar


def _parsed(text: str, faults: list[Fault]) -> Calendar:
    """The calendar; piece by piece where the library refuses it for one of them."""
    try:
        return Calendar.from_ical(text)
    except Exception:  # icalendar raises what it meets: ValueError, IndexError, KeyError
        calendar = Calendar.from_ical(_PIECE.sub("", text))
    for piece in (found[0] for found in _PIECE.finditer(text)):
        try:
            alone = Calendar.from_ical(f"BEGIN:VCALENDAR\r\n{piece}\r\nEND:VCALENDAR\r\n")
            calendar.subcomponents += alone.subcomponents
        except Exception as error:
            if piece.upper().startswith("BEGIN:VEVENT"):
                uid = _UID.search(piece)
                told = f"expected what can be read, found {str(error)[:120]}"
                faults.append(Fault(uid[1].strip() if uid else "", "without a start", told))
    return calendar


def _text(content: bytes) -> str:
    """UTF-8 as the format has it, or UTF-16 as some connectors write it; with a mark or without."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def _by_uid(
    calendar: Calendar, zones: Zones, timezone: str, faults: list[Fault]
) -> Iterator[list[Event]]:
    """The events that can be read, those of one UID together; of the others it adds a fault."""
    whole: list[Event] = []
    for event in calendar.events:
        try:
            if not str(event.get("UID", "")):
                raise BadInput("expected a UID, by which the event is known again, found none")
            put_right(event, zones, timezone)
            whole.append(event)
        except BadInput as error:
            faults.append(_fault(event, error))
    wrong = {fault.uid for fault in faults}
    whole = [event for event in whole if str(event["UID"]) not in wrong]
    for _, events in groupby(sorted(whole, key=_uid), key=_uid):
        yield list(events)


def _uid(event: Event) -> str:
    return str(event.get("UID", ""))


def _counted(
    events: list[Event],
    zones: Zones,
    timezone: str,
    span: tuple[datetime, datetime],
    until: float,
) -> Iterable[Occurrence]:
    # A rule that never comes true, such as the 31st of February, is looked for until 9999.
    left = max(0.01, min(LONGEST_SECONDS_EACH, until - monotonic()))
    with within(left, "expected repetitions that can be counted up"):
        return list(occurrences(events, zones, timezone, *span))


def _brought(one: Occurrence, who: str | None, kind: Kind | None) -> Brought:
    told = rota.read_title(str(one.event.get("SUMMARY", "")), who, kind)
    shift = rota.Shift(told.who, told.kind, one.start, one.end, told.place)
    rota.check_length(shift)
    day = f"/{one.stood:%Y%m%dT%H%M}" if one.stood else ""
    uid = _uid(one.event)[:_LONGEST_UID]
    return Brought(f"{uid}{day}", shift)


def _fault(event: Event, error: BadInput) -> Fault:
    return Fault(_uid(event), _begins(event), str(error))


def _begins(event: Event) -> str:
    try:
        return str(event.start)
    except Exception:
        return "without a start"


def horizon(now: datetime, days: int) -> tuple[datetime, datetime]:
    """The span that an import replaces: from yesterday, what is over stays as it was."""
    return now - timedelta(days=1), now + timedelta(days=days)


@contextmanager
def within(seconds: float, expected: str) -> Iterator[None]:
    """Break off what takes longer, with a BadInput that says what was expected.

    In any thread, which a signal of the clock would not reach: the time is looked at whenever a
    function is called or returns, and the libraries that count do so at every step.
    """
    until = monotonic() + seconds

    def look(_frame: FrameType, _event: str, _what: Any) -> None:
        if monotonic() > until:
            raise BadInput(f"{expected}, gave up after {seconds:.0f} s")

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(before)
