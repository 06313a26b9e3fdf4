"""Wait simulation: how long a customer waits in working time, drawn many times (Monte Carlo).

Drawing follows what formulas leave out: calls under way that last long already, customers who do
not answer and come back ahead of the rest, and the more urgent who call meanwhile. The same
question always draws the same numbers.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import accumulate
from random import Random
from statistics import NormalDist

from rules.errors import BadInput
from rules.promise.headcount import Step
from rules.promise.queue_ahead import Ahead

MOST_DRAWS, FEWEST_DRAWS = 160, 50
_SEED = 20261123
_WORK = 4_000  # callbacks drawn in all, so that a long queue takes no longer than a short one
_LONGEST = 10 * 7 * 3600.0  # seconds: ten days of work; a queue beyond that is a person's affair

# Until so many attempts are known, usual ones fill them up: a quarter of an hour, one in ten longer
# than 35 minutes; one in five reaches nobody, within two minutes.
_ENOUGH = 20
_USUAL = NormalDist(math.log(15 * 60.0), 0.65)
_USUAL_VAIN = 120.0

# From taking a callback in hand to ringing, the message is heard: between one minute and three.
_READING = NormalDist(math.log(100.0), 0.5)


@dataclass(frozen=True)
class Handling:
    """What past attempts took, in seconds from taking a callback in hand to being free again."""

    spoken: tuple[float, ...] = ()  # attempts that reached the customer
    vain: tuple[float, ...] = ()  # attempts that did not
    back_after: timedelta = timedelta(minutes=10)  # when those are tried again

    def __post_init__(self) -> None:
        if not all(0 < spent < math.inf for spent in (*self.spoken, *self.vain)):
            raise BadInput("expected handling times above 0 seconds, found others")


def wait_for(
    ahead: Ahead,
    technicians: int,
    handling: Handling,
    confidence: float,
    rota: Sequence[Step] | None = None,
) -> timedelta:
    """The working time from `ahead.start` within which a technician is free, so confidently.

    `rota` says how many are at work from when on; without one they are `technicians`, or as many
    as have a call in hand. Raises BadInput without technicians, or for a confidence outside 0 to 1.
    """
    if technicians < 1:
        raise BadInput(f"expected a technician on duty at least, found {technicians}")
    if not 0 < confidence < 1:
        raise BadInput(f"expected a confidence between 0 and 1, found {confidence}")
    steps = rota or (Step(0.0, max(technicians, len(ahead.in_hand))),)
    draw = _Draw(ahead, steps, handling)
    callbacks = 1 + ahead.waiting + len(ahead.later)
    draws = min(MOST_DRAWS, max(FEWEST_DRAWS, _WORK // callbacks))
    waits = sorted(draw.wait(number) for number in range(draws))
    return timedelta(seconds=waits[math.ceil(confidence * draws) - 1])


def attempts_to_expect(known: Handling) -> list[tuple[float, bool]]:
    """The attempts to draw from, shortest first: how long, and whether somebody answered."""
    lacking = max(0, _ENOUGH - len(known.spoken) - len(known.vain))
    vain = lacking // 5
    spoken = lacking - vain
    usual = _evenly(_USUAL, spoken)
    return sorted(
        [(seconds, True) for seconds in (*known.spoken, *usual)]
        + [(seconds, False) for seconds in (*known.vain, *[_USUAL_VAIN] * vain)]
    )


@lru_cache(maxsize=64)
def _evenly(logarithm: NormalDist, count: int) -> tuple[float, ...]:
    """So many values that stand evenly for all."""
    return tuple(math.exp(logarithm.inv_cdf((rank + 0.5) / count)) for rank in range(count))


class _Draw:
    """One question; each `wait()` is another way in which it may turn out."""

    def __init__(self, ahead: Ahead, steps: Sequence[Step], handling: Handling) -> None:
        self.ahead = ahead
        self.back_after = handling.back_after.total_seconds()
        self.changes = [step.at for step in steps]
        self.at_work = [step.technicians for step in steps]
        self.attempts = attempts_to_expect(handling)
        self.under_way = [_left(self.attempts, spent) for spent in ahead.in_hand]
        self.readings = _evenly(_READING, 100)
        self.overtaken = list(accumulate(stretch.callers for stretch in ahead.overtaking))
        self.random, self.callers = Random(), Random()

    def wait(self, number: int) -> float:
        """Seconds until the customer is rung: a technician is free, and nobody else comes first.

        The draw of a number has the same luck whoever is at work, so that fewer are never quicker.
        """
        self.random.seed(_SEED + 2 * number)
        self.callers.seed(_SEED + 2 * number + 1)
        reading = self.random.choice(self.readings)
        busy, comes = self._begin()
        at = 0.0
        called = self.callers.expovariate(1.0)
        overtakes = self._instant_of(called)
        while (at := self._somebody_free(busy, at)) < _LONGEST:
            if overtakes <= at:
                called += self.callers.expovariate(1.0)
                overtakes = self._instant_of(called)
            elif comes and comes[0] <= at:
                heappop(comes)
            else:
                return at + reading
            heappush(busy, self._ends(self.attempts, at, comes))
        return _LONGEST

    def _begin(self) -> tuple[list[float], list[float]]:
        """When each call under way ends, and when each of those who come first may be rung."""
        comes = [0.0] * self.ahead.waiting + list(self.ahead.later)
        heapify(comes)
        busy = [self._ends(left, 0.0, comes) for left in self.under_way]
        heapify(busy)
        return busy, comes

    def _somebody_free(self, busy: list[float], at: float) -> float:
        """From then on, the first time at which more are at work than have a call in hand."""
        while at < _LONGEST:
            while busy and busy[0] <= at:
                heappop(busy)
            step = bisect_right(self.changes, at)
            if len(busy) < self.at_work[step - 1]:
                return at
            ends = busy[0] if busy else _LONGEST
            at = ends if step == len(self.changes) else min(ends, self.changes[step])
        return at

    def _ends(self, attempts: list[tuple[float, bool]], at: float, comes: list[float]) -> float:
        """When an attempt is over; who did not answer comes back before the customer's turn."""
        seconds, answered = attempts[int(self.random.random() * len(attempts))]
        if not answered:
            heappush(comes, at + seconds + self.back_after)
        return at + seconds

    def _instant_of(self, called: float) -> float:
        """When the expected number of overtaking callers reaches so many."""
        place = bisect_left(self.overtaken, called)
        if place == len(self.overtaken):
            return math.inf
        stretch = self.ahead.overtaking[place]
        left = self.overtaken[place] - called
        return stretch.at + stretch.lasts * (1 - left / stretch.callers)


def _left(attempts: list[tuple[float, bool]], spent: float) -> list[tuple[float, bool]]:
    """What may be left of a call under way, judging by those that lasted longer."""
    longer = attempts[bisect_right(attempts, (spent, True)) :]
    if not longer:
        return [(attempts[len(attempts) // 2][0], True)]
    return [(seconds - spent, answered) for seconds, answered in longer]
