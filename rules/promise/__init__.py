"""Promise: the time by which we will call back, at the confidence that the configuration wants.

"I nostri tecnici prenderanno in carico l'intervento e ti chiameranno appena possibile": this says
by when that is, so that it holds as often as `confidence` says (`python -m bench promise`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.callbacks.callback import Waiting
from rules.errors import BadInput
from rules.hours.schedule import Hours
from rules.hours.working_time import after, between, is_open
from rules.promise.arrival_rate import ArrivalRate, arrival_rate_of
from rules.promise.headcount import Staff, staff_of
from rules.promise.kept import Made, Week, kept_by_week
from rules.promise.queue_ahead import Ahead, ahead_of
from rules.promise.wait_simulation import Handling, wait_for

__all__ = [
    "ArrivalRate",
    "Experience",
    "Handling",
    "Made",
    "Policy",
    "Promise",
    "Staff",
    "Week",
    "arrival_rate_of",
    "is_at_risk",
    "kept_by_week",
    "promise",
    "staff_of",
]

LEAST = timedelta(minutes=3)  # nobody is rung sooner: the message is heard before
_ROUND = timedelta(minutes=5)
# Rounding up, technicians who happen to be free, and above all that a promise about to break comes
# first (rules.callbacks.priority), keep more promises than were asked for: so many more may fail before
# (calibrated by `python -m bench promise`).
_SLACK = 1.75
_EVENS = 0.5  # a place in the queue that fails as often as not


@dataclass(frozen=True)
class Policy:
    """How sure we want to be, and how long before its time an open promise is warned of."""

    confidence: float = 0.90
    technicians: int = 2  # on duty when no rota says otherwise
    warn: timedelta = timedelta(minutes=15)

    def __post_init__(self) -> None:
        if not 0.5 <= self.confidence <= 0.99:
            raise BadInput(f"expected a confidence from 0.5 to 0.99, found {self.confidence}")
        if self.technicians < 1:
            raise BadInput(f"expected a technician at least, found {self.technicians}")
        if self.warn < timedelta():
            raise BadInput(f"expected a warning before the time, found {self.warn}")


@dataclass(frozen=True)
class Experience:
    """What the past teaches, and the hours in which work is done."""

    hours: Hours
    pace: ArrivalRate
    handling: Handling = field(default_factory=Handling)


@dataclass(frozen=True)
class Promise:
    """We call before `at`, an open instant in UTC on a multiple of five minutes."""

    at: datetime
    confidence: float


def promise(
    entry: Waiting,
    queue: Iterable[Waiting],
    in_hand: Iterable[timedelta],
    policy: Policy,
    experience: Experience,
    now: datetime,
    staff: Staff | None = None,
    reached_after: timedelta = timedelta(),
) -> Promise:
    """The promise for an entry, made now; it may stand in the queue already.

    `reached_after` is how long it may take until somebody hears of it at all: at the week-end nobody
    sits at the desk, and whoever is on call is alerted one after the other.

    `in_hand` is for how long each call under way has lasted. `staff` is what the rota says of who
    is at work while the customer waits; where it says nothing they are `policy.technicians`. The
    same question has always the same answer.
    """
    hours, pace = experience.hours, experience.pace
    ahead = ahead_of(entry, queue, in_hand, pace, hours, now)
    sure = 1 - _SLACK * (1 - policy.confidence)
    rota = staff.steps(ahead.start, hours, j_system=entry.j_system) if staff else None
    wait = wait_for(ahead, policy.technicians, experience.handling, sure, rota)
    worked = max(wait, LEAST) + reached_after
    at = _rounded(ahead.start, worked, hours, j_system=entry.j_system)
    return Promise(at, policy.confidence)


def _rounded(start: datetime, worked: timedelta, hours: Hours, *, j_system: bool) -> datetime:
    """Rounded up to five minutes; what would be rounded into a closed time moves beyond it."""
    exact = after(start, worked, hours, j_system=j_system)
    at = _up_to_five(exact)
    if is_open(at, hours, j_system=j_system):
        return at
    opening = after(at, timedelta(), hours, j_system=j_system)
    return _up_to_five(opening + LEAST)


def _up_to_five(at: datetime) -> datetime:
    beyond = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + _ROUND - beyond if beyond else at


def is_at_risk(
    promised_at: datetime,
    entry: Waiting,
    position: int,
    in_hand: Iterable[timedelta],
    policy: Policy,
    experience: Experience,
    now: datetime,
    staff: Staff | None = None,
) -> bool:
    """Whether technicians should be warned that a promise may break; `position` 1 is rung next.

    So it is when less working time is left than the warning (or half of the promised time, where
    that is shorter: who was promised ten minutes is not warned of at once), and as soon as the
    queue ahead takes longer than what is left, more likely than not. Raises BadInput for a
    position below 1.
    """
    if position < 1:
        raise BadInput(f"expected a position from 1 up, found {position}")
    hours, j_system = experience.hours, entry.j_system
    left = between(max(now, entry.due_at), promised_at, hours, j_system=j_system)
    promised = between(entry.in_charge_at, promised_at, hours, j_system=j_system)
    if left <= min(policy.warn, promised / 2):
        return now >= entry.due_at or now >= promised_at
    spent = tuple(one.total_seconds() for one in in_hand)
    ahead = Ahead(start=now, in_hand=spent, waiting=position - 1)
    rota = staff.steps(now, hours, j_system=j_system) if staff else None
    return wait_for(ahead, policy.technicians, experience.handling, _EVENS, rota) > left
