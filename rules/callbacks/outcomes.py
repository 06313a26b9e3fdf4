"""Outcomes of a callback: what the technician reports, and what follows from it (retry, close, give up).

Only an attempt at which the customer's telephone rang in vain is used up. A technician who hung up
first, a line that failed, a conversation that is to go on another day cost none.
"""

from collections.abc import Callable, Mapping
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
    SOLVED = "solved"
    SPOKEN = "spoken"
    TO_BE_QUOTED = "to_be_quoted"
    CALL_AGAIN = "call_again"
    HANDED_ON = "handed_on"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MACHINE = "machine"
    MAILBOX = "mailbox"
    NOT_JOINED = "not_joined"
    WRONG_NUMBER = "wrong_number"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ReportedOutcome:
    """An outcome with what belongs to it; raises BadInput where something is missing or too much."""

    outcome: Outcome
    at: datetime | None = None  # of CALL_AGAIN: the instant agreed on
    to: str | None = None  # of HANDED_ON: the colleague's name
    note: str | None = None
    minutes: int | None = None  # of work, as the technician says: to be confirmed with who pays
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
class RetryAt:
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


Decision = Done | RetryAt | HandOn | GiveUp


@dataclass(frozen=True)
class Kind:
    """All that sets one outcome apart from the others; what is left out is as for most."""

    meaning: str  # for programs, in English
    label: str  # for technicians, in Italian
    event: str  # in the request's history
    # Told by one key, in the console and by telephone, where ivr/prompts.yaml names it; "" is told
    # by a click alone, None by the machine or together with something more.
    key: str | None = None
    does: str = ""  # what a button for it says: what follows, as a verb
    over: Done | GiveUp | None = None  # what it decides; without, the customer is tried again
    spoke: bool = False  # the customer and we did
    in_vain: bool = False  # the customer's telephone rang for nothing: an attempt is used up
    not_tried: bool = False  # as if nobody had called
    is_work: bool = True  # whether minutes of such a call may be work on the ticket
    soon: bool = False  # tried again after the shortest wait, however often it was tried
    given_up: str = "nessuna risposta"  # why nobody rings any more, when attempts are used up


# Everything about an outcome stands here: labels, keys, history and rules are read from it.
KINDS: Mapping[Outcome, Kind] = {
    Outcome.SOLVED: Kind(
        "we spoke, and the request is done",
        "Risolta",
        "called_back",
        key="1",
        does="Risolvi",
        over=Done(resolves=True),
        spoke=True,
    ),
    Outcome.SPOKEN: Kind(
        "we spoke, and the technician works on",
        "Parlato, ci lavoro",
        "called_back",
        key="2",
        does="Tieni in lavorazione",
        over=Done(),
        spoke=True,
    ),
    Outcome.TO_BE_QUOTED: Kind(
        "we spoke, and a quote has to be written",
        "Da preventivare",
        "called_back",
        key="8",
        does="Prepara un preventivo",
        over=Done(quote=True),
        spoke=True,
    ),
    Outcome.CALL_AGAIN: Kind(
        "we spoke, and agreed on another time (at)",
        "Richiamare a un'ora concordata",
        "call_agreed",
        spoke=True,
    ),
    Outcome.HANDED_ON: Kind(
        "a colleague goes on with it (to)", "Passata a un collega", "handed_on"
    ),
    Outcome.NO_ANSWER: Kind(
        "it rang until it stopped",
        "Nessuna risposta",
        "not_reached",
        key="3",
        does="Riprova: nessuna risposta",
        in_vain=True,
        is_work=False,
    ),
    Outcome.BUSY: Kind(
        "the line was engaged",
        "Occupato",
        "not_reached",
        key="4",
        does="Riprova: occupato",
        in_vain=True,
        is_work=False,
        soon=True,  # who is on the telephone is soon free
        given_up="sempre occupato",
    ),
    Outcome.MACHINE: Kind(
        "a mailbox answered, and nothing was left on it",
        "Segreteria, senza messaggio",
        "not_reached",
        key="5",
        does="Riprova: segreteria, senza messaggio",
        in_vain=True,
        is_work=False,
        given_up="risponde la segreteria",
    ),
    Outcome.MAILBOX: Kind(
        "a mailbox answered, and has our message",
        "Segreteria, messaggio lasciato",
        "not_reached",
        key="6",
        does="Riprova: segreteria, messaggio lasciato",
        in_vain=True,
        is_work=False,
        given_up="risponde la segreteria, messaggio lasciato",
    ),
    Outcome.NOT_JOINED: Kind(
        "the customer answered, and the technician did not",
        "Ha risposto, ma nessun tecnico",
        "not_joined",
        is_work=False,
    ),
    Outcome.WRONG_NUMBER: Kind(
        "somebody else answered",
        "Numero sbagliato",
        "needs_person",
        key="7",
        does="Segnala il numero sbagliato",
        over=GiveUp("numero sbagliato"),
        is_work=False,
    ),
    Outcome.FAILED: Kind(
        "the line, Twilio or we broke down",
        "Chiamata non riuscita",
        "not_called",
        not_tried=True,
        is_work=False,
        soon=True,
    ),
    Outcome.WITHDRAWN: Kind(
        "the technician did not answer, or hung up before the customer",
        "Cliente non chiamato",
        "not_called",
        not_tried=True,
        is_work=False,
    ),
}


def _those(has: Callable[[Kind], bool]) -> frozenset[Outcome]:
    return frozenset(outcome for outcome, kind in KINDS.items() if has(kind))


SPOKE = _those(lambda kind: kind.spoke)
IN_VAIN = _those(lambda kind: kind.in_vain)
NOT_TRIED = _those(lambda kind: kind.not_tried)
# Told by a key or a click and nothing more: digits first, and last those without a key.
OFFERED = sorted(
    _those(lambda kind: kind.key is not None),
    key=lambda one: (not (key := KINDS[one].key or "~").isdigit(), key),
)
BY_KEY = {key: outcome for outcome in OFFERED if (key := KINDS[outcome].key)}


# Whoever was not rung, or waited for us in vain, is tried again without a wait.
AT_ONCE = frozenset({Outcome.WITHDRAWN, Outcome.NOT_JOINED})


def uses_up(outcome: Outcome) -> bool:
    """Whether an attempt with this outcome counts towards the most that there may be."""
    return KINDS[outcome].in_vain


def is_work(outcome: Outcome) -> bool:
    """Whether the minutes of a call with this outcome may be work on the ticket."""
    return KINDS[outcome].is_work


def after_attempt(
    told: ReportedOutcome,
    in_vain: int,
    now: datetime,
    policy: Policy,
    hours: Hours,
    *,
    j_system: bool,
) -> Decision:
    """What to do after an attempt; `in_vain` counts those used up, the one just made included.

    Raises BadInput for an instant that has passed, or lies too far ahead.
    """
    if told.at is not None:
        return _agreed(told.at, now, hours, j_system=j_system)
    if told.to is not None:
        return HandOn(told.to)
    over = KINDS[told.outcome].over
    if over is not None:
        return over
    if told.outcome is Outcome.FAILED and told.permanent:
        return GiveUp(told.reason)
    if uses_up(told.outcome) and in_vain >= policy.max_attempts:
        return GiveUp(_why_given_up(told.outcome, in_vain), tell=True)
    wait = _wait(told.outcome, in_vain, policy)
    return RetryAt(working_time.after(now, wait, hours, j_system=j_system))


def _wait(outcome: Outcome, in_vain: int, policy: Policy) -> timedelta:
    """How long to wait, counted while technicians are at work; it widens with each try in vain."""
    if outcome in AT_ONCE:
        return timedelta()
    if KINDS[outcome].soon:
        return policy.waits[0]
    return policy.waits[min(max(in_vain, 1), len(policy.waits)) - 1]


def _agreed(at: datetime, now: datetime, hours: Hours, *, j_system: bool) -> RetryAt:
    if not now < at <= now + FARTHEST:
        rule = f"at: expected an instant within {FARTHEST.days} days from now"
        raise BadInput(rule, "agreed_time", days=FARTHEST.days)
    if working_time.is_open(at, hours, j_system=j_system):
        return RetryAt(at)
    return RetryAt(at, "L'ora concordata è fuori dall'orario di assistenza.")


def _why_given_up(outcome: Outcome, attempts: int) -> str:
    tries = "1 tentativo" if attempts == 1 else f"{attempts} tentativi"
    return f"{KINDS[outcome].given_up}, {tries}"
