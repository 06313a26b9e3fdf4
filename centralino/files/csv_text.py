"""CSV text: bytes as Italian offices write them to rows and back.

A cell that a spreadsheet would take for a formula is written behind an apostrophe, which is taken
off again when it is read: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from rules.errors import BadInput
from rules.files.office_encodings import Decoded, Row, decoded
from rules.files.spreadsheet import bytes_of

__all__ = ["BrokenRow", "bytes_of", "decoded_file", "rows_of", "text_of"]

LARGEST_MB = 50
LARGEST = LARGEST_MB * 1024 * 1024

_READ = re.compile(r"'+[=+\-@\t\r\n]")
_DELIMITERS = (";", ",", "\t")
_SEPARATOR_LINE = re.compile(r"sep=([;,\t])\r?\n", re.IGNORECASE)  # which Excel obeys and hides


def text_of(data: bytes) -> str:
    """The text of a file of any office, where each sign of it can be told; raises BadInput."""
    read = decoded_file(data)
    if read.doubtful:
        _, found, expected = read.doubtful[0]
        raise BadInput(f"expected {expected}, found {found}")
    return read.text


def decoded_file(data: bytes) -> Decoded:
    """The text of a file, and the rows in which it cannot be told; raises BadInput for no text."""
    if len(data) > LARGEST:
        raise BadInput(f"expected a file of at most {LARGEST_MB} MB, found a larger one")
    read = decoded(data)
    return Decoded(read.text, _by_row(read)) if read.doubtful else read


def _by_row(read: Decoded) -> tuple[Row, ...]:
    """The lines as the rows in which they stand: a cell may have several lines."""
    text, skipped, delimiter = _parted(read.text)
    lines = _reader(text, delimiter)
    row_of, row = dict.fromkeys(range(1, skipped + 1), 1), skipped
    before = 0
    with suppress(csv.Error):
        for _ in lines:
            row += 1
            row_of |= dict.fromkeys(range(before + 1 + skipped, lines.line_num + 1 + skipped), row)
            before = lines.line_num
    return tuple(one._replace(number=row_of.get(one.number, row + 1)) for one in read.doubtful)


class BrokenRow(BadInput):
    """A row is no CSV, such as one with a quote that is never closed; nor is what follows."""

    def __init__(self, row: int, found: str) -> None:
        super().__init__(f"expected CSV, found in row {row}: {found}")
        self.row = row
        self.found = found


def rows_of(text: str) -> Iterator[list[str]]:
    """The rows, the empty ones too; parted by whichever of ; , and tab the first one has most of.

    Raises BrokenRow when it comes to one.
    """
    text, count, delimiter = _parted(text)
    if count:
        yield []  # a row for whoever counts them
    try:
        for cells in _reader(text, delimiter):
            count += 1
            yield [_unescaped(cell) for cell in cells]
    except csv.Error as error:
        raise BrokenRow(count + 1, str(error)) from error


def _parted(text: str) -> tuple[str, int, str]:
    """The text without a line that tells the delimiter, how many such lines there are, and it."""
    told = _SEPARATOR_LINE.match(text)
    if told:
        return text[told.end() :], 1, told.group(1)
    first = text.lstrip("\r\n").partition("\n")[0]
    return text, 0, max(_DELIMITERS, key=first.count)


def _reader(text: str, delimiter: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _unescaped(cell: str) -> str:
    return cell[1:] if _READ.match(cell) else cell
