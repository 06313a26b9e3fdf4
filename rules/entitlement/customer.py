"""A customer as entitlement sees one: contract, J-System, software, hardware, each with its end."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date

from rules.errors import BadInput

LEAST_WARRANTY, MOST_WARRANTY = 12, 120  # months


@dataclass(frozen=True)
class Hardware:
    """A piece bought from Leotron. Raises BadInput for a warranty below twelve months.

    "per un periodo di 12 mesi dalla data di acquisto (o superiore in caso di acquisto
    dell'estensione di garanzia)"
    """

    item: str
    serial: str | None
    bought_on: date
    warranty_months: int = LEAST_WARRANTY

    def __post_init__(self) -> None:
        if not LEAST_WARRANTY <= self.warranty_months <= MOST_WARRANTY:
            raise BadInput(
                f"expected warranty_months from {LEAST_WARRANTY} to {MOST_WARRANTY},"
                f" found {self.warranty_months}"
            )

    @property
    def warranty_until(self) -> date:
        """The last day of the warranty, included."""
        return warranty_end(self.bought_on, self.warranty_months)

    def in_warranty(self, day: date) -> bool:
        """Whether the warranty runs on that day, whatever the fault."""
        return self.bought_on <= day <= self.warranty_until


@dataclass(frozen=True)
class Customer:
    """What we have on record; an end is the last day in force, no end is an open one."""

    contract: bool = False
    contract_until: date | None = None
    j_system: bool = False
    j_system_until: date | None = None
    software: str | None = None
    software_version: str | None = None  # as of the last time that somebody looked
    hardware: tuple[Hardware, ...] = ()

    def has_contract(self, day: date) -> bool:
        """Whether the contract is in force on that day."""
        return self.contract and _runs(self.contract_until, day)

    def has_j_system(self, day: date) -> bool:
        """Whether the J-System module is in force on that day."""
        return self.j_system and _runs(self.j_system_until, day)


def _runs(until: date | None, day: date) -> bool:
    return until is None or day <= until


def warranty_end(bought_on: date, months: int) -> date:
    """The last day of a warranty, included.

    It has the number of the day of purchase, or is the last of a month without such a day:
    so months are counted by article 2963 of the Italian civil code.
    """
    years, month = divmod(bought_on.month - 1 + months, 12)
    year = bought_on.year + years
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(bought_on.day, monthrange(year, month + 1)[1]))


def plain_serial(serial: str | None) -> str:
    """Serials are read off stickers: capitals, blanks and dashes do not count."""
    return "".join(sign for sign in serial or "" if sign.isalnum()).upper()
