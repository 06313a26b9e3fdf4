"""The decision of entitlement as a value: coverage (who pays), how soon, what is left, by which sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.billing.costs import Cost, Rates
from rules.entitlement.charge import Charge, charge_of
from rules.entitlement.published_terms import Rule
from rules.errors import BadInput
from rules.wall_clock import zone_of


class Coverage(StrEnum):
    CONTRACT = "contract"  # standard assistance
    J_SYSTEM = "j_system"  # the minutes of the module
    WARRANTY = "warranty"  # of the hardware
    BILLABLE = "billable"  # by the hour
    QUOTE = "quote"  # a repair, at the price of a quote
    FREE = "free"  # nobody: a person said so, and why
    UNKNOWN = "unknown"  # a person must clarify first


class Priority(StrEnum):
    URGENT = "urgent"  # week-end help: the program cannot be used and somebody is at work for it
    HIGH = "high"  # covered, and the customer's work has stopped
    NORMAL = "normal"
    LOW = "low"  # waits for a price to be agreed, or for the account manager


class Fact(StrEnum):
    """What nobody knows yet, and the decision hangs on."""

    CUSTOMER = "customer"  # who is calling
    ACTIVITY = "activity"  # what exactly is asked for
    LATEST_VERSION = "latest_version"
    SUPPORTED = "supported"
    UNUSABLE = "unusable"
    PIECE = "piece"  # which piece of hardware
    PURCHASE = "purchase"  # whether and when it was bought from Leotron
    DEFECT = "defect"  # whether it is one of conformity


@dataclass(frozen=True)
class Condition:
    """A fact to be found out, and what holds with it, in Italian: "se ...", "salvo ..."."""

    fact: Fact
    words: str


@dataclass(frozen=True)
class Terms:
    """The numbers of the page, from the configuration, and the zone in which its days run."""

    rates: Rates
    minutes_per_month: int
    timezone: str
    latest: Mapping[str, str] = field(default_factory=dict, hash=False)  # version of each program

    def __post_init__(self) -> None:
        zone_of(self.timezone)
        if self.minutes_per_month < 0:
            raise BadInput(f"expected minutes_per_month from 0 up, found {self.minutes_per_month}")


@dataclass(frozen=True)
class Decision:
    """The decision on one request.

    `price` is the first hour where the customer would pay by the hour, else None. `conditions` are
    what is taken for granted until somebody looks. `put_off` is the sentence by which nothing is
    done on that day and the request waits for the next weekday; None if help is given that day.
    """

    cover: Coverage
    priority: Priority
    minutes_left: int  # of J-System in this month; 0 without it
    price: Cost | None
    rule: Rule
    why: str  # one or two sentences in Italian, for the technician
    conditions: tuple[Condition, ...] = ()
    put_off: Rule | None = None

    @property
    def charge(self) -> Charge:
        """What the request costs the customer."""
        return charge_of(self.cover, self.rule)
