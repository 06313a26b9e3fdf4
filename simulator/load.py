"""Many calls at once, seeded, and what the desk made of them.

load = place_many(carrier, 500, lambda dice: (number(dice), LINE, [Speak(voice)]), at_once=16)
print(load.percentile(99), load.slower_than(2.0), len(load.failures))
"""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from simulator.carrier import Carrier
from simulator.phone import Phone
from simulator.state.journal import CallEntry
from simulator.state.script import ScriptAct

# The caller's number, the number dialled and the script of one call, chosen with its own dice.
Planned = tuple[str, str, Sequence[ScriptAct]]


@dataclass(frozen=True)
class Load:
    """What came of a load; `answers` are the seconds that the desk took for each webhook."""

    calls: tuple[CallEntry, ...]
    failures: tuple[str, ...]
    answers: tuple[float, ...]
    seconds: float

    def percentile(self, percent: float) -> float:
        """The time within which so many in a hundred webhooks were answered."""
        ranked = sorted(self.answers)
        return ranked[min(len(ranked) - 1, int(len(ranked) * percent / 100))] if ranked else 0.0

    def slower_than(self, seconds: float) -> int:
        """Webhooks that took longer: callers hear silence for it, and from 15 s on an apology."""
        return sum(answer > seconds for answer in self.answers)


def place_many(
    carrier: Carrier,
    count: int,
    plan: Callable[[random.Random], Planned],
    *,
    at_once: int = 16,
    seed: int = 1,
) -> Load:
    """Holds that many calls, `at_once` at a time, and delivers all that is due afterwards."""
    before = len(carrier.journal.webhooks)
    began = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        plans = [plan(random.Random(f"{seed}-{number}")) for number in range(count)]
        results = list(pool.map(lambda planned: _hold(carrier, planned), plans))
    carrier.settle(at_once)
    hooks = carrier.journal.webhooks[before:]
    return Load(
        calls=tuple(result for result in results if isinstance(result, CallEntry)),
        failures=tuple(result for result in results if isinstance(result, str)),
        answers=tuple(attempt.seconds for hook in hooks for attempt in hook.attempts),
        seconds=time.monotonic() - began,
    )


def _hold(carrier: Carrier, planned: Planned) -> CallEntry | str:
    from_number, to, script = planned
    try:
        return Phone(carrier, from_number).dial(to, script).finish()
    except AssertionError as error:  # TwiML that was refused
        return str(error)
