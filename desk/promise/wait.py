"""How long a customer waits for a technician, in working time: drawn many times over.

Drawing follows what formulas leave out: calls under way that last long already, customers who do
not answer and come back ahead of the rest, and the more urgent who call meanwhile. The same
question always draws the same numbers.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from heapq import heapify, heappop, heappush, heapreplace
from random import Random
from statistics import NormalDist

from desk.errors import BadInput
from desk.promise.ahead import Ahead

DRAWS = 240
_SEED = 20261123
_WORK = 20_000  # callbacks drawn in all, so that a long queue takes no longer than a short one
_LONGEST = 10 * 7 * 3600.0  # seconds: ten days of work; a queue beyond that is a person's affair

# Until enough calls are known: a quarter of an hour, one in ten longer than 35 minutes.
_ENOUGH = 20
_USUAL_MEDIAN, _USUAL_SPREAD = 15 * 60.0, 0.65


@dataclass(frozen=True)
class Handling:
    """What calls have taken so far."""

    seconds: tuple[float, ...] = ()  # from taking a callback in hand until one is free again
    no_answer: float = 0.2  # the share of attempts that reach nobody
    back_after: timedelta = timedelta(minutes=10)  # when those are tried again

    def __post_init__(self) -> None:
        if not all(0 < spent < math.inf for spent in self.seconds):
            raise BadInput("expected handling times above 0 seconds, found others")
        if not 0 <= self.no_answer < 1:
            raise BadInput(f"expected a share without answer from 0 to 1, found {self.no_answer}")


def wait_for(ahead: Ahead, technicians: int, handling: Handling, confidence: float) -> timedelta:
    """The working time from `ahead.start` within which a technician is free, so confidently.

    Raises BadInput without technicians, or for a confidence outside 0 to 1.
    """
    if technicians < 1:
        raise BadInput(f"expected a technician on duty at least, found {technicians}")
    if not 0 < confidence < 1:
        raise BadInput(f"expected a confidence between 0 and 1, found {confidence}")
    draw = _Draw(ahead, technicians, handling)
    callbacks = 1 + ahead.waiting + len(ahead.later)
    draws = min(DRAWS, max(DRAWS // 8, _WORK // callbacks))
    waits = sorted(draw.wait() for _ in range(draws))
    return timedelta(seconds=waits[math.ceil(confidence * draws) - 1])


def durations(known: Sequence[float]) -> list[float]:
    """The handling times to draw from, in order: those known, filled up with usual ones."""
    lacking = max(0, _ENOUGH - len(known))
    usual = NormalDist(math.log(_USUAL_MEDIAN), _USUAL_SPREAD)
    filled = [math.exp(usual.inv_cdf((rank + 0.5) / lacking)) for rank in range(lacking)]
    return sorted([*known, *filled])


class _Draw:
    """One question; each `wait()` is another way in which it may turn out."""

    def __init__(self, ahead: Ahead, technicians: int, handling: Handling) -> None:
        self.ahead = ahead
        self.handling = handling
        self.idle = max(0, technicians - len(ahead.in_hand))
        self.durations = durations(handling.seconds)
        self.under_way = [_left(self.durations, spent) for spent in ahead.in_hand]
        self.random = Random(_SEED)

    def wait(self) -> float:
        """Seconds until a technician is free with nobody left who comes first."""
        free, comes = self._free(), self._comes()
        overtakes = self._next_overtaking(0.0)
        while (at := free[0]) < _LONGEST:
            if overtakes <= at:
                overtakes = self._next_overtaking(overtakes)
            elif comes and comes[0] <= at:
                heappop(comes)
            else:
                return at
            ends = at + self.durations[int(self.random.random() * len(self.durations))]
            heapreplace(free, ends)
            self._may_come_back(comes, ends)
        return _LONGEST

    def _free(self) -> list[float]:
        """When each technician is free."""
        free = [left[int(self.random.random() * len(left))] for left in self.under_way]
        free += [0.0] * self.idle
        heapify(free)
        return free

    def _comes(self) -> list[float]:
        """When each of those who come first may be rung."""
        waiting = self.ahead.waiting + self._overtaken_before()
        comes = [0.0] * waiting + list(self.ahead.later)
        heapify(comes)
        for _ in self.ahead.in_hand:
            self._may_come_back(comes, 0.0)
        return comes

    def _overtaken_before(self) -> int:
        """How many more urgent callers there are by the start."""
        count, reached = 0, self.random.expovariate(1.0)
        while reached < self.ahead.overtaking:
            count += 1
            reached += self.random.expovariate(1.0)
        return count

    def _next_overtaking(self, at: float) -> float:
        rate = self.ahead.overtaking_rate
        return at + self.random.expovariate(rate) if rate > 0 else math.inf

    def _may_come_back(self, comes: list[float], ended: float) -> None:
        if self.random.random() < self.handling.no_answer:
            heappush(comes, ended + self.handling.back_after.total_seconds())


def _left(known: list[float], spent: float) -> list[float]:
    """What may be left of a call under way, judging by those that lasted longer."""
    longer = known[bisect_right(known, spent) :]
    return [lasted - spent for lasted in longer] or [known[len(known) // 2]]
