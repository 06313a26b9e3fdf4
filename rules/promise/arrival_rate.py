"""Arrival rate: calls by hour of the week and urgency, for who may still overtake in the queue."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rules.errors import BadInput
from rules.tickets.ticket import URGENCIES
from rules.wall_clock import zone_of

_HOUR = timedelta(hours=1)
_SATURDAY = 5
_FAR = 14 * 24  # hours looked ahead; who calls later than that is another week's affair

# Before there is a past: one week of a small desk, which each week that is known outweighs.
_USUAL_WEEKDAY = tuple(2.0 if 8 <= hour < 19 else 0.1 for hour in range(24))
_USUAL_WEEKEND = tuple(0.3 if 8 <= hour < 19 else 0.05 for hour in range(24))
_USUAL_URGENCY = {"blocking": 1.0, "high": 2.0, "normal": 6.0, "low": 1.0}  # callers of ten


@dataclass(frozen=True)
class ArrivalRate:
    """Callers an hour, by the hour on the wall; the share of each urgency, all together 1."""

    weekday: tuple[float, ...]
    weekend: tuple[float, ...]
    urgency: Mapping[str, float]
    timezone: str

    def more_urgent(self, urgency: str) -> float:
        """The share of callers who come before one of that urgency, whenever they call."""
        known = urgency if urgency in URGENCIES else "normal"
        return sum(self.urgency[name] for name in URGENCIES[: URGENCIES.index(known)])

    def callers(self, start: datetime, end: datetime) -> float:
        """How many are expected to call from one instant to the other."""
        zone, at, expected = zone_of(self.timezone), start.astimezone(UTC), 0.0
        for _ in range(_FAR):
            if at >= end:
                break
            until = min(end, at.replace(minute=0, second=0, microsecond=0) + _HOUR)
            local = at.astimezone(zone)
            table = self.weekend if local.weekday() >= _SATURDAY else self.weekday
            expected += table[local.hour] * ((until - at) / _HOUR)
            at = until
        return expected


def arrival_rate_of(
    past: Iterable[tuple[datetime, str]], weeks: float, timezone: str
) -> ArrivalRate:
    """What so many weeks of callers teach, each with the instant of the call and its urgency.

    Raises BadInput for weeks below zero.
    """
    if weeks < 0:
        raise BadInput(f"expected weeks from 0 up, found {weeks}")
    zone = zone_of(timezone)
    by_hour: Counter[tuple[bool, int]] = Counter()
    by_urgency: Counter[str] = Counter()
    for at, urgency in past:
        local = at.astimezone(zone)
        by_hour[local.weekday() >= _SATURDAY, local.hour] += 1
        by_urgency[urgency if urgency in URGENCIES else "normal"] += 1
    return ArrivalRate(
        weekday=_table(_USUAL_WEEKDAY, by_hour, 5, weeks, weekend=False),
        weekend=_table(_USUAL_WEEKEND, by_hour, 2, weeks, weekend=True),
        urgency=_shares(by_urgency),
        timezone=timezone,
    )


def _table(
    usual: tuple[float, ...],
    seen: Mapping[tuple[bool, int], int],
    days: int,
    weeks: float,
    *,
    weekend: bool,
) -> tuple[float, ...]:
    """Callers an hour: the usual week and those that were seen, each week with equal weight."""
    return tuple(
        (usual[hour] + seen.get((weekend, hour), 0) / days) / (1 + weeks) for hour in range(24)
    )


def _shares(seen: Mapping[str, int]) -> Mapping[str, float]:
    counted = {name: _USUAL_URGENCY[name] + seen.get(name, 0) for name in URGENCIES}
    return {name: count / sum(counted.values()) for name, count in counted.items()}
