"""Opening hours in words, as the published page says them, made from the configuration.

"dal lunedì al venerdì 9:15 - 12:45 14:45 - 18:15. L'assistenza week end è disponibile il sabato
tutto il giorno e la domenica mattina, con gli stessi orari."
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from rules.hours.schedule import Day, Hours, calendar
from rules.language.italian import WEEKDAYS
from rules.wall_clock import day_of, zone_of


@dataclass(frozen=True)
class Opening:
    """Some days in a row, and the times that they have in common."""

    days: str  # "dal lunedì al venerdì"
    times: str  # "9:15 - 12:45 e 14:45 - 18:15"
    weekend: bool  # reserved to the subscribers of J-System


def opening_words(now: datetime, hours: Hours) -> list[Opening]:
    """The hours of an ordinary week, without its holidays; days that are closed are left out."""
    today = day_of(now, hours.timezone)
    monday = today - timedelta(days=today.weekday())
    week = [monday + timedelta(days=days) for days in range(7)]
    ordinary = replace(hours, extra={}, working=frozenset(week))
    days = [day for day in calendar(week[0], week[-1], ordinary) if day.spans]
    alike = groupby(days, key=lambda day: (day.flow, _times(day)))
    return [
        Opening(_days([day.date.weekday() for day in group]), times, flow == "weekend")
        for (flow, times), group in alike
    ]


def _days(numbers: list[int]) -> str:
    names = [WEEKDAYS[number] for number in numbers]
    if len(names) == 1:
        return names[0]
    if numbers[-1] - numbers[0] == len(numbers) - 1 and len(names) > 2:
        return f"dal {names[0]} al{_article(names[-1])}{names[-1]}"
    return f"{', '.join(names[:-1])} e {names[-1]}"


def _article(day: str) -> str:
    return "la " if day == "domenica" else " "


def _times(day: Day) -> str:
    zone = zone_of(day.timezone)
    spans = [(start.astimezone(zone), end.astimezone(zone)) for start, end in day.spans]
    return " e ".join(f"{_hour(start)} - {_hour(end)}" for start, end in spans)


def _hour(local: datetime) -> str:
    return f"{local.hour}:{local:%M}"
