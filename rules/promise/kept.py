"""Weeks of promises: how many were made and how many were kept, as `promise_state` says of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from rules.callbacks.promise_state import was_kept
from rules.wall_clock import day_of


@dataclass(frozen=True)
class Made:
    """A promise that was told, and the first attempt to keep it."""

    promised_at: datetime
    called_at: datetime | None  # None while nobody was rung

    @property
    def was_kept(self) -> bool:
        """Whether the customer was rung by then, whoever answered."""
        return was_kept(self.promised_at, self.called_at)


@dataclass(frozen=True)
class Week:
    """The promises that fell due in one week."""

    week: str  # ISO 8601: "2026-W48"
    promised: int
    kept: int

    @property
    def share(self) -> float:
        """Kept of promised, from 0 to 1."""
        return self.kept / self.promised

    def as_json(self) -> dict[str, Any]:
        """The week with its share to three digits."""
        return {
            "week": self.week,
            "promised": self.promised,
            "kept": self.kept,
            "share": round(self.share, 3),
        }


def kept_by_week(promises: Iterable[Made], now: datetime, timezone: str) -> list[Week]:
    """Each week in which a promise fell due, by the calendar of the zone, in order.

    A promise that is not yet due counts from its time on, even when it was kept before: else the
    present week would count its successes first. Leave out what customers cancelled.
    """
    promised: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for one in promises:
        if one.promised_at > now:
            continue
        week = _week_of(one.promised_at, timezone)
        promised[week] += 1
        kept[week] += one.was_kept
    return [Week(week, promised[week], kept[week]) for week in sorted(promised)]


def _week_of(instant: datetime, timezone: str) -> str:
    year, week, _ = day_of(instant, timezone).isocalendar()
    return f"{year:04d}-W{week:02d}"


@dataclass(frozen=True)
class KeptWeek:
    """The promises of one week."""

    monday: date
    promised: int
    kept: int

    @property
    def share(self) -> float | None:
        """Kept of promised, from 0 to 1; None where nothing was promised."""
        return self.kept / self.promised if self.promised else None


def weeks_of(
    counts: Iterable[tuple[datetime, int, int]], since: datetime, now: datetime, timezone: str
) -> list[KeptWeek]:
    """Every week from the first instant to the last, those without a promise too.

    Counts come with an instant of their hour: promised, and kept of these.
    """
    promised, kept = Counter[date](), Counter[date]()
    for at, many, good in counts:
        monday = _monday(at, timezone)
        promised[monday] += many
        kept[monday] += good
    first, last = _monday(since, timezone), _monday(now, timezone)
    mondays = [first + timedelta(weeks=week) for week in range((last - first).days // 7 + 1)]
    return [KeptWeek(monday, promised[monday], kept[monday]) for monday in mondays]


def _monday(at: datetime, timezone: str) -> date:
    day = day_of(at, timezone)
    return day - timedelta(days=day.weekday())
