"""Spreadsheet file: rows as the bytes that an Italian Excel opens by a double click.

UTF-8 with its mark, semicolons, a decimal comma. Words that Excel would take for a formula stand
behind an apostrophe; numbers are numbers, whatever their sign.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

Cell = str | int | Decimal | None

# The apostrophes count too: one that was there before us has to come back as well.
_PARTS = re.compile(r'[;"\r\n]')
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def bytes_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file."""
    lines = (";".join(_quoted(_written(cell)) for cell in cells) for cells in rows)
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _quoted(cell: str) -> str:
    """The cell within quotation marks where it would be taken for more than one, or for more lines."""
    if not _PARTS.search(cell):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if _FORMULA.match(cell) else cell
        case Decimal():
            return f"{cell:.2f}".replace(".", ",")
    return str(cell)
