"""Open or closed in words: why technicians are or are not at work at an instant, in Italian."""

from collections.abc import Sequence
from datetime import datetime, time

from rules.language.italian import WEEKDAYS
from rules.wall_clock import Span

_NOON_TO_THREE = (time(12), time(15))
_AFTERNOON = time(13)
_EVENING = time(18)


def of_day(weekday: int, is_open: bool) -> str:
    """What a day without holiday is: 0 is Monday."""
    name = WEEKDAYS[weekday]
    if not is_open:
        return f"{name}, nessun orario di assistenza"
    return f"{name}, {_in_hours(weekday)}"


def of_instant(local: datetime, spans: Sequence[Span]) -> str:
    """The same for one instant of it, told by what is open before and after."""
    name = WEEKDAYS[local.weekday()]
    before = [span for span in spans if span[0] <= local]
    after = [span for span in spans if span[0] > local]
    if not spans:
        return of_day(local.weekday(), is_open=False)
    if before and local < before[-1][1]:
        return f"{name}, {_in_hours(local.weekday())}"
    if not before:
        return f"{name}, prima dell'apertura"
    closed_at = before[-1][1].astimezone(local.tzinfo).time()
    if after:
        return f"{name}, {_pause(closed_at, after[0][0].astimezone(local.tzinfo).time())}"
    return f"{name}{_part_not_worked(closed_at, local.time())}, dopo la chiusura"


def _in_hours(weekday: int) -> str:
    return "orario di assistenza week-end" if weekday >= 5 else "orario di assistenza"


def _pause(closes: time, opens: time) -> str:
    """Lunch is a pause with the whole or a part of the time from noon to three in it."""
    noon, three = _NOON_TO_THREE
    return "pausa pranzo" if closes < three and opens > noon else "pausa"


def _part_not_worked(closed_at: time, now: time) -> str:
    """The part of the day, when nobody works in the afternoon: " pomeriggio", " sera"."""
    if closed_at > _AFTERNOON or now < closed_at:
        return ""
    return " sera" if now >= _EVENING else " pomeriggio"
