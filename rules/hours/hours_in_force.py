"""Hours in force: whether each part of a line's opening hours can ever apply.

The day decides which line's hours count, and a holiday has none. What the syntax says of another
line's days, of the morning after one, or of public holidays would be believed by whoever wrote it,
and by nobody else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
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


@lru_cache(maxsize=64)
def never_in_force(flow: Flow, hours: Hours) -> str | None:
    """What of the line's hours can never apply, and why; None where all of it can."""
    whole = written_out(hours.weekday if flow is Flow.WEEKDAY else hours.weekend)
    parts = [part.strip() for part in _PARTS.findall(whole)]
    told = [said for part in parts if (said := _of_no_day(part)) is not None]
    told = told or [
        said for part in parts if (said := _never(part, whole, flow, hours)) is not None
    ]
    return told[0] if told else None


def _of_no_day(part: str) -> str | None:
    """A date that no calendar has, or a day that only the configuration can name."""
    bare = _QUOTED.sub("", part)
    if "SH" in bare or ("PH" in bare and not _CLOSED.search(bare)):
        return f"{part}: days of closure are those of holidays.*, never PH or SH"
    dates = (f"{month} {day}" for month, day in _DATES.findall(bare) if int(day) > _LENGTHS[month])
    return next((f"{part}: there is no {one}" for one in dates), None)


def _never(part: str, whole: str, flow: Flow, hours: Hours) -> str | None:
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
    return f"{part}: what stands after a semicolon replaces it; a comma adds to it"


def _of_holidays_alone(part: str, times: Iterable[Span], flow: Flow, hours: Hours) -> str | None:
    """Dates that are always a holiday ("Aug 15"), on which nobody is at work whatever stands here."""
    days = sorted({start.date() for start, _ in times if start.weekday() in _DAYS[flow]})
    names = [holiday_on(day, hours) for day in days]
    if not days or None in names:
        return None
    return f"{part}: {days[0]} is a holiday ({names[0]}), which holidays.working alone opens"


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _of_another_line(part: str, start: datetime, flow: Flow) -> str:
    day = start.weekday()
    if start.time() == time.min and _SHORT[day] not in part and not _within(part, day):
        return f"{part}: after midnight it is {_NAMES[day]}, which has another line's hours"
    return f"{part}: {_NAMES[day]} has another line's hours, and this line's are of {_WHOSE[flow]}"


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
