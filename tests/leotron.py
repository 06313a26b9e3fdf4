"""Leotron as its page describes it: hours, terms, lines, and instants as a clock on its wall shows them."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rules.billing.costs import Rates
from rules.entitlement import Terms
from rules.hours.schedule import Hours

ROME = ZoneInfo("Europe/Rome")
WEEKDAY = "Mo-Fr 09:15-12:45,14:45-18:15"
WEEKEND = "Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45"
HOURS = Hours(ROME.key, WEEKDAY, WEEKEND)
RATES = Rates(hourly=Decimal("80.00"), vat_percent=Decimal(22), minimum_minutes=60)
TERMS = Terms(RATES, 120, ROME.key)

WEEKDAY_LINE, WEEKEND_LINE = "+390455117067", "+390452525658"
LINES = {WEEKDAY_LINE: "weekday", WEEKEND_LINE: "weekend"}
PUBLIC = "https://assistenza.example.it"  # where Twilio and customers reach the service
ACCOUNT = "AC" + "0" * 32
TOKEN = "the auth token"
CALLER = "+390458001234"  # a customer's telephone


def at(text: str) -> datetime:
    """The instant in UTC; without an offset it is local time."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ROME)).astimezone(UTC)


TEN = at("2026-11-24T10:00")  # a Tuesday, in hours
NOON = at("2026-11-24T12:00")  # the same day, in hours still
