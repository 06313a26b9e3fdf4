"""Shifts as iCalendar (RFC 5545), for the calendars that subscribe to them."""

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Event

from rules import rota
from rules.rota import Kind
from store.staff.rota import Kept

PRODUCT = "-//Centralino//Rota//IT"


def write(shifts: Iterable[Kept], stamp: datetime, title: str) -> bytes:
    """A calendar with these shifts, times in UTC, as every program that subscribes reads it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for kept in shifts:
        shift, event = kept.shift, Event()
        event.add("uid", f"shift-{kept.id}@centralino")
        event.add("dtstamp", stamp)
        event.add("dtstart", shift.start)
        event.add("dtend", shift.end)
        event.add("summary", rota.title_of(rota.Event(shift.who, shift.kind, shift.place)))
        if shift.given_by:
            event.add("description", f"Ceduto da {', '.join(shift.given_by)}")
        event.add("transp", "OPAQUE" if shift.kind is Kind.DUTY else "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
