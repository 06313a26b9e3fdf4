"""Hours in force: whether each part of a line's opening hours can ever apply.

The day decides which line's hours count, and a holiday has none. What the syntax says of another
line's days, of the morning after one, or of public holidays would be believed by whoever wrote it,
and by nobody else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from rules.hours.schedule import Flow, Hours, holiday_on, open_spans, written_out
from rules.wall_clock import Span

_DAYS = {Flow.WEEKDAY: range(5), Flow.WEEKEND: range(5, 7)}
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_WHOSE = {Flow.WEEKDAY: "Monday to Friday", Flow.WEEKEND: "Saturday and Sunday"}

# Rules as the library writes them: parted by "; " (in the place of the one before), ", " or " || ".
_PARTS = re.compile(r'(?:"[^"]*"|[^";,|]|,(?! ))+')
_NAMES_A_DAY = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b")
_CLOSED = re.compile(r"\b(?:closed|off|unknown)\b")
_QUOTED = re.compile(r'"[^"]*"')
_BY_DATE = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|week|easter|\d{4})")
_LENGTHS = {
    **dict.fromkeys(("Jan", "Mar", "May", "Jul", "Aug", "Oct", "Dec"), 31),
    **dict.fromkeys(("Apr", "Jun", "Sep", "Nov"), 30),
    "Feb": 29,
}
_DATES = re.compile(rf"\b({'|'.join(_LENGTHS)}) (\d{{1,2}})(?![\d:])")  # the library takes any day
_FIRST = date(2026, 1, 5)  # a Monday
_WEEKS, _CYCLE = timedelta(weeks=10), timedelta(days=28 * 365 + 7)  # dates fall alike after that


@dataclass(frozen=True)
class Never:
    """A part of a line's hours that can never apply.

    `kind` says why: holidays (PH or SH), date (that no calendar has), midnight (it runs into another
    line's day), line (it names one), holiday (only on days of closure), replaced (by a later part).
    """

    part: str  # as the library writes it
    kind: str
    flow: Flow
    day: int | None = None  # of the week, 0 is Monday: midnight and line
    named: str = ""  # the date, or the holiday with its day

    def __str__(self) -> str:
        name = "" if self.day is None else _NAMES[self.day]
        why = {
            "holidays": "days of closure are those of holidays.*, never PH or SH",
            "date": f"there is no {self.named}",
            "midnight": f"after midnight it is {name}, which has another line's hours",
            "line": f"{name} has another line's hours, and this line's are of {_WHOSE[self.flow]}",
            "holiday": f"{self.named}, which holidays.working alone opens",
            "replaced": "what stands after a semicolon replaces it; a comma adds to it",
        }
        return f"{self.part}: {why[self.kind]}"


@lru_cache(maxsize=64)
def never_in_force(flow: Flow, hours: Hours) -> Never | None:
    """What of the line's hours can never apply, and why; None where all of it can."""
    whole = written_out(hours.weekday if flow is Flow.WEEKDAY else hours.weekend)
    parts = [part.strip() for part in _PARTS.findall(whole)]
    told = [said for part in parts if (said := _of_no_day(part, flow)) is not None]
    told = told or [
        said for part in parts if (said := _never(part, whole, flow, hours)) is not None
    ]
    return told[0] if told else None


def _of_no_day(part: str, flow: Flow) -> Never | None:
    """A date that no calendar has, or a day that only the configuration can name."""
    bare = _QUOTED.sub("", part)
    if "SH" in bare or ("PH" in bare and not _CLOSED.search(bare)):
        return Never(part, "holidays", flow)
    dates = (f"{month} {day}" for month, day in _DATES.findall(bare) if int(day) > _LENGTHS[month])
    return next((Never(part, "date", flow, named=one) for one in dates), None)


def _never(part: str, whole: str, flow: Flow, hours: Hours) -> Never | None:
    bare = _QUOTED.sub("", part)
    if _CLOSED.search(bare):
        return None
    span = _span(whole)
    times = list(_open(part, span))
    if _NAMES_A_DAY.search(bare):
        for start, _ in times:
            if start.weekday() not in _DAYS[flow]:
                return _of_another_line(part, start, flow)
    if _BY_DATE.search(bare) and (closed := _of_holidays_alone(part, times, flow, hours)):
        return closed
    kept: dict[date, list[Span]] = defaultdict(list)
    for one in _open(whole, span):
        kept[one[0].date()].append(one)
    if not times or any(_touch(one, other) for one in times for other in kept[one[0].date()]):
        return None
    return Never(part, "replaced", flow)


def _of_holidays_alone(part: str, times: Iterable[Span], flow: Flow, hours: Hours) -> Never | None:
    """Dates that are always a holiday ("Aug 15"), on which nobody is at work whatever stands here."""
    days = sorted({start.date() for start, _ in times if start.weekday() in _DAYS[flow]})
    names = [holiday_on(day, hours) for day in days]
    if not days or None in names:
        return None
    return Never(part, "holiday", flow, named=f"{days[0]} is a holiday ({names[0]})")


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _of_another_line(part: str, start: datetime, flow: Flow) -> Never:
    day = start.weekday()
    if start.time() == time.min and _SHORT[day] not in part and not _within(part, day):
        return Never(part, "midnight", flow, day)
    return Never(part, "line", flow, day)


def _within(part: str, day: int) -> bool:
    """Whether a range such as Fr-Su takes the day in."""
    spans = re.findall(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)-(Mo|Tu|We|Th|Fr|Sa|Su)\b", part)
    for first, last in spans:
        begin, end = _SHORT.index(first), _SHORT.index(last)
        if (day - begin) % 7 <= (end - begin) % 7:
            return True
    return False


def _span(whole: str) -> Span:
    if re.search(r"\b(?:19|20)\d\d\b", _QUOTED.sub("", whole)):
        return datetime(1978, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - by the clock on the wall
    first = datetime.combine(_FIRST, time.min)
    return first, first + (_CYCLE if _BY_DATE.search(whole) else _WEEKS)


def _open(syntax: str, span: Span) -> Iterator[Span]:
    """When it is open, cut at midnight."""
    for begins, end in open_spans(syntax, *span):
        start = begins
        while start < end:
            night = datetime.combine(start.date() + timedelta(days=1), time.min)
            yield start, min(end, night)
            start = night
