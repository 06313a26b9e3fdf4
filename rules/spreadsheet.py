"""Spreadsheet file: rows as the bytes that an Italian Excel opens by a double click.

UTF-8 with its mark, semicolons, a decimal comma. Words that Excel would take for a formula stand
behind an apostrophe; numbers are numbers, whatever their sign.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

Cell = str | int | Decimal | None

# The apostrophes count too: one that was there before us has to come back as well.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def bytes_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for cells in rows:
        writer.writerow([_written(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if _FORMULA.match(cell) else cell
        case Decimal():
            return f"{cell:.2f}".replace(".", ",")
    return str(cell)
