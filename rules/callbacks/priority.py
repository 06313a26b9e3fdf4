"""Queue order (priority): who is rung next, for everybody or for one technician.

Each callback has an instant by which it wants to be rung, in working time: when it was taken in
charge, and the patience that its urgency allows. The earliest comes first. What speaks for a
callback moves that instant forward by so many hours of work, and never for good: whoever has waited
for longer than all of it comes before everybody who calls now, so that nobody waits for ever.

In words, of those who may be rung now: first whoever cannot work and was let down already; then
promises about to break, the more urgent ones first; then broken promises, likewise; then work that
has stopped, what is urgent, what is usual, and what has no hurry, each by how long it waits. An
urgent promise that is broken comes before one without hurry that can still be kept.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.callbacks.callback import Waiting
from rules.callbacks.priority_text import reason_for
from rules.callbacks.promise_state import (
    BREAKS_WITHIN,
    agreed_hour,
    call_due_at,
    is_near,
    late_since,
)
from rules.entitlement import Coverage
from rules.hours.schedule import Hours
from rules.hours.work_timeline import line_around
from rules.tickets.ticket import Category, Urgency

_HALF_DAY, _DAY = 3.5 * 3600, 7 * 3600  # seconds of work

# How long each urgency can wait before it is as pressing as work that stops now.
PATIENCE = {
    Urgency.BLOCKING: 0.0,
    Urgency.HIGH: _HALF_DAY,
    Urgency.NORMAL: _DAY,
    Urgency.LOW: 1.5 * _DAY,
}
# Whoever has paid for help in advance comes first among the equally urgent.
COVER = {Coverage.J_SYSTEM: 3600.0, Coverage.CONTRACT: 1800.0, Coverage.WARRANTY: 1800.0}
RANG_BACK = 2 * _DAY
OWN = _HALF_DAY  # the technician knows of it
HANDED = 2 * _DAY  # a colleague handed it on to the technician: before whatever is as new
OTHERS = 3600.0  # a colleague does, and may be free soon
UNSKILLED = _HALF_DAY


@dataclass(frozen=True)
class PromiseWeights:
    """How far a call that we owe moves a callback forward, in seconds of work, by its urgency."""

    near: Mapping[Urgency, float]  # the promise is about to break: it can still be kept
    late: Mapping[Urgency, float]  # it is broken


# Measured by `python -m bench queue`: waits of the blocked, and promises broken by lateness and urgency.
PROMISE = PromiseWeights(
    near={
        Urgency.BLOCKING: 4 * _DAY,
        Urgency.HIGH: 3 * _DAY,
        Urgency.NORMAL: 2 * _DAY,
        Urgency.LOW: _DAY,
    },
    late={
        Urgency.BLOCKING: 5 * _DAY,
        Urgency.HIGH: 1.5 * _DAY,
        Urgency.NORMAL: _HALF_DAY,
        Urgency.LOW: 0.0,
    },
)

SKILLS = (Category.SOFTWARE, Category.HARDWARE, Category.SYSTEM)


@dataclass(frozen=True)
class Technician:
    """For whom the queue is put in order; without skills one takes whatever comes."""

    name: str
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Placed:
    """A callback in the queue; the reason is in Italian, as technicians read it."""

    entry: Waiting
    place: int
    reason: str
    late_since: datetime | None = None  # since when we owe the customer a call


def ordered(
    entries: Iterable[Waiting],
    now: datetime,
    hours: Hours,
    technician: Technician | None = None,
    most: int | None = None,
) -> list[Placed]:
    """The queue as it will be worked through, or its `most` first, each with its reason."""
    queue = in_order(entries, now, hours, technician)
    reader = technician.name if technician else None
    return [
        Placed(entry, place, reason_for(entry, place, now, hours, reader), late_since(entry, now))
        for place, entry in enumerate(queue[:most], start=1)
    ]


def in_order(
    entries: Iterable[Waiting],
    now: datetime,
    hours: Hours,
    technician: Technician | None = None,
    promise: PromiseWeights = PROMISE,
) -> list[Waiting]:
    """The same, without places; by other weights than the desk's where orders are compared.

    Those who may be rung now come before those who may be later: outside opening hours nobody may,
    and at the week-end only who has week-end help.
    """
    rule = _Rule(now, hours, technician, promise)
    return sorted(entries, key=lambda entry: (rule.rung_from(entry), *rule.rank(entry)))


def before(entry: Waiting, others: Iterable[Waiting], now: datetime, hours: Hours) -> list[Waiting]:
    """Whoever comes before an entry once all of them may be rung, promises left aside."""
    rule = _Rule(now, hours, None, None)
    own = rule.rank(entry)
    return [other for other in others if rule.rank(other) < own]


class _Rule:
    """What all entries of one queue are measured by."""

    def __init__(
        self,
        now: datetime,
        hours: Hours,
        technician: Technician | None,
        promise: PromiseWeights | None,  # None leaves promises aside
    ) -> None:
        self.now, self.technician, self.promise = now, technician, promise
        self.line = line_around(now, hours, weekend=False)
        self.whole = line_around(now, hours, weekend=True)
        self.opening = {False: self.line.opening(now), True: self.whole.opening(now)}

    def rung_from(self, entry: Waiting) -> datetime:
        """The first instant, not before now, at which the customer may be rung."""
        if entry.due_at > self.now:
            return entry.due_at
        if entry.next_at > entry.in_charge_at and not self.whole.is_open(entry.next_at):
            return self.now  # an hour was agreed on at which the desk is closed
        return self.opening[entry.j_system]

    def rank(self, entry: Waiting) -> tuple[float, datetime, int]:
        """By when it wants to be rung, in seconds of work; the first caller among equals."""
        wanted = self.line.worked(entry.in_charge_at) + PATIENCE[urgency_of(entry)]
        wanted -= _cover(entry)
        if entry.rang_back:
            wanted -= RANG_BACK
        if self.promise is not None:
            wanted = min(wanted, self._promised(entry, self.promise))
        return wanted + self._for_technician(entry), entry.created_at, entry.id

    def _promised(self, entry: Waiting, weights: PromiseWeights) -> float:
        """Before most while it can still be kept; once broken before all, where work has stopped.

        An agreed hour is kept by ringing at it, and not before: it has as long from then on.
        """
        due = call_due_at(entry)
        if due is None or not is_near(due, self.now):
            return math.inf
        last = due + BREAKS_WITHIN if due == agreed_hour(entry) else due
        moved = weights.near if last > self.now else weights.late
        return self.line.worked(due) - moved[urgency_of(entry)]

    def _for_technician(self, entry: Waiting) -> float:
        if self.technician is None:
            return 0.0
        if entry.preferred == self.technician.name:
            return -HANDED if entry.is_handed else -OWN
        later = OTHERS if entry.preferred else 0.0
        skills = self.technician.skills
        if skills and entry.category in SKILLS and entry.category not in skills:
            later += UNSKILLED
        return later


def urgency_of(entry: Waiting) -> Urgency:
    """The entry's urgency; a word that we do not know is as normal."""
    try:
        return Urgency(entry.urgency)
    except ValueError:
        return Urgency.NORMAL


def _cover(entry: Waiting) -> float:
    known = max((worth for cover, worth in COVER.items() if cover == entry.cover), default=0.0)
    # who is only promised help stands behind a subscriber, and before who is not covered at all
    promised = COVER[Coverage.CONTRACT] if _is_to_verify(entry) else COVER[Coverage.J_SYSTEM]
    return max(known, promised if entry.j_system else 0.0)


def _is_to_verify(entry: Waiting) -> bool:
    return entry.weekend is not None and entry.weekend.is_to_verify
