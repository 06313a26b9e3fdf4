"""Weekly load: how much came in each hour of a week, all weeks put together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.wall_clock import zone_of

_DAYS = 7
_SHOWN = (8, 19)  # hours that are always shown: shops are open


@dataclass(frozen=True)
class Load:
    """How much came in each hour of a week, all weeks together."""

    hours: tuple[int, ...]  # shown, on the wall clock
    rows: tuple[tuple[int, ...], ...]  # Monday to Sunday, a count for each hour
    most: int

    @property
    def total(self) -> int:
        return sum(map(sum, self.rows))

    def level(self, count: int) -> int:
        """From 0, for nothing, to 5, for the fullest hour."""
        return -(-5 * count // self.most) if self.most else 0


def load_of(counts: Iterable[tuple[datetime, int]], timezone: str) -> Load:
    """The load of a week by the wall clock; counts come with an instant of their hour."""
    zone, found = zone_of(timezone), Counter[tuple[int, int]]()
    for at, count in counts:
        local = at.astimezone(zone)
        found[local.weekday(), local.hour] += count
    busy = [hour for (_, hour), count in found.items() if count]
    first, last = min([_SHOWN[0], *busy]), max([_SHOWN[1], *busy])
    hours = tuple(range(first, last + 1))
    rows = tuple(tuple(found[day, hour] for hour in hours) for day in range(_DAYS))
    return Load(hours, rows, max(map(max, rows)))
