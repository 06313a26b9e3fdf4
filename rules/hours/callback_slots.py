"""Callback slots: the times that a customer, or a technician by telephone keys, may choose."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from rules.hours import working_time
from rules.hours.schedule import Flow, Hours, calendar
from rules.language.italian import WEEKDAYS
from rules.wall_clock import day_of, zone_of

STEP = timedelta(hours=1)
LOOK_AHEAD = 21  # days; a desk that is closed for longer is not chosen for
MOST_DAYS = 5

Choices = list[list[datetime]]  # by day


def call_times(now: datetime, hours: Hours, *, j_system: bool) -> Choices:
    """The next times by day, each an hour after the other from each opening on.

    Week-end help is for subscribers alone: without `j_system` only working days are offered.
    """
    flows = {Flow.WEEKDAY, Flow.WEEKEND} if j_system else {Flow.WEEKDAY}
    today = day_of(now, hours.timezone)
    days = calendar(today, today + timedelta(days=LOOK_AHEAD), hours)
    offered = [_within(day.spans, now) for day in days if day.flow in flows]
    return [times for times in offered if times][:MOST_DAYS]


def _within(spans: tuple[tuple[datetime, datetime], ...], now: datetime) -> list[datetime]:
    times = []
    for start, end in spans:
        at = start
        while at < end:
            times.append(at)
            at += STEP
    return [at for at in times if at > now]


_NOON = 12
_LUNCH = (
    13  # the afternoon's times are those from here on: whoever says noon still means the morning
)
MOST_BY_KEY = 2
_STEP = timedelta(minutes=5)
_SHORTLY = timedelta(minutes=10)
_DAY = timedelta(days=1)
_WEEK = 8  # days within which a desk that is open at that hour at all is so again


def by_key(now: datetime, hours: Hours, *, j_system: bool) -> list[datetime]:
    """What a caller may choose by key in the place of "as soon as we can": the next two half days.

    Each is the first time of a morning or an afternoon, as the desk is really open: in the morning
    those of the afternoon and of the next morning. The half day of the next opening is none of them.
    """
    soonest = working_time.after(now, timedelta(), hours, j_system=j_system)
    seen, found = {_half_day(soonest, hours)}, []
    for at in chain.from_iterable(call_times(now, hours, j_system=j_system)):
        half = _half_day(at, hours)
        if half not in seen:
            seen.add(half)
            found.append(at)
    return found[:MOST_BY_KEY]


def not_now(now: datetime, hours: Hours, *, j_system: bool) -> list[datetime]:
    """When whoever picks up and cannot talk may be rung instead: the soonest first, at most four.

    In ten minutes, in an hour, and the next two half days, as the desk is really open then.
    """
    near = [_five_minutes_up(now + _SHORTLY), in_an_hour(now)]
    may_ring = [at for at in near if working_time.is_open(at, hours, j_system=j_system)]
    return [*may_ring, *by_key(now, hours, j_system=j_system)]


def _half_day(at: datetime, hours: Hours) -> tuple[date, bool]:
    local = at.astimezone(zone_of(hours.timezone))
    return local.date(), local.hour >= _LUNCH


def in_an_hour(now: datetime) -> datetime:
    """An hour from now, rounded up to five minutes."""
    return _five_minutes_up(now.replace(second=0, microsecond=0) + timedelta(hours=1))


def _five_minutes_up(at: datetime) -> datetime:
    at = at.replace(second=0, microsecond=0)
    beyond = timedelta(minutes=at.minute % 5)
    return at + _STEP - beyond if beyond else at


def next_morning(now: datetime, hours: Hours, *, j_system: bool) -> datetime:
    """When the customer may next be rung on a later day."""
    tomorrow = day_of(now, hours.timezone) + _DAY
    midnight = datetime.combine(tomorrow, time.min, zone_of(hours.timezone)).astimezone(UTC)
    return working_time.after(midnight, timedelta(), hours, j_system=j_system)


@dataclass(frozen=True)
class Preset:
    """A time for one click: by its name, that is reckoned anew when it is clicked."""

    name: str
    label: str  # in Italian: of the day on which the desk is really open
    at: datetime


def presets(now: datetime, hours: Hours, *, j_system: bool) -> list[Preset]:
    """In an hour, the next morning, Monday: each the opening that there really is."""
    zone = zone_of(hours.timezone)
    today = day_of(now, hours.timezone)
    hour = in_an_hour(now)
    opens = working_time.after(hour, timedelta(), hours, j_system=j_system)
    monday = today + timedelta(days=7 - today.weekday())
    midnight = datetime.combine(monday, time.min, zone).astimezone(UTC)
    week = working_time.after(midnight, timedelta(), hours, j_system=j_system)
    found = [
        Preset("ora", "tra un'ora" if opens == hour else _named(opens, today, zone), opens),
        *(
            Preset(name, _named(at, today, zone), at)
            for name, at in (
                ("mattina", next_morning(now, hours, j_system=j_system)),
                ("settimana", week),
            )
        ),
    ]
    return [one for at, one in enumerate(found) if one.at not in {was.at for was in found[:at]}]


def _named(at: datetime, today: date, zone: ZoneInfo) -> str:
    """ "domani mattina, 9:15", "martedì 9/12, 9:15"."""
    local = at.astimezone(zone)
    clock = f"{local.hour}:{local:%M}"
    days = (local.date() - today).days
    if days == 0:
        return f"oggi alle {clock}"
    if days == 1:
        return f"domani{' mattina' if local.hour < _NOON else ''}, {clock}"
    name = WEEKDAYS[local.weekday()]
    return f"{name}{'' if days < 7 else f' {local.day}/{local.month}'}, {clock}"


def at_time(keys: str, now: datetime, hours: Hours, *, j_system: bool) -> datetime | None:
    """When the clock on the wall next shows the time ("1530") and the customer may be rung.

    Where that is never so within a week, when it next shows it; None for what is no time.
    """
    if len(keys) != 4 or not keys.isdecimal() or keys[:2] > "23" or keys[2:] > "59":
        return None
    wall, zone = time(int(keys[:2]), int(keys[2:])), zone_of(hours.timezone)
    today = day_of(now, hours.timezone)
    shown = [datetime.combine(today + days * _DAY, wall, zone) for days in range(_WEEK)]
    later = [at.astimezone(UTC) for at in shown if at > now]
    may_ring = (at for at in later if working_time.is_open(at, hours, j_system=j_system))
    return next(may_ring, later[0])
