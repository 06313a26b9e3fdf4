"""Callbacks: states, and the facts that decide on the priority.

Their order is rules.callbacks.priority's affair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.callbacks.promise_state import Promised
from rules.entitlement.weekend_gate import WeekendGate
from rules.errors import BadInput


class State(StrEnum):
    WAITING = "waiting"  # nobody has it; due at `next_at`
    CLAIMED = "claimed"  # a technician has it, until the lease ends
    DONE = "done"  # we spoke with the customer
    GIVEN_UP = "given_up"  # tried as often as the policy allows; a person decides
    CANCELLED = "cancelled"  # the ticket went away


MOVES: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset({State.CLAIMED, State.CANCELLED}),
    State.CLAIMED: frozenset({State.WAITING, State.DONE, State.GIVEN_UP, State.CANCELLED}),
    State.DONE: frozenset({State.WAITING}),  # the ticket was opened again
    State.GIVEN_UP: frozenset({State.WAITING, State.CANCELLED}),
    State.CANCELLED: frozenset({State.WAITING}),
}

LIVE = frozenset({State.WAITING, State.CLAIMED})  # still to be made


@dataclass(frozen=True)
class Policy:
    """How often a customer is tried, and how long we wait in between; the last wait repeats.

    Waits are counted while technicians are at work.
    """

    max_attempts: int
    waits: tuple[timedelta, ...]

    def __post_init__(self) -> None:
        if not self.waits:
            raise BadInput("expected a wait after an attempt, found none")


@dataclass(frozen=True)
class Waiting(Promised):
    """One customer to ring, with all that decides on the place."""

    id: int
    ticket_id: int
    number: str | None
    urgency: str
    kind: str
    channel: str
    created_at: datetime
    in_charge_at: datetime  # not rung before, unless a technician chooses to
    next_at: datetime  # later than in_charge_at after an attempt that failed
    j_system: bool
    attempts: int
    rang_back: bool = False  # the customer called after we had missed them
    category: str = "other"
    weekend: WeekendGate | None = None  # whether they are helped at the week-end, where it matters
    cover: str | None = None  # what pays for it, where that is known
    cover_is_sure: bool = True  # and not only if the customer is who we think
    messages: tuple[datetime, ...] = ()  # left later on, about the same; the last day's do
    preferred: str | None = None  # the technician who knows of it; anybody may take it
    is_handed: bool = False  # a colleague handed it on to them

    @property
    def due_at(self) -> datetime:
        return max(self.in_charge_at, self.next_at)
