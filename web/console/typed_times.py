"""Days and hours as people type them in a form, on the clock of the service."""

import re
from datetime import UTC, date, datetime

from flask import request

from rules.hours.callback_slots import presets
from rules.hours.schedule import Hours
from rules.wall_clock import zone_of
from web.console.refusals import Refused

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
# What the browser sends of a datetime field, and what people read instead.
_SENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?", re.ASCII)


def chosen(
    hours: Hours, now: datetime, *, j_system: bool = False, field: str = "quando"
) -> datetime:
    """The instant of a form that offers some by a click (`fra`) beside a field; raises Refused."""
    clicked = request.form.get("fra", "")
    for one in presets(now, hours, j_system=j_system):
        if one.name == clicked:
            return one.at
    return instant(request.form.get(field, ""), hours.timezone, "Quando", field)


def instant(typed: str, timezone: str, field: str = "Quando", name: str | None = None) -> datetime:
    """The instant in UTC of what was typed; raises Refused, which names the field."""
    try:
        return instant_at(wall(typed, timezone, field), timezone, field)
    except Refused as error:
        raise Refused(str(error), name or error.field) from error


def wall(typed: str, timezone: str, field: str) -> datetime:
    """What the clock on the wall then shows; raises Refused, which says what was found."""
    local = _read(typed.strip())
    if local is None or not FIRST <= local.date() <= LAST:
        raise Refused(
            f"{field}: un giorno e un'ora dal 2000 al 2099, come 28/11/2026 10:00, "
            f"ed è arrivato «{_shown(typed)}»."
        )
    if local.tzinfo is not None:
        return local.astimezone(zone_of(timezone)).replace(tzinfo=None)
    return local


def instant_at(shown: datetime, timezone: str, field: str) -> datetime:
    """The first instant at which the clock shows it; raises Refused for a time that it skips."""
    zone = zone_of(timezone)
    at = shown.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != shown:
        raise Refused(
            f"{field}: alle {shown:%H:%M} del {shown:%d/%m/%Y} l'orologio non passa, perché cambia "
            "l'ora: scegline un'altra."
        )
    return at


def _read(typed: str) -> datetime | None:
    if not typed.isascii():
        return None
    for read in (datetime.fromisoformat, _italian):
        try:
            return read(typed)
        except ValueError:
            continue
    return None


def _italian(typed: str) -> datetime:
    return datetime.strptime(typed, "%d/%m/%Y %H:%M")  # noqa: DTZ007 - of the wall, which has no zone


def _shown(typed: str) -> str:
    found = _SENT.fullmatch(typed.strip())
    if found is None:
        return typed[:30]
    year, month, day, hour = found.groups()
    return " ".join(filter(None, (f"{day}/{month}/{year}", hour)))
