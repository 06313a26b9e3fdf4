"""What became of a callback, as the technician says, and what follows from it.

Only an attempt at which the customer's telephone rang in vain is used up. A technician who hung up
first, a line that failed, a conversation that is to go on another day cost none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.callbacks.callback import Policy
from rules.errors import BadInput
from rules.hours import working_time
from rules.hours.schedule import Hours

FARTHEST = timedelta(days=60)  # that a customer may be asked to wait for the next call
UNDO_FOR = timedelta(minutes=1)


class Outcome(StrEnum):
    SOLVED = "solved"  # we spoke, and the request is done
    SPOKEN = "spoken"  # we spoke, and the technician works on
    TO_BE_QUOTED = "to_be_quoted"  # we spoke, and a quote has to be written
    CALL_AGAIN = "call_again"  # we spoke, and agreed on another time
    HANDED_ON = "handed_on"  # a colleague goes on with it
    NO_ANSWER = "no_answer"  # it rang until it stopped
    BUSY = "busy"  # the line was engaged
    MACHINE = "machine"  # a mailbox answered; nothing was left on it
    MAILBOX = "mailbox"  # a mailbox answered, and has our message
    WRONG_NUMBER = "wrong_number"  # somebody else answered
    FAILED = "failed"  # the line, Twilio or we broke down
    WITHDRAWN = "withdrawn"  # the technician did not answer, or hung up before the customer


# Told by one key each, in the console and by telephone: 1, 2, 3...
KEYED = (
    Outcome.SOLVED,
    Outcome.SPOKEN,
    Outcome.NO_ANSWER,
    Outcome.BUSY,
    Outcome.MACHINE,
    Outcome.MAILBOX,
    Outcome.WRONG_NUMBER,
    Outcome.TO_BE_QUOTED,
)
SPOKE = frozenset({Outcome.SOLVED, Outcome.SPOKEN, Outcome.TO_BE_QUOTED, Outcome.CALL_AGAIN})
IN_VAIN = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.MACHINE, Outcome.MAILBOX})
NOT_TRIED = frozenset({Outcome.FAILED, Outcome.WITHDRAWN})  # as if nobody had called


@dataclass(frozen=True)
class Told:
    """An outcome with what belongs to it; raises BadInput where something is missing or too much."""

    outcome: Outcome
    at: datetime | None = None  # of CALL_AGAIN: the instant agreed on
    to: str | None = None  # of HANDED_ON: the colleague's name
    note: str | None = None
    reason: str = "chiamata fallita"  # of FAILED
    permanent: bool = False  # of FAILED: it would fail again

    def __post_init__(self) -> None:
        _check_with("at", self.at, self.outcome, Outcome.CALL_AGAIN, "the instant agreed on")
        _check_with("to", self.to, self.outcome, Outcome.HANDED_ON, "a colleague's name")


def _check_with(name: str, value: object, found: Outcome, wanted: Outcome, expected: str) -> None:
    if found is wanted and not value:
        raise BadInput(f"{name}: expected {expected}, found none")
    if found is not wanted and value is not None:
        raise BadInput(f'{name}: expected none with the outcome "{found}"')


@dataclass(frozen=True)
class Done:
    """The customer is not rung any more; `resolves` the ticket, or leaves it with the technician."""

    resolves: bool = False
    quote: bool = False  # a quote has to be written


@dataclass(frozen=True)
class TryAgain:
    at: datetime
    warning: str | None = None  # what the technician should know of that instant, in Italian


@dataclass(frozen=True)
class HandOn:
    to: str


@dataclass(frozen=True)
class GiveUp:
    """A person decides; the customer is told that we tried, where that makes sense."""

    reason: str
    tell: bool = False


Decision = Done | TryAgain | HandOn | GiveUp


_OVER: Mapping[Outcome, Decision] = {
    Outcome.SOLVED: Done(resolves=True),
    Outcome.SPOKEN: Done(),
    Outcome.TO_BE_QUOTED: Done(quote=True),
    Outcome.WRONG_NUMBER: GiveUp("numero sbagliato"),
}


def uses_up(outcome: Outcome) -> bool:
    """Whether an attempt with this outcome counts towards the most that there may be."""
    return outcome in IN_VAIN


def rings(outcome: str | None, proposed: str | None) -> bool:
    """Whether the customer's telephone rang at an attempt, as far as we know.

    Whoever hands a request on may never have rung: there the facts of the call say so, and an
    attempt without a call of ours has none.
    """
    if outcome == Outcome.HANDED_ON:
        return proposed is not None and proposed not in NOT_TRIED
    return outcome not in NOT_TRIED


def is_work(outcome: Outcome) -> bool:
    """Whether the minutes of a call with this outcome may be work on the ticket."""
    return outcome not in IN_VAIN | NOT_TRIED | {Outcome.WRONG_NUMBER}


def after_attempt(
    told: Told, in_vain: int, now: datetime, policy: Policy, hours: Hours, *, j_system: bool
) -> Decision:
    """What to do after an attempt; `in_vain` counts those used up, the one just made included.

    Raises BadInput for an instant that has passed, or lies too far ahead.
    """
    if told.at is not None:
        return _agreed(told.at, now, hours, j_system=j_system)
    if told.to is not None:
        return HandOn(told.to)
    if told.outcome in _OVER:
        return _OVER[told.outcome]
    if told.outcome is Outcome.FAILED and told.permanent:
        return GiveUp(told.reason)
    if uses_up(told.outcome) and in_vain >= policy.max_attempts:
        return GiveUp(_why_given_up(told.outcome, in_vain), tell=True)
    wait = _wait(told.outcome, in_vain, policy)
    return TryAgain(working_time.after(now, wait, hours, j_system=j_system))


def _wait(outcome: Outcome, in_vain: int, policy: Policy) -> timedelta:
    """How long to wait, counted while technicians are at work; it widens with each try in vain."""
    if outcome is Outcome.WITHDRAWN:
        return timedelta()
    if outcome in {Outcome.BUSY, Outcome.FAILED}:
        return policy.waits[0]  # who is on the telephone is soon free
    return policy.waits[min(max(in_vain, 1), len(policy.waits)) - 1]


def _agreed(at: datetime, now: datetime, hours: Hours, *, j_system: bool) -> TryAgain:
    if not now < at <= now + FARTHEST:
        rule = f"at: expected an instant within {FARTHEST.days} days from now"
        raise BadInput(rule, "agreed_time", days=FARTHEST.days)
    if working_time.is_open(at, hours, j_system=j_system):
        return TryAgain(at)
    return TryAgain(at, "L'ora concordata è fuori dall'orario di assistenza.")


_WHY: Mapping[Outcome, str] = {
    Outcome.BUSY: "sempre occupato",
    Outcome.MACHINE: "risponde la segreteria",
    Outcome.MAILBOX: "risponde la segreteria, messaggio lasciato",
}


def _why_given_up(outcome: Outcome, attempts: int) -> str:
    tries = "1 tentativo" if attempts == 1 else f"{attempts} tentativi"
    return f"{_WHY.get(outcome, 'nessuna risposta')}, {tries}"
