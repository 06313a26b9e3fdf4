"""Waits of the past in groups: by technician, channel or category, with medians in working time."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.callbacks.promise_state import was_kept
from rules.hours.schedule import Hours
from rules.hours.work_timeline import line_around


@dataclass(frozen=True)
class Answered:
    """A request whose customer was rung: who rang first, when, and for how long they spoke."""

    technician: str | None
    channel: str
    category: str
    in_charge_at: datetime
    rung_at: datetime
    talked_s: int | None
    promised_at: datetime | None
    j_system: bool

    def waited(self, hours: Hours) -> float:
        """Minutes of work from being taken in charge until the customer was rung."""
        line = line_around(self.rung_at, hours, weekend=self.j_system)
        return max(0.0, line.worked(self.rung_at) - line.worked(self.in_charge_at)) / 60


@dataclass(frozen=True)
class Group:
    """Requests that have something in common; medians in minutes."""

    name: str
    requests: int
    waited: float
    talked: float | None  # None where no talk was timed
    promised: int
    kept: int


def groups_of(
    answered: Iterable[Answered], by: Callable[[Answered], str | None], hours: Hours
) -> list[Group]:
    """The groups, the largest first; whatever has no name is left out."""
    found: dict[str, list[Answered]] = defaultdict(list)
    for one in answered:
        if name := by(one):
            found[name].append(one)
    groups = [_group(name, those, hours) for name, those in found.items()]
    return sorted(groups, key=lambda one: (-one.requests, one.name))


def median_wait(answered: Iterable[Answered], hours: Hours) -> float | None:
    """Of all of them, in minutes of work; None of none."""
    waits = [one.waited(hours) for one in answered]
    return statistics.median(waits) if waits else None


def _group(name: str, those: list[Answered], hours: Hours) -> Group:
    talks = [one.talked_s / 60 for one in those if one.talked_s]
    promised = [one for one in those if one.promised_at is not None]
    return Group(
        name=name,
        requests=len(those),
        waited=statistics.median(one.waited(hours) for one in those),
        talked=statistics.median(talks) if talks else None,
        promised=len(promised),
        kept=sum(
            one.promised_at is not None and was_kept(one.promised_at, one.rung_at)
            for one in promised
        ),
    )
