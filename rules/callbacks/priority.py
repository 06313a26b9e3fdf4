"""Queue order (priority): who is rung next, for everybody or for one technician.

Each callback has an instant by which it wants to be rung, in working time: when it was taken in
charge, and the patience that its urgency allows. The earliest comes first. What speaks for a
callback moves that instant forward by so many hours of work, and never for good: whoever has waited
for longer than all of it comes before everybody who calls now, so that nobody waits for ever.
"""

import math
from collections.abc import Iterable
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
PROMISE = 4 * _DAY  # about to break
RANG_BACK = 2 * _DAY
OWN = _HALF_DAY  # the technician knows of it
HANDED = 2 * _DAY  # a colleague handed it on to the technician: before whatever is as new
OTHERS = 3600.0  # a colleague does, and may be free soon
UNSKILLED = _HALF_DAY

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
    entries: Iterable[Waiting], now: datetime, hours: Hours, technician: Technician | None = None
) -> list[Waiting]:
    """The same, without places.

    Those who may be rung now come before those who may be later: outside opening hours nobody may,
    and at the week-end only who has week-end help.
    """
    rule = _Rule(now, hours, technician)
    return sorted(entries, key=lambda entry: (rule.rung_from(entry), *rule.rank(entry)))


def before(entry: Waiting, others: Iterable[Waiting], now: datetime, hours: Hours) -> list[Waiting]:
    """Whoever comes before an entry once all of them may be rung, promises left aside."""
    rule = _Rule(now, hours, None, heeds_promises=False)
    own = rule.rank(entry)
    return [other for other in others if rule.rank(other) < own]


class _Rule:
    """What all entries of one queue are measured by."""

    def __init__(
        self,
        now: datetime,
        hours: Hours,
        technician: Technician | None,
        *,
        heeds_promises: bool = True,
    ) -> None:
        self.now, self.technician, self.heeds_promises = now, technician, heeds_promises
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
        due = call_due_at(entry) if self.heeds_promises else None
        if due is not None:
            wanted = min(wanted, self._promised(due, is_agreed=due == agreed_hour(entry)))
        return wanted + self._for_technician(entry), entry.created_at, entry.id

    def _promised(self, due: datetime, *, is_agreed: bool) -> float:
        """Before all while it can still be kept; once broken, like work that stopped then.

        An agreed hour is kept by ringing at it, and not before: it has as long from then on.
        """
        if not is_near(due, self.now):
            return math.inf
        last = due + BREAKS_WITHIN if is_agreed else due
        worked = self.line.worked(due)
        return worked - PROMISE if last > self.now else worked

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
