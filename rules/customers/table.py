"""Table reader: text cells under a row of column names, read into values or errors by row.

Rows are counted as a spreadsheet counts them, from 1, the names of the columns and empty rows
included.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from rules.customers.cell_rules import Rule, Wrong, shown, tidy

MOST_MISTAKES = 10_000  # whoever gets so many has given us the wrong file

_THINGS = r"(?:generale|complessiv[oi]|clienti|righe|articoli|pezzi|record|hardware|voci|elementi)"
# "Conteggio di code" and "Totale complessivo" are what pivot tables write.
_SUM = re.compile(
    rf"(?:(?:(?:sub|gran|grand|n\.?|numero) ?-?)?(?:tot(?:al[ei]?|\.)?|somma|conteggio|totals?|count|sum"
    rf"|media|riepilogo)(?: {_THINGS}| (?:di|of) .{{1,40}})?|(?:n[.°r]?|num\.?|nr\.?|numero) ?{_THINGS})"
    r"[ :=]*[0-9.,]*"
)
_COUNT = re.compile(
    r"[-+0-9.,%/ ]*(?:€|eur|euro|clienti|righe|articoli|pezzi|record|n\.?)?[-+0-9., ]*"
)

Row = TypeVar("Row")
Columns = Mapping[str, Rule]


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a cell, with a row (no column), or with the whole file (no row)."""

    row: int | None
    column: str | None
    letter: str | None  # of the column, as a spreadsheet names it
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.letter} ({self.column})" if self.letter else self.column
        parts = [str(self.row) if self.row else None, place]
        where = "".join(f"{part}: " for part in parts if part)
        return f"{where}expected {self.expected}, found {self.found}"


@dataclass(frozen=True)
class Once:
    """What may stand only once in a sheet: the column to blame, and a row's key (None has none)."""

    column: str
    key: Callable[[Mapping[str, Any]], object]


@dataclass
class Sheet(Generic[Row]):
    """What was read: the good rows by their number, and all mistakes, in the order of the file."""

    rows: dict[int, Row] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of the columns, as they stand
    wrong: dict[int, dict[str, Any]] = field(default_factory=dict)  # the values of other rows

    def blame(self, row: int, column: str, found: str, expected: str) -> None:
        """Add what is wrong with a cell."""
        letter = letter_of(self.names.index(column))
        self.mistakes.append(Mistake(row, column, letter, found, expected))


def read(
    records: Iterable[Sequence[str]],
    columns: Columns,
    make: Callable[..., Row],
    once: Once,
    may_lack: Collection[str] = (),
) -> Sheet[Row]:
    """Every row of the sheet; `records` begins with the names, and columns may stand in any order.

    Those that `may_lack` are left to `make` where the sheet has none of that name. After 10,000
    mistakes the rest is not looked at.
    """
    numbered = _filled(records)
    first, header = next(numbered, (1, []))
    sheet: Sheet[Row] = Sheet(names=_names(header))
    sheet.mistakes.extend(_header_mistakes(first, sheet.names, columns, may_lack))
    if sheet.mistakes:
        return sheet
    seen: dict[object, int] = {}
    for number, cells in numbered:
        _read_row(sheet, number, cells, columns, make, once, seen)
        if len(sheet.mistakes) >= MOST_MISTAKES:
            break
    return sheet


def read_fields(fields: Mapping[str, str], columns: Columns) -> dict[str, Any]:
    """Each field to its value or to Wrong; what is absent counts as an empty cell."""
    return {name: rule(tidy(fields.get(name, ""))) for name, rule in columns.items()}


def is_sum(cells: Sequence[str]) -> bool:
    """Whether the row counts or adds up those above it ("Totale;;;120"), as programs end a list."""
    first, *others = [word for cell in cells if (word := tidy(cell).casefold())]
    return bool(_SUM.fullmatch(first)) and all(_COUNT.fullmatch(one) for one in others)


def letter_of(index: int) -> str:
    """How a spreadsheet names a column, counted from 0: A to Z, AA, AB …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _filled(records: Iterable[Sequence[str]]) -> Iterator[tuple[int, Sequence[str]]]:
    for number, cells in enumerate(records, start=1):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _name(cell: str) -> str:
    """A column's name as we write it: "J-System until" is j_system_until."""
    return re.sub(r"[\s_-]+", "_", tidy(cell).casefold())


def _names(header: Sequence[str]) -> list[str]:
    """The names without the empty ones at the end, which spreadsheets like to leave there."""
    names = [_name(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    return names


def _header_mistakes(
    row: int, names: list[str], columns: Columns, may_lack: Collection[str]
) -> Iterator[Mistake]:
    ours = "one of " + ", ".join(columns)
    if not set(names) & set(columns):
        found = shown(", ".join(names))
        yield Mistake(row, None, None, found, "a first row of names: " + ", ".join(columns))
        return
    for index, name in enumerate(names):
        letter = letter_of(index)
        if name in names[:index]:
            yield Mistake(row, name, letter, "the column a second time", "each column once")
        elif name not in columns:
            yield Mistake(row, "name of the column", letter, shown(name), ours)
    for name in columns:
        if name not in names and name not in may_lack:
            yield Mistake(row, name, None, "none", "a column of this name")


def _read_row(
    sheet: Sheet[Row],
    number: int,
    cells: Sequence[str],
    columns: Columns,
    make: Callable[..., Row],
    once: Once,
    seen: dict[object, int],
) -> None:
    """Add the row, or all that is wrong with it; `seen` has the first row of each key."""
    if is_sum(cells):
        expected = "a row of its own for each, and no sum of the rows above"
        sheet.mistakes.append(Mistake(number, None, None, shown(" ".join(cells).strip()), expected))
        return
    before = len(sheet.mistakes)
    filled = max(index for index, cell in enumerate(cells, start=1) if cell.strip())
    if not len(cells) >= len(sheet.names) >= filled:
        expected = f"{len(sheet.names)} cells, as many as there are columns"
        sheet.mistakes.append(Mistake(number, None, None, str(max(len(cells), filled)), expected))
        return
    values = {}
    for name, cell in zip(sheet.names, cells, strict=False):
        values[name] = value = columns[name](tidy(cell))
        if isinstance(value, Wrong):
            found = shown(cell) if value.found is None else value.found
            sheet.blame(number, name, found, value.expected)
    key = once.key(values)
    if key is not None and not isinstance(key, Wrong) and seen.setdefault(key, number) != number:
        found = f"{shown(values[once.column])}, as in row {seen[key]}"
        sheet.blame(number, once.column, found, f"each {once.column} once")
    if len(sheet.mistakes) == before:
        sheet.rows[number] = make(**values)
    else:
        sheet.wrong[number] = values
