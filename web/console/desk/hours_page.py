""" "Orari e festività": who answers at any instant, and why; what a caller hears; the days ahead."""

from datetime import datetime, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from rules.calls.before_the_beep import MOST_S
from rules.hours.opening_hours_text import opening_words
from rules.hours.schedule import Day, calendar, explain
from rules.wall_clock import day_of, zone_of
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.services import PREFIX, Services
from web.console.typed_times import instant
from web.public_address import public_address

DAYS = 35
FEED = "/assistenza/orari.ics"  # of the customers' pages


def pages(services: Services) -> Pages:
    """/console/orari?quando=2026-11-28T10:00&linea=weekend"""
    part = Pages("hours")

    @part.page(f"{PREFIX}/orari", Who.STAFF)
    def hours() -> ResponseReturnValue:
        asked = request.args.get("quando", "")
        now = services.now()
        at = instant(asked, services.timezone) if asked else now
        return render_template("console/desk/hours.html", **_shown(services, at, now))

    return part


def _shown(services: Services, at: datetime, now: datetime) -> dict[str, Any]:
    line = "weekend" if request.args.get("linea") == "weekend" else "weekday"
    language = "en" if request.args.get("lingua") == "en" else "it"
    today = day_of(at, services.timezone)
    ahead = calendar(today, today + timedelta(days=DAYS - 1), services.hours)
    return {
        "now": now,
        "can_alter": services.altering is not None and me().is_supervisor,
        "at": at,
        "local": at.astimezone(zone_of(services.timezone)),
        "when": explain(at, services.hours),
        "line": line,
        "language": language,
        "heard": services.heard(at, line, language),
        "most_seconds": MOST_S,
        "openings": opening_words(at, services.hours),
        "feed": public_address(services.public_url, FEED),
        "products": services.products,
        "supported": services.supported,
        "days": [(day, spans_of(day, services.timezone)) for day in ahead],
    }


def spans_of(day: Day, timezone: str) -> list[str]:
    """The day's opening hours on the wall clock: "09:15–12:45"."""
    zone = zone_of(timezone)
    return [
        f"{start.astimezone(zone):%H:%M}–{end.astimezone(zone):%H:%M}" for start, end in day.spans
    ]
