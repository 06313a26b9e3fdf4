"""Leotron's hours, and instants written as a clock on its wall shows them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rules.hours.schedule import Hours

ROME = ZoneInfo("Europe/Rome")
WEEKDAY = "Mo-Fr 09:15-12:45,14:45-18:15"
WEEKEND = "Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45"
HOURS = Hours("Europe/Rome", WEEKDAY, WEEKEND)


def at(text: str) -> datetime:
    """The instant in UTC; without an offset it is local time."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ROME)).astimezone(UTC)
