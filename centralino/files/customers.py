"""CSV files of customers and hardware: read, checked, compared with the ledger, written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from centralino.files.csv_text import BrokenRow, bytes_of, decoded_file, rows_of
from rules.customers.cell_rules import shown
from rules.customers.changes import Change, same_on_a_keypad
from rules.customers.rows import CustomerRow, HardwareRow, cells_of, read_customers, read_hardware
from rules.customers.table import Mistake, Sheet
from rules.errors import BadInput
from store.customers import import_customers, import_hardware

Row = TypeVar("Row", CustomerRow, HardwareRow)
Records = Iterable[Sequence[str]]

NOT_OWNED = (
    "a serial number that no other customer has (--change-owner takes over what was sold on)"
)


@dataclass(frozen=True)
class Book(Generic[Row]):
    """One kind of file, and where its rows are kept."""

    kind: type[Row]
    read: Callable[[Records, date], Sheet[Row]]
    held: Callable[[Session], list[Row]]
    compare: Callable[[Session, list[Row]], list[Change[Row]]]
    write: Callable[[Session, list[Row]], list[Change[Row]]]

    @property
    def columns(self) -> list[str]:
        return [column.name for column in fields(self.kind)]


CUSTOMERS = Book(
    CustomerRow,
    lambda records, _today: read_customers(records),
    import_customers.customers,
    import_customers.compare,
    import_customers.write,
)
HARDWARE = Book(
    HardwareRow,
    read_hardware,
    import_hardware.hardware,
    import_hardware.compare,
    import_hardware.write,
)


def read_file(
    book: Book[Row],
    data: bytes,
    today: date,
    watched: Callable[[Records], Records] = iter,
) -> Sheet[Row]:
    """The rows of a file and all that is wrong with it; never raises for what stands in it.

    `watched` hands the records on, so that somebody can count them.
    """
    broken: list[Mistake] = []
    try:
        read = decoded_file(data)
    except BadInput as error:
        expected, _, found = str(error).removeprefix("expected ").partition(", found ")
        return Sheet(mistakes=[Mistake(None, None, None, found, expected)])
    sheet = book.read(watched(_whole(read.text, broken)), today)
    sheet.mistakes += broken
    for number, found, expected in read.doubtful:
        sheet.rows.pop(number, None)
        sheet.mistakes.append(Mistake(number, None, None, found, expected))
    sheet.mistakes.sort(key=lambda mistake: mistake.row or 0)
    return sheet


def blame_unknown_customers(session: Session, sheet: Sheet[HardwareRow]) -> None:
    """Add a mistake for each row, right otherwise or not, whose customer is not in the ledger."""
    said = _told(sheet, "customer_code")
    unknown = import_customers.unknown_codes(session, said.values())
    for number, code in said.items():
        if code in unknown:
            expected = "the code of a customer who is known"
            sheet.blame(number, "customer_code", shown(code), expected)
    sheet.mistakes.sort(key=lambda mistake: mistake.row or 0)


def blame_owned_by_others(session: Session, sheet: Sheet[HardwareRow]) -> None:
    """Add a mistake for each row whose serial number the ledger has under another customer."""
    codes, serials = _told(sheet, "customer_code"), _told(sheet, "serial")
    told = {number: (codes[number], serials[number]) for number in codes.keys() & serials.keys()}
    for number, owner in import_hardware.of_others(session, told).items():
        found = f"{shown(serials[number])}, of customer {owner}"
        sheet.blame(number, "serial", found, NOT_OWNED)
    sheet.mistakes.sort(key=lambda mistake: mistake.row or 0)


def take(
    session: Session, book: Book[Any], sheet: Sheet[Any], *, writes: bool, change_owner: bool
) -> Sequence[Change[Any]]:
    """What the file alters, written where it `writes`; a file with mistakes alters nothing.

    It adds to the mistakes what only the ledger knows: customers who are not there, pieces of others.
    """
    if sheet.mistakes and book is CUSTOMERS:
        return []
    if book is HARDWARE:  # also when there are mistakes: all of them are told at once
        if writes:  # whoever is known now must be so when the pieces are written
            import_customers.keep_others_out(session)
        blame_unknown_customers(session, sheet)
        if not change_owner:
            blame_owned_by_others(session, sheet)
    if sheet.mistakes:
        return []
    rows = list(sheet.rows.values())
    return book.write(session, rows) if writes else book.compare(session, rows)


def warnings(session: Session, changes: Iterable[Change[Any]]) -> list[str]:
    """What is no mistake, and still should be known: new codes that a keypad mixes up."""
    return [_warning(group) for group in alike(session, changes)]


def alike(session: Session, changes: Iterable[Change[Any]]) -> list[list[str]]:
    """The codes that a keypad cannot tell apart, where one of them is new."""
    new = {change.after.code for change in changes if change.what == "added"}
    codes = {row.code for row in import_customers.customers(session)} | new
    return [group for group in same_on_a_keypad(codes) if new & set(group)]


def file_of(book: Book[Row], rows: Iterable[Row]) -> bytes:
    """The rows as a file that an import reads back as the same rows."""
    return bytes_of([book.columns, *(cells_of(row) for row in rows)])


def _told(sheet: Sheet[HardwareRow], column: str) -> dict[int, str]:
    """What rows, right otherwise or not, say in a column that is itself right."""
    told = {number: getattr(row, column) for number, row in sheet.rows.items()}
    told |= {number: values[column] for number, values in sheet.wrong.items()}
    return {number: value for number, value in told.items() if isinstance(value, str)}


def _whole(text: str, broken: list[Mistake]) -> Iterator[list[str]]:
    """The records up to one that is no CSV, which is told in `broken`."""
    try:
        yield from rows_of(text)
    except BrokenRow as error:
        broken.append(Mistake(error.row, None, None, error.found, "a row of CSV"))


def _warning(codes: list[str]) -> str:
    found = next((code for code in codes if code.isdigit()), "none of them")
    return f"a keypad cannot tell {', '.join(codes)} apart: the digits find {found}"
