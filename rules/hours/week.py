"""A week of hours as a form has it: days with times from and to, and back to opening_hours syntax."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from rules.errors import BadInput
from rules.hours.schedule import open_spans, written_out
from rules.language.italian import WEEKDAYS

SPANS = 2  # of a day that the form has room for: morning and afternoon
_SHORT = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONDAY = date(2026, 1, 5)
_PLAIN = re.compile(r"(?:24/7|(?:Mo|Tu|We|Th|Fr|Sa|Su)|\d\d:\d\d|[-,; ]|closed|off)*")
_NIGHT = time.max  # 24:00, which no time is


@dataclass(frozen=True)
class Times:
    """From when to when of one day; `end` is time.max for midnight."""

    start: time
    end: time

    @property
    def start_text(self) -> str:
        """ "09:15"."""
        return f"{self.start:%H:%M}"

    @property
    def end_text(self) -> str:
        """ "12:45", or "24:00"."""
        return "24:00" if self.end == _NIGHT else f"{self.end:%H:%M}"

    def __str__(self) -> str:
        return f"{self.start_text}-{self.end_text}"


Week = Mapping[int, tuple[Times, ...]]  # by weekday, 0 is Monday


def week_of(syntax: str, days: range) -> Week | None:
    """The hours of those weekdays; None where the syntax says more than days and times."""
    if not _PLAIN.fullmatch(written_out(syntax)):
        return None
    found = {day: tuple(_times(syntax, day)) for day in days}
    return found if all(len(times) <= SPANS for times in found.values()) else None


def syntax_of(week: Week) -> str:
    """The same in opening_hours syntax: "Mo-Fr 09:15-12:45,14:45-18:15"; "closed" for no hours."""
    parts = []
    for times, group in groupby(sorted(week), key=lambda day: week[day]):
        days = list(group)
        if times:
            parts.append(f"{_names(days)} {','.join(map(str, times))}")
    return "; ".join(parts) or "closed"


def day_of_form(texts: list[tuple[str, str]], day: int) -> tuple[Times, ...]:
    """A day's times as they were typed, from and to, in order; BadInput where they are none.

    Midnight as an end is 00:00 or 24:00.
    """
    found: list[Times] = []
    for start, end in texts:
        if not start and not end:
            continue
        if not start or not end:
            raise BadInput("expected both a start and an end", "hours_half", day=WEEKDAYS[day])
        one = Times(_time(start, day), _time(end, day, is_end=True))
        if one.start >= one.end:
            raise BadInput(
                "expected an end after the start", "hours_order", day=WEEKDAYS[day], span=str(one)
            )
        if found and one.start < found[-1].end:
            raise BadInput(
                "expected spans apart and in order",
                "hours_overlap",
                day=WEEKDAYS[day],
                span=str(one),
            )
        found.append(one)
    return tuple(found)


def _time(text: str, day: int, *, is_end: bool = False) -> time:
    if is_end and text in {"00:00", "24:00"}:
        return _NIGHT
    if found := re.fullmatch(r"(\d?\d)[:.](\d\d)", text, re.ASCII):
        try:
            return time(int(found[1]), int(found[2]))
        except ValueError:
            pass
    raise BadInput(
        f"expected a time such as 09:15, found {text!r}", "hours_time", day=WEEKDAYS[day]
    )


def _times(syntax: str, day: int) -> Iterator[Times]:
    midnight = datetime.combine(_MONDAY + timedelta(days=day), time.min)
    next_ = midnight + timedelta(days=1)
    for start, end in open_spans(syntax, midnight, next_):
        yield Times(start.time(), _NIGHT if end >= next_ else end.time())


def _names(days: list[int]) -> str:
    if len(days) > 1 and days[-1] - days[0] == len(days) - 1:
        return f"{_SHORT[days[0]]}-{_SHORT[days[-1]]}"
    return ",".join(_SHORT[day] for day in days)
