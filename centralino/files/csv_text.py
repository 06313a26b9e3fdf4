"""CSV text: bytes as Italian offices write them to rows and back.

A cell that a spreadsheet would take for a formula is written behind an apostrophe, which is taken
off again when it is read: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
import re
from collections.abc import Iterator

from rules.errors import BadInput
from rules.spreadsheet import bytes_of

__all__ = ["BrokenRow", "bytes_of", "rows_of", "text_of"]

LARGEST_MB = 50
LARGEST = LARGEST_MB * 1024 * 1024

_READ = re.compile(r"'+[=+\-@\t\r\n]")
_SEPARATOR_LINE = re.compile(r"sep=([;,])\r?\n", re.IGNORECASE)  # which Excel obeys and hides


def text_of(data: bytes) -> str:
    """The text of a file: UTF-8, with or without its mark, or else Windows-1252; BadInput."""
    if len(data) > LARGEST:
        raise BadInput(f"expected a file of at most {LARGEST_MB} MB, found a larger one")
    if b"\0" in data:
        raise BadInput(
            "expected CSV in UTF-8 or Windows-1252, found a workbook, UTF-16, or no text"
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("expected CSV in UTF-8 or Windows-1252, found bytes that are neither")


class BrokenRow(BadInput):
    """A row is no CSV, such as one with a quote that is never closed; nor is what follows."""

    def __init__(self, row: int, found: str) -> None:
        super().__init__(f"expected CSV, found in row {row}: {found}")
        self.row = row
        self.found = found


def rows_of(text: str) -> Iterator[list[str]]:
    """The rows, the empty ones too; parted by whichever of ; and , the first one has more of.

    Raises BrokenRow when it comes to one.
    """
    told = _SEPARATOR_LINE.match(text)
    if told:
        yield []  # a row for whoever counts them
        text = text[told.end() :]
    count = int(bool(told))
    delimiter = told.group(1) if told else _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in lines:
            count += 1
            yield [_unescaped(cell) for cell in cells]
    except csv.Error as error:
        raise BrokenRow(count + 1, str(error)) from error


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]
    return ";" if first.count(";") >= first.count(",") else ","


def _unescaped(cell: str) -> str:
    return cell[1:] if _READ.match(cell) else cell
