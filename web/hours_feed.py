"""Opening hours as iCalendar (RFC 5545): when we are at work, and the days on which nobody is."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from icalendar import Calendar, Event

from rules.hours.schedule import Day, Flow, Hours, calendar
from rules.wall_clock import Span

PRODUCT = "-//Centralino//Hours//IT"
MEDIA_TYPE = "text/calendar; charset=utf-8"
BACK, AHEAD = timedelta(days=7), timedelta(days=366)
TITLES = {Flow.WEEKDAY: "Assistenza aperta", Flow.WEEKEND: "Assistenza week-end (J-System)"}


@lru_cache(maxsize=4)
def around(today: date, hours: Hours) -> bytes:
    """The year ahead, made once a day: whoever subscribes asks again and again."""
    days = calendar(today - BACK, today + AHEAD, hours)
    return write(days, datetime.combine(today, time.min, UTC), "Orari dell'assistenza")


def write(days: Iterable[Day], stamp: datetime, title: str) -> bytes:
    """A calendar of these days, times in UTC; what closes a day is an event of that day."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for day in days:
        if day.holiday is not None:
            made.add_component(_closed(day, day.holiday, stamp))
        for span in day.spans:
            made.add_component(_open(day, span, stamp))
    return bytes(made.to_ical())


def _open(day: Day, span: Span, stamp: datetime) -> Event:
    start, end = span
    event = _event(f"open-{start:%Y%m%dT%H%MZ}", stamp, TITLES[day.flow])
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", end.astimezone(UTC))
    return event


def _closed(day: Day, holiday: str, stamp: datetime) -> Event:
    event = _event(f"closed-{day.date:%Y%m%d}", stamp, f"Assistenza chiusa: {holiday}")
    event.add("dtstart", day.date)
    event.add("dtend", day.date + timedelta(days=1))
    return event


def _event(uid: str, stamp: datetime, title: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@centralino")
    event.add("dtstamp", stamp)
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")  # nobody who subscribes is busy then
    return event
