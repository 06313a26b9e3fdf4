"""The technician's leg: who picked up presses 1, hears the case, and is connected with the customer.

The customer hears who rings, and may put the call off by key before they are connected.

Nothing of the customer is said before the key: a mailbox, or whoever stands by, may be listening.
Silence and other keys are asked once more, and then the call ends; hanging up ends it at any time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.flows.reply import Ask, Connect, Dial, HangUp, Reply, Say
from ivr.flows.steps import TechnicianStep
from rules.callbacks.outbound_call import PEOPLE, Facts, were_connected
from rules.language.spoken import spoken_digits, spoken_instant

WAIT_S = 8  # until a telephone that was picked up is at the ear
LONGEST_PART = 120  # characters of the case: what callers say may be long
ENOUGH_S = 5  # of a talk with a machine, in which a message may have been left
URGENCIES = {"blocking": "lavoro fermo", "high": "urgente", "low": "non urgente"}


@dataclass(frozen=True)
class Leg:
    """What is known of the call when Twilio asks what to do next."""

    is_wanted: bool  # it goes on, and the callback is still in the technician's hand
    ticket_number: str
    who: str | None
    subject: str | None
    urgency: str
    number: str  # the customer's, E.164
    caller_id: str
    ring_s: int
    longest_s: int
    owed: str | None = (
        None  # the hour that was agreed on, or a promise that is late, as one says it
    )
    came: str | None = None  # how the request came, where nobody called
    machine: str | None = None  # who picked up the customer's telephone, by detection
    language: str = "it"  # of the customer
    now: datetime | None = None
    timezone: str = "Europe/Rome"
    may_put_off: bool = False  # whether the customer is asked, when they pick up
    put_off_to: datetime | None = None  # what they chose by key in this call


@dataclass(frozen=True)
class Asked:
    """One request of Twilio's about the leg."""

    digits: str = ""
    attempt: int = 0  # of asking for a key
    dial: str | None = None  # what became of ringing the customer
    bridged: bool | None = None
    seconds: int | None = None


Answer = tuple[Reply, Facts]
NOTHING = Facts()


def case_of(leg: Leg) -> str:
    """The case in one sentence: who, what, how urgent, when; hostile text stays text."""
    return case_words(leg.who, leg.subject, leg.urgency, leg.owed, came=leg.came)


def case_words(
    who: str | None,
    subject: str | None,
    urgency: str,
    owed: str | None = None,
    *,
    came: str | None = None,
) -> str:
    """The same of what is known of it."""
    parts = (who, came, subject, URGENCIES.get(urgency), owed)
    said = [" ".join(part.split())[:LONGEST_PART].rstrip(" .") for part in parts if part]
    return ", ".join(filter(None, said)) or "Nessuna descrizione"


def answered(leg: Leg, asked: Asked) -> Answer:
    """The number of the request, and the key that proves a person."""
    if not leg.is_wanted:
        return _over(), NOTHING
    number = spoken_digits(leg.ticket_number, "it")
    greeting = Say("technician_greeting", {"number": number})
    return _ask(greeting, attempt=asked.attempt), NOTHING


def accepted(leg: Leg, asked: Asked) -> Answer:
    """After 1: the case, then the customer is rung."""
    if not leg.is_wanted:
        return _over(), NOTHING
    if asked.digits != "1":
        again = Say("technician_again")
        return (_ask(again, attempt=1) if asked.attempt == 0 else Reply((HangUp(),))), NOTHING
    screen = TechnicianStep.SCREEN if leg.may_put_off else None
    dial = Dial(leg.number, leg.caller_id, leg.ring_s, leg.longest_s, screen=screen)
    case = Say("technician_case", {"case": case_of(leg)})
    return Reply((case, dial, HangUp())), Facts(accepted=True)


_TOLD: Mapping[str, str] = {
    "busy": "technician_busy",
    "no-answer": "technician_no_answer",
    "failed": "technician_unreachable",
}


def dialled(leg: Leg, asked: Asked) -> Answer:
    """What became of it in words; whoever spoke to a mailbox says whether it has a message."""
    told = Facts(dial=asked.dial, bridged=asked.bridged, seconds=asked.seconds)
    if leg.put_off_to is not None:
        when = _when(leg, leg.put_off_to, "it")
        return Reply((Say("technician_put_off", {"when": when}), HangUp())), told
    connected = were_connected(told)
    by_machine = leg.machine is not None and leg.machine not in PEOPLE
    if connected and by_machine and (asked.seconds or 0) >= ENOUGH_S:
        ask = Ask((Say("technician_machine"),), TechnicianStep.LEFT, timeout_s=WAIT_S)
        return Reply((ask, HangUp())), told
    key = "technician_done" if connected else _TOLD.get(asked.dial or "", "technician_no_answer")
    return Reply((Say(key), HangUp())), told


def left(leg: Leg, asked: Asked) -> Answer:  # noqa: ARG001 - every step has the same shape
    """After 1 the mailbox has our message."""
    if asked.digits != "1":
        return Reply((HangUp(),)), NOTHING
    return Reply((Say("technician_left"), HangUp())), Facts(left_message=True)


def screen(leg: Leg) -> Reply:
    """Who rings, and the key of whoever cannot talk; silence is connected."""
    if not leg.is_wanted:
        return Reply((HangUp(),))
    greeting = Say("customer_greeting", language=leg.language)
    return Reply((Ask((greeting,), TechnicianStep.NOT_NOW, timeout_s=1), Connect()))


def put_off(leg: Leg, times: Sequence[datetime]) -> Reply:
    """The first of the times is kept already; a key chooses another, and hanging up loses nothing."""
    first, *others = times
    told = _told(leg, first)
    if not others:
        return Reply((told, HangUp()))
    says = [
        Say("customer_time", {"when": _when(leg, at, leg.language), "key": str(key)}, leg.language)
        for key, at in enumerate(others, start=1)
    ]
    before = Say("customer_other", language=leg.language)
    last = Say("customer_or_hang_up", language=leg.language)
    ask = Ask((before, *says, last), TechnicianStep.LATER, timeout_s=WAIT_S)
    return Reply((told, ask, HangUp()))


def chosen(digits: str, times: Sequence[datetime]) -> datetime | None:
    """The time of a key, of those that were told; None for any other key."""
    return dict(zip(map(str, range(1, 10)), times[1:], strict=False)).get(digits)


def noted(leg: Leg, at: datetime | None) -> Reply:
    """The other time; a wrong key leaves the first."""
    return Reply((*((_told(leg, at),) if at else ()), HangUp()))


def connected() -> Reply:
    """Whoever pressed another key can talk."""
    return Reply((Connect(),))


def _told(leg: Leg, at: datetime) -> Say:
    return Say("time_chosen", {"when": _when(leg, at, leg.language)}, leg.language)


def _when(leg: Leg, at: datetime, language: str) -> str:
    return spoken_instant(at, leg.now or at, leg.timezone, language)


def broken() -> Reply:
    """Something of ours is broken: the technician hears so, and nobody else is rung."""
    return Reply((Say("technician_broken"), HangUp()))


def _ask(say: Say, *, attempt: int) -> Reply:
    """The key, and once more for whoever was slow or pressed nothing."""
    first = Ask((say,), TechnicianStep.ACCEPTED, timeout_s=WAIT_S, attempt=attempt)
    again = Ask((Say("technician_again"),), TechnicianStep.ACCEPTED, timeout_s=WAIT_S, attempt=1)
    return Reply((first, again, HangUp()) if attempt == 0 else (first, HangUp()))


def _over() -> Reply:
    return Reply((Say("technician_over"), HangUp()))


STEPS: Mapping[str, Callable[[Leg, Asked], Answer]] = {
    TechnicianStep.ANSWERED: answered,
    TechnicianStep.ACCEPTED: accepted,
    TechnicianStep.DIALLED: dialled,
    TechnicianStep.LEFT: left,
}
