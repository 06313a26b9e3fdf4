"""The week-end gate: whether somebody is helped at the week-end, and why, or why not.

One answer, which the telephone tells, the ticket keeps, and queue, alert and pages show: what a
caller was promised and what is done for them cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rules.entitlement import j_system
from rules.entitlement.customer import Customer
from rules.entitlement.published_terms import Rule
from rules.entitlement.request import Request
from rules.errors import BadInput
from rules.hours.schedule import Flow
from rules.tickets.ticket import Category


class Answer(StrEnum):
    GRANTED = "granted"  # a subscriber, who is helped at the week-end
    TO_VERIFY = "to_verify"  # helped as well, and a technician looks whether rightly so
    REFUSED = "refused"  # waits for the next working day


class Reason(StrEnum):
    """Why help is refused; or what is to be verified, where it was promised all the same."""

    NOT_CLAIMED = "not_claimed"  # nobody said to be a subscriber, and nothing else does
    UNKNOWN = "unknown"  # says to be a subscriber, and we do not know who it is
    UNPROVEN = "unproven"  # a subscriber's code was only said
    NO_CONTRACT = "no_contract"  # a customer with neither contract nor J-System
    CONTRACT_ONLY = "contract_only"
    ENDED = "ended"  # J-System, before that day
    MINUTES = "minutes"  # of the month are used up
    OTHER_HELP = "other_help"  # not the software of Leotron, or it can be used


_RULES: Mapping[Reason, Rule] = {Reason.MINUTES: Rule.J_SYSTEM_MINUTES}
# What a technician reads: the label in the queue, and the sentence on the request's page.
LABELS: Mapping[Reason, str] = {
    Reason.NOT_CLAIMED: "week-end promesso, da verificare",
    Reason.UNKNOWN: "da verificare: abbonato?",
    Reason.UNPROVEN: "da verificare: abbonato?",
    Reason.NO_CONTRACT: "week-end promesso, non abbonato",
    Reason.CONTRACT_ONLY: "week-end promesso, non abbonato",
    Reason.ENDED: "week-end promesso, non più abbonato",
    Reason.MINUTES: "week-end promesso, minuti J-System esauriti",
    Reason.OTHER_HELP: "week-end promesso, parla d'altro",
}
_WHY: Mapping[Reason, str] = {
    Reason.NOT_CLAIMED: "non ha detto di essere abbonato J-System",
    Reason.UNKNOWN: "dice di essere abbonato J-System, e non sappiamo chi è",
    Reason.UNPROVEN: "il codice di un abbonato J-System è stato solo detto",
    Reason.NO_CONTRACT: "non ha né contratto né J-System",
    Reason.CONTRACT_ONLY: "ha il contratto, ma non J-System",
    Reason.ENDED: "il suo J-System è scaduto",
    Reason.MINUTES: "i minuti J-System del mese sono esauriti",
    Reason.OTHER_HELP: "non riguarda il software Leotron inaccessibile o inutilizzabile",
}


@dataclass(frozen=True)
class Asked:
    """What somebody asks for whom the desk is open sooner if they are a subscriber."""

    claimed: bool = False  # by key: "I have J-System and cannot use the program"
    unusable: bool | None = None  # the program; None: nobody knows yet
    category: Category = Category.OTHER
    is_heard: bool = True  # False while the message is still to be left: nothing speaks against it


@dataclass(frozen=True)
class Known:
    """Who asks, as the records have them on the day on which they would be helped."""

    customer: Customer
    day: date
    minutes_left: int  # of J-System, in the month of that day
    is_sure: bool = True  # by a code that was keyed, or a number that is one customer's alone


@dataclass(frozen=True)
class WeekendGate:
    """The answer; raises BadInput for a refusal or a doubt without its reason."""

    answer: Answer
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if (self.answer is Answer.GRANTED) != (self.reason is None):
            raise BadInput(f"expected a reason unless granted, found {self.answer}, {self.reason}")

    @property
    def is_open(self) -> bool:
        """Whether they are helped at the week-end."""
        return self.answer is not Answer.REFUSED

    @property
    def is_to_verify(self) -> bool:
        """Whether a technician looks first whether they are helped rightly."""
        return self.answer is Answer.TO_VERIFY

    @property
    def rule(self) -> Rule:
        """The sentence of the published page."""
        return _RULES.get(self.reason, Rule.J_SYSTEM_WEEKEND) if self.reason else _WEEKEND

    @property
    def label(self) -> str | None:
        """What is to be verified, for the queue; None where nothing is."""
        return LABELS[self.reason] if self.reason and self.is_to_verify else None

    @property
    def why(self) -> str:
        """The answer in a sentence, for the technician."""
        match self.answer:
            case Answer.GRANTED:
                return "Aiuto nel week-end: abbonato J-System."
            case Answer.TO_VERIFY:
                return f"Da verificare: aiuto promesso nel week-end, ma {self._because}."
        return f"Niente aiuto nel week-end, dal primo giorno feriale: {self._because}."

    @property
    def _because(self) -> str:
        return _WHY[self.reason] if self.reason else ""

    def once_promised(self) -> "WeekendGate":
        """The same where help was promised before: it is owed, and what speaks against it told."""
        return self if self.is_open else replace(self, answer=Answer.TO_VERIFY)


_WEEKEND = Rule.J_SYSTEM_WEEKEND
GRANTED = WeekendGate(Answer.GRANTED)


def weekend_gate(asked: Asked, known: Known | None) -> WeekendGate:
    """The answer to somebody; None is a caller whom we do not know, or one of several."""
    reason = _not_entitled(asked, known) or _other_help(asked)
    if reason is not None:
        return WeekendGate(Answer.REFUSED, reason)
    if known is None:
        return WeekendGate(Answer.TO_VERIFY, Reason.UNKNOWN)
    return GRANTED if known.is_sure else WeekendGate(Answer.TO_VERIFY, Reason.UNPROVEN)


def _not_entitled(asked: Asked, known: Known | None) -> Reason | None:
    if known is None:
        return None if asked.claimed else Reason.NOT_CLAIMED
    customer, day = known.customer, known.day
    if not customer.has_j_system(day):
        if customer.j_system:
            return Reason.ENDED
        return Reason.CONTRACT_ONLY if customer.has_contract(day) else Reason.NO_CONTRACT
    return None if known.minutes_left > 0 else Reason.MINUTES


def _other_help(asked: Asked) -> Reason | None:
    unusable = True if asked.claimed else asked.unusable
    request = Request(asked.category, Flow.WEEKEND, unusable=unusable)
    may_be = j_system.may_be_weekend_help(request)
    if may_be and (unusable is True or not asked.is_heard):
        return None
    return Reason.OTHER_HELP
