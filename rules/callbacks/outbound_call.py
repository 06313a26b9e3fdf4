"""Outbound calls (click-to-call): states of a call placed to one telephone, and from it to the other.

The technician is rung first, and then the customer; where the technician asks for it, the other way round.

Twilio tells of both legs in requests that may come twice, late, in any order, or never. So nothing
is concluded from one of them: each adds to what is known, and the state follows from all of that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rules.callbacks.outcomes import NOT_TRIED, Outcome
from rules.calls.call_status import FINAL, PICKED_UP, furthest
from rules.errors import BadInput
from rules.phone_numbers import NumberKind, italian_line


class State(StrEnum):
    TO_PLACE = "to_place"  # asked for; nobody was rung yet
    PLACING = "placing"  # being handed to Twilio
    UNSURE = "unsure"  # handed over without an answer: looked up, never dialled again
    TECHNICIAN_RINGING = "technician_ringing"  # until they press 1
    CUSTOMER_RINGING = "customer_ringing"
    TALKING = "talking"  # the customer's telephone was picked up, by whom or what ever
    ENDED = "ended"


_AT_TWILIO = (State.TECHNICIAN_RINGING, State.CUSTOMER_RINGING, State.TALKING, State.ENDED)
MOVES: Mapping[State, frozenset[State]] = {
    # What Twilio tells may overtake its answer, and one request the others.
    State.TO_PLACE: frozenset({State.PLACING, State.ENDED}),
    State.PLACING: frozenset({State.TO_PLACE, State.UNSURE, *_AT_TWILIO}),
    State.UNSURE: frozenset(_AT_TWILIO),
    State.TECHNICIAN_RINGING: frozenset(_AT_TWILIO[1:]),
    # The technician is rung after the customer, where the customer comes first.
    State.CUSTOMER_RINGING: frozenset({State.TECHNICIAN_RINGING, *_AT_TWILIO[2:]}),
    State.TALKING: frozenset({State.ENDED}),
    State.ENDED: frozenset(),
}

_ENDINGS: Mapping[str, Outcome] = {
    "busy": Outcome.BUSY,
    "no-answer": Outcome.NO_ANSWER,
    "failed": Outcome.FAILED,
    "canceled": Outcome.WITHDRAWN,  # rung no more, since the technician had hung up
}
PEOPLE = frozenset({"human", "unknown"})  # what detection says of whoever may be a person


@dataclass(frozen=True)
class Facts:
    """All that is known of a call so far; more is only ever added."""

    technician: str | None = None  # the status of the technician's leg
    accepted: bool = False  # the technician pressed 1
    customer: str | None = None  # the status of the customer's leg
    dial: str | None = None  # what became of ringing the customer, as the other leg was told
    bridged: bool | None = None  # whether they could speak
    seconds: int | None = None  # for how long
    machine: str | None = None  # who answered, as detection says
    left_message: bool = False  # the technician says so
    broken: bool = False  # it could not be placed
    customer_first: bool = False  # the customer is rung first: ours is their leg
    customer_there: bool = False  # and pressed 1: a person, who waits for the technician


def merged(known: Facts, more: Facts) -> Facts:
    """Both together: whatever the order in which they came, the same comes out."""
    return Facts(
        technician=furthest(known.technician, more.technician or ""),
        accepted=known.accepted or more.accepted,
        customer=furthest(known.customer, more.customer or ""),
        dial=known.dial or more.dial,
        bridged=more.bridged if known.bridged is None else known.bridged,
        seconds=more.seconds if known.seconds is None else known.seconds,
        machine=known.machine or more.machine,
        left_message=known.left_message or more.left_message,
        broken=known.broken or more.broken,
        customer_first=known.customer_first or more.customer_first,
        customer_there=known.customer_there or more.customer_there,
    )


def is_over(facts: Facts) -> bool:
    """Whether nobody is rung or talks any more."""
    placed = facts.customer if facts.customer_first else facts.technician
    return facts.broken or placed in FINAL or facts.dial is not None


def state_of(facts: Facts) -> State:
    """Where a call stands that Twilio has."""
    if is_over(facts):
        return State.ENDED
    if facts.customer_first:
        return _state_of_customers_call(facts)
    if facts.customer in PICKED_UP:
        return State.TALKING
    if facts.accepted or facts.customer:
        return State.CUSTOMER_RINGING
    return State.TECHNICIAN_RINGING


def _state_of_customers_call(facts: Facts) -> State:
    if facts.accepted:
        return State.TALKING
    is_asked = facts.customer_there or facts.technician is not None
    return State.TECHNICIAN_RINGING if is_asked else State.CUSTOMER_RINGING


def were_connected(facts: Facts) -> bool:
    """Whether both could speak; where Twilio does not say so, by what became of the customer's leg."""
    if facts.bridged is not None:
        return facts.bridged
    if facts.customer_first:  # a mailbox picks up too, and presses nothing
        return facts.accepted and (facts.technician in PICKED_UP or facts.dial == "completed")
    return facts.customer in PICKED_UP or (facts.dial == "completed" and bool(facts.seconds))


def talked(facts: Facts) -> int | None:
    """For how many seconds the two legs were connected; None when they were not, or not yet."""
    return facts.seconds if were_connected(facts) and facts.seconds else None


def proposed(facts: Facts) -> Outcome | None:
    """The outcome that the facts suggest of a call that is over; None where they leave it open."""
    if facts.broken:
        return Outcome.FAILED
    if facts.customer_first:
        return _proposed_of_customers_call(facts)
    if not (facts.accepted or facts.customer or facts.dial):
        # Failed on the way to the technician, or a technician who did not want it after all.
        return Outcome.FAILED if facts.technician == "failed" else Outcome.WITHDRAWN
    ending = facts.customer if facts.customer in FINAL else facts.dial
    return _picked_up(facts) if ending == "completed" else _ENDINGS.get(ending or "")


def _proposed_of_customers_call(facts: Facts) -> Outcome | None:
    if talked(facts):
        return Outcome.SPOKEN
    if facts.customer_there:
        is_told = facts.dial is not None or facts.technician in FINAL
        return Outcome.NOT_JOINED if is_told and not were_connected(facts) else None
    if facts.customer == "completed":
        return _picked_up(facts)
    return _ENDINGS.get(facts.customer or "")


def _picked_up(facts: Facts) -> Outcome:
    if facts.left_message:
        return Outcome.MAILBOX
    if facts.machine is not None and facts.machine not in PEOPLE:
        return Outcome.MACHINE
    return Outcome.SPOKEN if talked(facts) else Outcome.NO_ANSWER


def rings(outcome: str | None, proposed: str | None) -> bool:
    """Whether the customer's telephone rang at an attempt, as far as we know.

    Whoever hands a request on may never have rung: there the facts of the call say so, and an
    attempt without a call of ours has none.
    """
    if outcome == Outcome.HANDED_ON:
        return proposed is not None and proposed not in NOT_TRIED
    return outcome not in NOT_TRIED


@dataclass(frozen=True)
class Policy:
    """What may be rung, and how."""

    caller_id: str  # our number that both see, E.164
    lines: frozenset[NumberKind] = frozenset(NumberKind)
    daily_cap: int = 200  # calls placed in a day, of all technicians
    ring: timedelta = timedelta(seconds=25)  # of each telephone
    longest: timedelta = timedelta(hours=2)  # of one conversation
    customer_first: bool = False  # whether that is what technicians are offered first
    ours: frozenset[str] = frozenset()  # our own numbers, at which nobody is to be rung

    def may_ring(self, number: str | None) -> bool:
        """Whether a call may be placed to the number (E.164)."""
        if number is None or number in self.ours:
            return False
        return italian_line(number) in self.lines


def check_number(number: str | None, policy: Policy, whose: str) -> str:
    """The number, if it may be rung; raises BadInput."""
    if number is None:
        raise BadInput(f"{whose}: expected a telephone number, found none")
    if not policy.may_ring(number):
        kinds = " or ".join(sorted(policy.lines))
        raise BadInput(f"{whose}: expected an Italian {kinds} number, found another")
    return number
