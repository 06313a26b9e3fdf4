"""Calendars (iCalendar, RFC 5545): shifts read from a file of events, and what is wrong with it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import FrameType

import recurring_ical_events
from icalendar import Calendar, Event, vRecur

from rules import rota
from rules.errors import BadInput
from rules.rota import Kind
from rules.wall_clock import zone_of
from store.staff.rota import LONGEST_DAYS, Brought

LARGEST = 2_000_000  # bytes
MOST = 2000  # shifts of one import
LONGEST_SECONDS = 15
FIRST_YEAR = 2000
REPEATS = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
FINE = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_AGAIN = {"RRULE", "RDATE", "RECURRENCE-ID"}


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
    calendar = _calendar(path)
    name = str(calendar.get("X-WR-CALNAME") or path.stem)[:80]
    repeated = {str(one.get("UID")) for one in calendar.events if _AGAIN & one.keys()}
    found: dict[str, Brought] = {}
    faults: list[Fault] = []
    with within(LONGEST_SECONDS, f"{path}: expected repetitions that can be counted up"):
        events = list(_between(calendar, path, start, end))
    for event in events:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        try:
            again = str(event.get("UID", "")) in repeated
            brought = _brought(event, again, timezone, who, kind)
            if brought.uid in found:
                raise BadInput("expected each event once, found it twice")
            found[brought.uid] = brought
        except BadInput as error:
            faults.append(Fault(str(event.get("UID", "")), _begins(event), str(error)))
    return Reading(name, tuple(found.values()), tuple(faults))


def _calendar(path: Path) -> Calendar:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    if size > LARGEST:
        raise BadInput(f"{path}: expected at most {LARGEST} bytes, found {size}")
    try:
        calendar = Calendar.from_ical(content)
    except Exception as error:  # icalendar raises what it meets: ValueError, IndexError, KeyError
        raise BadInput(f"{path}: expected a calendar (iCalendar), found {error}") from error
    if not isinstance(calendar, Calendar):
        raise BadInput(f"{path}: expected one calendar, found none")
    for event in calendar.events:
        try:
            _check(event)
        except BadInput as error:
            raise BadInput(f"{path}: event {event.get('UID')}: {error}") from error
    return calendar


def _check(event: Event) -> None:
    """Refuse what cannot be read further, and what would be counted up for ever."""
    try:
        start, end = event.start, event.end
    except Exception as error:  # as above
        raise BadInput(f"expected a start and an end, found: {error}") from error
    if type(start) is not type(end) or not _in_order(start, end):
        raise BadInput(f"expected an end after {start}, found {end}")
    if start.year < FIRST_YEAR or end - start > timedelta(days=LONGEST_DAYS):
        expected = f"expected a shift from {FIRST_YEAR} on of at most {LONGEST_DAYS} days"
        raise BadInput(f"{expected}, found one from {start} to {end}")
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if not isinstance(rule, vRecur):
            raise BadInput("expected a repetition as RFC 5545 has it, found another")
        if any(step < 1 for step in rule.get("INTERVAL", [1])):
            raise BadInput(f"expected an INTERVAL from 1 up, found {rule['INTERVAL'][0]}")
        often = str(*rule.get("FREQ", ["nothing"])).upper()
        if often not in REPEATS or not FINE.isdisjoint(rule):
            expected = f"expected a repetition {', '.join(sorted(REPEATS))} and no finer"
            raise BadInput(f"{expected}, found {str(dict(rule))[:80]}")


def _in_order(start: date, end: date) -> bool:
    try:
        return start < end
    except TypeError:  # one with a zone, one without
        return False


def _between(calendar: Calendar, path: Path, start: datetime, end: datetime) -> Iterator[Event]:
    try:
        query = recurring_ical_events.of(calendar, components=["VEVENT"])
        # A rule that never comes true, such as the 31st of February, is looked for until 9999.
        for number, event in enumerate(query.after(start)):
            begins = event.start
            at = begins if isinstance(begins, datetime) else datetime.combine(begins, time.min)
            if at.replace(tzinfo=at.tzinfo or start.tzinfo) >= end:
                return
            if number >= MOST:
                raise BadInput(f"{path}: expected at most {MOST} shifts until {end:%Y-%m-%d}")
            yield event
    except BadInput:
        raise
    except Exception as error:  # a rule of repetition that makes no sense
        raise BadInput(f"{path}: expected events with dates, found {error}") from error


def _brought(
    event: Event, again: bool, timezone: str, who: str | None, kind: Kind | None
) -> Brought:
    uid = str(event.get("UID", ""))
    if not uid:
        raise BadInput("expected a UID, by which the event is known again, found none")
    told = rota.read_title(str(event.get("SUMMARY", "")), who, kind)
    start, end = _instant(event.start, timezone), _instant(event.end, timezone)
    # one that was moved keeps the instant at which it stood in the row
    stood = (
        _instant(event.decoded("RECURRENCE-ID"), timezone) if "RECURRENCE-ID" in event else start
    )
    day = f"/{stood:%Y%m%dT%H%M}" if again else ""
    shift = rota.Shift(told.who, told.kind, start, end, told.place)
    return Brought(f"{uid[:230]}{day}", shift)


def _instant(at: date, timezone: str) -> datetime:
    """An instant; a day is its midnight, a time without a zone is the service's."""
    whole = at if isinstance(at, datetime) else datetime.combine(at, time.min)
    return whole if whole.tzinfo is not None else whole.replace(tzinfo=zone_of(timezone))


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

    For commands alone: the clock's signal reaches nothing but the main thread.
    """

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise BadInput(f"{expected}, gave up after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
