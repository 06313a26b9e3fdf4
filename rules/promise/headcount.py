"""Headcount: how many technicians the rota has at work, now and while the customer waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from rules.hours.schedule import Hours
from rules.hours.working_time import open_spans
from rules.rota.shifts import Shift, working
from rules.wall_clock import Span

FORESEEN = timedelta(days=14)  # for which the rota is looked at; beyond it stands for nothing
_HORIZON = timedelta(hours=40)  # of work


@dataclass(frozen=True)
class Step:
    """From `at` on, in seconds of work, so many are at work."""

    at: float
    technicians: int


@dataclass(frozen=True)
class Staff:
    """So many as usual, where no rota says otherwise; `told` is what it says, in order and apart."""

    usual: int
    told: tuple[tuple[datetime, datetime, int], ...] = ()

    def at(self, instant: datetime) -> int | None:
        """How many the rota says; None where it says nothing."""
        found = (count for start, end, count in self.told if start <= instant < end)
        return next(found, None)

    def steps(self, start: datetime, hours: Hours, *, j_system: bool) -> tuple[Step, ...] | None:
        """How many are at work from the start on; None where no rota says anything of that time.

        Beyond what is foreseen as many are at work as usual, so that there is an end to any wait.
        """
        found: list[Step] = []
        worked, is_told = timedelta(), False
        for opens, closes in open_spans(start, hours, j_system=j_system):
            if worked >= _HORIZON or opens - start > FORESEEN:
                break
            for begins in self._changes((opens, closes)):
                told = self.at(begins)
                is_told |= told is not None
                at = (worked + (begins - opens)).total_seconds()
                found.append(Step(at, self.usual if told is None else told))
            worked += closes - opens
        found.append(Step(worked.total_seconds(), self.usual))
        return _only_changes(found) if is_told else None

    def _changes(self, span: Span) -> list[datetime]:
        """The span's beginning, and each instant within it at which the rota says another thing."""
        opens, closes = span
        edges = {edge for start, end, _ in self.told for edge in (start, end)}
        return [opens, *sorted(edge for edge in edges if opens < edge < closes)]


def staff_of(shifts: Iterable[Shift], usual: int) -> Staff:
    """What the shifts say, stretch by stretch."""
    known = list(shifts)
    edges = sorted({edge for one in known for edge in (one.start, one.end)})
    counted = ((start, end, working(known, start)) for start, end in pairwise(edges))
    told = [(start, end, count) for start, end, count in counted if count is not None]
    return Staff(usual, tuple(told))


def _only_changes(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Without those that change nothing; of several at one time the last counts."""
    by_time = {step.at: step for step in steps}
    kept: list[Step] = []
    for step in by_time.values():
        if not kept or kept[-1].technicians != step.technicians:
            kept.append(step)
    return tuple(kept)
