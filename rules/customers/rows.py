"""Customers and their hardware as rows of text: the columns, and what may stand in each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from rules.customers import cell_rules
from rules.customers.table import Columns, Once, Sheet, read
from rules.entitlement import plain_serial, warranty_end

LONGEST_CODE = 40
LONGEST_NOTES = 10_000
MOST_PIECES = 500  # of one customer, in what a program sends


@dataclass(frozen=True)
class CustomerRow:
    """A customer as the files and programs of Leotron know one; numbers in E.164."""

    code: str
    name: str
    phones: tuple[str, ...] = ()
    email: str | None = None
    contract: bool = False
    contract_until: date | None = None  # the last day; None is without an end
    j_system: bool = False
    j_system_until: date | None = None
    software: str | None = None
    software_version: str | None = None
    notes: str | None = None


@dataclass(frozen=True)
class HardwareRow:
    """A piece of equipment that a customer bought from us."""

    customer_code: str
    item: str
    serial: str | None
    bought_on: date
    warranty_months: int = cell_rules.SHORTEST_WARRANTY

    @property
    def warranty_until(self) -> date:
        """The last day of the warranty, included."""
        return warranty_end(self.bought_on, self.warranty_months)


CUSTOMER: Columns = {
    "code": cell_rules.code(LONGEST_CODE),
    "name": cell_rules.words(200, needed=True),
    "phones": cell_rules.phones,
    "email": cell_rules.email,
    "contract": cell_rules.yes_or_no,
    "contract_until": cell_rules.day,
    "j_system": cell_rules.yes_or_no,
    "j_system_until": cell_rules.day,
    "software": cell_rules.words(120),
    "software_version": cell_rules.words(40),
    "notes": cell_rules.lines(LONGEST_NOTES),
}


def hardware(today: date) -> Columns:
    """The columns of hardware; nothing was bought after today."""
    return {
        "customer_code": cell_rules.code(LONGEST_CODE),
        "item": cell_rules.words(200, needed=True),
        "serial": cell_rules.serial(60),
        "bought_on": cell_rules.day_bought(today),
        "warranty_months": cell_rules.warranty_months,
    }


def read_customers(records: Iterable[Sequence[str]]) -> Sheet[CustomerRow]:
    """The customers of a file, and all that is wrong in it; a code may stand there once."""
    return read(records, CUSTOMER, CustomerRow, Once("code", lambda values: values["code"]))


def read_hardware(records: Iterable[Sequence[str]], today: date) -> Sheet[HardwareRow]:
    """The same for hardware; a serial number may stand there once, however it is written.

    Equal pieces without a serial number are as many pieces as there are rows.
    """
    return read(records, hardware(today), HardwareRow, Once("serial", _serial_key))


def same_serial(rows: Iterable[HardwareRow]) -> tuple[int, int] | None:
    """The places of the first two rows that have one serial number, however it is written."""
    seen: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row.serial is None:
            continue
        first = seen.setdefault(plain_serial(row.serial), at)
        if first != at:
            return first, at
    return None


def _serial_key(values: Mapping[str, Any]) -> object:
    serial = values["serial"]
    return plain_serial(serial) if isinstance(serial, str) else None


def keypad_digits(code: str) -> str:
    """What a keypad can send of a code."""
    return "".join(letter for letter in code if letter.isdigit())


def cells_of(row: CustomerRow | HardwareRow) -> list[str]:
    """The row as text, in the order of the columns: what the rules read back as the same row."""
    return [_cell(getattr(row, column.name)) for column in fields(row)]


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "|".join(value)
        case _:
            return str(value)
