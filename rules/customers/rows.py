"""CSV columns of customers and of hardware, and what may stand in each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import Enum, auto
from typing import Any

from rules.customers import cell_rules
from rules.customers.cell_rules import Rule
from rules.customers.table import Columns, Once, Sheet, read
from rules.email_addresses import LONGEST_EMAIL
from rules.entitlement import plain_serial, warranty_end

LONGEST_CODE = 40
LONGEST_NOTES = 10_000
MOST_PIECES = 500  # of one customer, in what a program sends


class Shape(Enum):
    """What kind of value a column has, for programs and their document."""

    LINE = auto()
    LINES = auto()
    EMAIL = auto()
    PHONES = auto()
    FLAG = auto()
    DAY = auto()


class Unsaid(Enum):
    """What a file or program that does not know a column says of it: it stays as it is."""

    IT = auto()


UNSAID = Unsaid.IT


@dataclass(frozen=True)
class Column:
    """A column of the customers: what may stand in a cell, and how screens and programs name it."""

    rule: Rule
    shape: Shape
    label: str | None = None  # in Italian; None for what stands beside another on the screen
    longest: int = 0  # of a text, in characters
    may_lack: bool = False  # older files and programs do not know it


def _column(*args: Any) -> dict[str, Column]:
    return {"column": Column(*args)}


def _later(rule: Rule, shape: Shape, label: str | None, longest: int) -> dict[str, Column]:
    """A column that came later: where it lacks, nothing is said of it."""
    return {"column": Column(rule, shape, label, longest, may_lack=True)}


def _line(longest: int, label: str | None = None, *, needed: bool = False) -> dict[str, Column]:
    return _column(cell_rules.words(longest, needed=needed), Shape.LINE, label, longest)


@dataclass(frozen=True)
class CustomerRow:
    """A customer as the files and programs of Leotron know one; numbers in E.164.

    Each column is described here alone: the files, the API, its document and the customer's page are
    read from it, and it is kept in the column of the same name in store/models/customers.py.
    """

    code: str = field(
        metadata=_column(cell_rules.code(LONGEST_CODE), Shape.LINE, "Codice", LONGEST_CODE)
    )
    name: str = field(metadata=_line(200, "Nome", needed=True))
    phones: tuple[str, ...] = field(
        default=(), metadata=_column(cell_rules.phones, Shape.PHONES, "Telefoni")
    )
    email: str | None = field(
        default=None,
        metadata=_column(cell_rules.email, Shape.EMAIL, "E-mail", LONGEST_EMAIL),
    )
    contract: bool = field(
        default=False, metadata=_column(cell_rules.yes_or_no, Shape.FLAG, "Contratto")
    )
    contract_until: date | None = field(  # the last day; None is without an end
        default=None, metadata=_column(cell_rules.day, Shape.DAY)
    )
    j_system: bool = field(
        default=False, metadata=_column(cell_rules.yes_or_no, Shape.FLAG, "J-System")
    )
    j_system_until: date | None = field(default=None, metadata=_column(cell_rules.day, Shape.DAY))
    software: str | None = field(default=None, metadata=_line(120, "Programma"))
    software_version: str | None = field(default=None, metadata=_line(40))
    notes: str | None = field(
        default=None,
        metadata=_column(cell_rules.lines(LONGEST_NOTES), Shape.LINES, "Note", LONGEST_NOTES),
    )
    account_manager: str | Unsaid | None = field(
        default=UNSAID, metadata=_later(cell_rules.words(120), Shape.LINE, "Account manager", 120)
    )
    account_manager_email: str | Unsaid | None = field(
        default=UNSAID,
        metadata=_later(
            cell_rules.email, Shape.EMAIL, "E-mail dell'account manager", LONGEST_EMAIL
        ),
    )
    account_manager_phone: str | Unsaid | None = field(
        default=UNSAID,
        metadata=_later(cell_rules.words(40), Shape.LINE, "Telefono dell'account manager", 40),
    )

    def over(self, before: "CustomerRow | None") -> "CustomerRow":
        """The row with what was known where it says nothing."""
        unsaid = [name for name in MAY_LACK if getattr(self, name) is UNSAID]
        known: Mapping[str, Any] = {name: getattr(before, name, None) for name in unsaid}
        return replace(self, **known)


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


CUSTOMER_COLUMNS: Mapping[str, Column] = {
    one.name: one.metadata["column"] for one in fields(CustomerRow)
}
MAY_LACK = frozenset(name for name, column in CUSTOMER_COLUMNS.items() if column.may_lack)
CUSTOMER: Columns = {name: column.rule for name, column in CUSTOMER_COLUMNS.items()}
LABELS = {name: column.label for name, column in CUSTOMER_COLUMNS.items() if column.label}


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
    once = Once("code", lambda values: values["code"])
    return read(records, CUSTOMER, CustomerRow, once, may_lack=MAY_LACK)


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
    return [cell_of(getattr(row, column.name)) for column in fields(row)]


def cell_of(value: object) -> str:
    """A value as the text of a cell."""
    match value:
        case None | Unsaid.IT:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple() | list():
            return "|".join(value)
        case _:
            return str(value)
