"""Weeks of a desk, made up with a seed: who calls when, how long it takes, who does not answer.

The queue is worked through by the rule that the desk uses, `rules.callbacks.priority`; a promise is
made as each caller arrives, from what was known then and nothing else.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from zoneinfo import ZoneInfo

from rules.callbacks.callback import Policy as Attempts
from rules.callbacks.callback import Waiting
from rules.callbacks.outcomes import Outcome, ReportedOutcome, RetryAt, after_attempt
from rules.callbacks.priority import in_order
from rules.hours.schedule import Flow, Hours, calendar, explain
from rules.promise import ArrivalRate, Experience, Handling, Policy, arrival_rate_of, promise

ROME = "Europe/Rome"
HOURS = Hours(ROME, "Mo-Fr 09:15-12:45,14:45-18:15", "Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45")
ATTEMPTS = Attempts(4, tuple(timedelta(minutes=minutes) for minutes in (10, 30, 120)))
WARM_UP = 2  # weeks that teach, before promises are measured
LAST = 4  # weeks without callers, in which the last are rung
REMEMBERED = 300  # handling times that are looked back on
MONDAY = datetime(2026, 1, 12, tzinfo=ZoneInfo(ROME))
WEEK = timedelta(weeks=1)

# Callers by the hour, in parts: the customers are shops, open until half past seven in the evening
# and on Saturdays, and they call at lunch, when the desk is closed and theirs are empty.
BY_HOUR = (
    *(0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.3, 2.0),
    *(5.0, 9.0, 9.5, 8.5, 6.0, 3.0, 3.0, 6.0, 8.0, 8.0),
    *(6.5, 4.0, 1.0, 0.3, 0.2, 0.1),
)
BY_DAY = (1.2, 1.0, 1.0, 0.95, 1.0, 0.4, 0.07)  # Monday to Sunday
URGENCY = {"blocking": 0.12, "high": 0.18, "normal": 0.6, "low": 0.1}
J_SYSTEM = 0.25  # of callers on working days; at the week-end more are subscribers
J_SYSTEM_WEEKEND = 0.4
NO_ANSWER = 0.2
READING = 100.0  # seconds, the median
IN_HOURS = 0.9  # of the work: the rest is done at the week-end, or runs on after the desk closes


@dataclass(frozen=True)
class World:
    """One desk: technicians on working days (one at the week-end), and how busy they are."""

    seed: int
    technicians: int
    load: float  # the share of their working days' hours in which technicians are busy, about
    weeks: int
    median_minutes: float = 14.0  # of a call, with what is written after it
    spread: float = 0.65  # of its logarithm


@dataclass
class Told:
    """One promise, and what came of it."""

    entry: Waiting
    promised_at: datetime
    called_at: datetime | None = None


@dataclass(order=True)
class _Event:
    at: datetime
    number: int
    caller: Waiting | None = field(compare=False, default=None)
    ended: "_Call | None" = field(compare=False, default=None)


@dataclass(frozen=True)
class _Call:
    """A call that is over."""

    entry: Waiting
    seconds: float
    answered: bool


Order = Callable[[Iterable[Waiting], datetime], list[Waiting]]


def by_our_rule(waiting: Iterable[Waiting], now: datetime) -> list[Waiting]:
    """As the console shows it."""
    return in_order(waiting, now, HOURS)


def first_come(waiting: Iterable[Waiting], now: datetime) -> list[Waiting]:
    """Whoever called first, and may be rung."""
    return sorted(waiting, key=lambda one: (max(one.due_at, now), one.created_at, one.id))


class Desk:
    """The life of one desk, from its first Monday to the last Sunday."""

    def __init__(self, world: World, confidence: float, order: Order = by_our_rule) -> None:
        self.world, self.order = world, order
        self.random = Random(world.seed)  # of the callers alone: they are the same in any order
        self.came = 0
        self.confidence = confidence
        self.queue: dict[int, Waiting] = {}
        self.told: dict[int, Told] = {}
        self.in_hand: dict[int, datetime] = {}  # callback to the start of its call
        self.events: list[_Event] = []
        self.numbered = 0
        self.handled: deque[tuple[float, bool]] = deque(maxlen=REMEMBERED)
        self.callers: list[tuple[datetime, str]] = []
        self.pace: ArrivalRate = arrival_rate_of((), 0, ROME)

    def live(self) -> list[Told]:
        """Every promise made after the warm-up."""
        for week in range(self.world.weeks + WARM_UP):
            start = (MONDAY + week * WEEK).astimezone(UTC)
            self.pace = arrival_rate_of(self.callers, week, ROME)
            self._open(MONDAY + week * WEEK)
            self._call(MONDAY + week * WEEK)
            self._run_until((MONDAY + (week + 1) * WEEK).astimezone(UTC))
            if week + 1 == WARM_UP:
                measured_from = start + WEEK
        for later in range(LAST):
            self._open(MONDAY + (self.world.weeks + WARM_UP + later) * WEEK)
        self._run_until(datetime.max.replace(tzinfo=UTC))
        return [one for one in self.told.values() if one.entry.created_at >= measured_from]

    def _open(self, monday: datetime) -> None:
        """The openings of a week, at which technicians look at the queue."""
        for day in calendar(monday.date(), monday.date() + timedelta(days=6), HOURS):
            for opens, _ in day.spans:
                self._event(opens)

    def _call(self, monday: datetime) -> None:
        """A week's callers."""
        parts = sum(BY_HOUR) * sum(BY_DAY)
        for hour in range(7 * 24):
            expected = self._per_week() * BY_HOUR[hour % 24] * BY_DAY[hour // 24] / parts
            self._callers_of(monday + timedelta(hours=hour), expected)

    def _per_week(self) -> float:
        """Callers that fill the technicians' week as the load says."""
        spoken = self.world.median_minutes * math.exp(self.world.spread**2 / 2)
        each = 2.0 + spoken + NO_ANSWER / (1 - NO_ANSWER) * 3.5  # minutes, with vain attempts
        return self.world.load * self.world.technicians * 5 * 7 * 60 / each / IN_HOURS

    def _callers_of(self, hour: datetime, expected: float) -> None:
        reached = self.random.expovariate(1.0)
        while reached < expected:
            start = hour.astimezone(UTC)
            self._caller(start + timedelta(seconds=self.random.random() * 3600))
            reached += self.random.expovariate(1.0)

    def _caller(self, at: datetime) -> None:
        when = explain(at, HOURS)
        share = J_SYSTEM if when.flow is Flow.WEEKDAY else J_SYSTEM_WEEKEND
        j_system = self.random.random() < share
        in_charge = when.in_charge(j_system=j_system)
        (urgency,) = self.random.choices(list(URGENCY), list(URGENCY.values()))
        self.came += 1
        number = self.came
        caller = Waiting(
            *(number, number, "+390458001234", urgency, "message", "phone"),
            *(at, in_charge, in_charge, j_system, 0),
        )
        self._event(at, caller=caller)

    def _event(
        self, at: datetime, caller: Waiting | None = None, ended: _Call | None = None
    ) -> None:
        self.numbered += 1
        heappush(self.events, _Event(at, self.numbered, caller, ended))

    def _run_until(self, end: datetime) -> None:
        while self.events and self.events[0].at < end:
            event = heappop(self.events)
            if event.ended is not None:
                self._ends(event.ended, event.at)
            if event.caller is not None:
                self._arrives(event.caller, event.at)
            self._look(event.at)

    def _arrives(self, caller: Waiting, now: datetime) -> None:
        self.callers.append((now, caller.urgency))
        self.queue[caller.id] = caller
        promised_at = self._promise(caller, now)
        self.told[caller.id] = Told(caller, promised_at)
        self.queue[caller.id] = replace(caller, promised_at=promised_at)

    def _promise(self, caller: Waiting, now: datetime) -> datetime:
        weekend = caller.in_charge_at.astimezone(ZoneInfo(ROME)).weekday() >= 5
        policy = Policy(self.confidence, 1 if weekend else self.world.technicians)
        handling = Handling(
            spoken=tuple(seconds for seconds, answered in self.handled if answered),
            vain=tuple(seconds for seconds, answered in self.handled if not answered),
        )
        spent = [now - start for start in self.in_hand.values()]
        experience = Experience(HOURS, self.pace, handling)
        return promise(caller, self.queue.values(), spent, policy, experience, now).at

    def _look(self, now: datetime) -> None:
        """Free technicians take what is first in the queue, while the desk is open."""
        when = explain(now, HOURS)
        if not when.open:
            return
        weekend = when.flow is Flow.WEEKEND
        technicians = 1 if weekend else self.world.technicians
        while len(self.in_hand) < technicians:
            rung = [
                one
                for one in self.queue.values()
                if one.due_at <= now and (one.j_system or not weekend)
            ]
            if not rung:
                return
            self._ring(self.order(rung, now)[0], now)

    def _ring(self, entry: Waiting, now: datetime) -> None:
        del self.queue[entry.id]
        self.in_hand[entry.id] = now
        chance = Random(self.world.seed * 10**9 + entry.id * 100 + entry.attempts)
        reading = _around(chance, READING, 0.5)
        if told := self.told.get(entry.id):
            told.called_at = told.called_at or now + timedelta(seconds=reading)
        answered = chance.random() >= NO_ANSWER
        spent = _around(chance, self.world.median_minutes * 60, self.world.spread)
        seconds = reading + (spent if answered else _around(chance, 60.0, 0.3))
        ends = now + timedelta(seconds=seconds)
        self._event(ends, ended=_Call(entry, seconds, answered))

    def _ends(self, call: _Call, now: datetime) -> None:
        """The technician is free; who did not answer stands in the queue again."""
        entry, attempts = call.entry, call.entry.attempts + 1
        del self.in_hand[entry.id]
        self.handled.append((call.seconds, call.answered))
        told = ReportedOutcome(Outcome.SPOKEN if call.answered else Outcome.NO_ANSWER)
        match after_attempt(told, attempts, now, ATTEMPTS, HOURS, j_system=entry.j_system):
            case RetryAt(at):
                self.queue[entry.id] = replace(entry, next_at=at, attempts=attempts)
                self._event(at)


def _around(chance: Random, median: float, spread: float) -> float:
    return chance.lognormvariate(math.log(median), spread)
