"""Verdicts: what the rules of single kinds of request see, and what they say."""

from dataclasses import dataclass
from datetime import date

from rules.entitlement.charge import Charge, charge_of
from rules.entitlement.customer import Customer, Hardware
from rules.entitlement.decision import Condition, Coverage
from rules.entitlement.published_terms import Rule


@dataclass(frozen=True)
class Entitled:
    """How a known customer stands with us on one day."""

    customer: Customer
    day: date
    minutes_left: int

    @property
    def contract(self) -> bool:
        return self.customer.has_contract(self.day)

    @property
    def j_system(self) -> bool:
        return self.customer.has_j_system(self.day)

    @property
    def in_warranty(self) -> tuple[Hardware, ...]:
        return tuple(piece for piece in self.customer.hardware if piece.in_warranty(self.day))


@dataclass(frozen=True)
class Verdict:
    """Who pays, by which sentence, and in Italian why."""

    cover: Coverage
    rule: Rule
    reason: str
    conditions: tuple[Condition, ...] = ()

    @property
    def is_by_the_hour(self) -> bool:
        """Whether the customer would pay by the hour; a stranger too may hear what it would cost."""
        return charge_of(self.cover, self.rule) is Charge.HOURLY


def contract_words(entitled: Entitled) -> str:
    """ "contratto in vigore fino al 31/12/2026", "contratto scaduto il ...", "nessun contratto"."""
    customer = entitled.customer
    if not customer.contract:
        return "nessun contratto"
    return f"contratto {_state(entitled.contract, customer.contract_until)}"


def j_system_words(entitled: Entitled) -> str:
    """The same of the module."""
    customer = entitled.customer
    if not customer.j_system:
        return "modulo J-System non sottoscritto"
    return f"modulo J-System {_state(entitled.j_system, customer.j_system_until)}"


def written(day: date) -> str:
    """The day as Italians write it."""
    return f"{day:%d/%m/%Y}"


def _state(in_force: bool, until: date | None) -> str:
    if until is None:
        return "in vigore senza scadenza"
    return f"in vigore fino al {written(until)}" if in_force else f"scaduto il {written(until)}"
