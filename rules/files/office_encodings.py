"""Encodings of office files: told from one another by what the text would say, or not told at all.

Excel writes "CSV" in Windows-1252, "CSV (MS-DOS)" in code page 850, "CSV (Macintosh)" in Mac Roman and
"Unicode text" in UTF-16, and says in none of them which it is. Bytes beyond ASCII are read in each of
them, and what Italian has where the sign stands is weighed: `Caff\\x8a` is a Caffè of DOS, and neither
a CaffŠ nor a Caffä. Where two would do, or rows disagree, the rows are named.

charset-normalizer was tried on such files and is wrong in silence on every fourth.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rules.errors import BadInput

WORKBOOK = "an Excel workbook, to be saved as CSV"
_MAGIC = {b"PK\x03\x04": WORKBOOK, b"\xd0\xcf\x11\xe0": WORKBOOK, b"%PDF": "a PDF"}
# How likely each is before anything is read: the fewer, the likelier.
_PRIOR = {"cp1252": 0.0, "cp850": 2.0, "mac_roman": 2.0}
_NAMES = {"cp1252": "Windows-1252", "cp850": "MS-DOS (850)", "mac_roman": "Macintosh"}
_CLEAR = 1.5  # by how much one has to be better than the next, to be believed
_ODD = 3.0  # by how much another is better in one row, to say that the row is in that one
_LOOKED_AT = 500  # lines, and signs of each, of a file that is looked at while somebody waits
_MOST_ROWS = 2_000  # weighed, of a file; more say nothing new

_ITALIAN = frozenset("àèéìòù")
_OTHERS = frozenset("áâäçêíîïñóôöúûüë")
_ELISION = re.compile(
    r"(?:^|[^a-z])(?:[lcdmnostv]|gl|un|qu|(?:d|n|s|c|qu|b|a)?[aeou]l{1,2}|quest|quell|bell|sant|mezz"
    r"|anch|com|cos|nient|tutt|senz|po|mo|be|fe|mc|vent|trent|grand|buon|ognun|nessun|cent)$",
    re.IGNORECASE,
)
_LINES = re.compile("[\u2500-\u259f]")
_BEFORE = 8  # letters of a word that are looked at for an elision


class Row(NamedTuple):
    """A line of the file that cannot be read for sure, counted from 1, and why."""

    number: int
    found: str
    expected: str


@dataclass(frozen=True)
class Decoded:
    """The text, and the lines of it that may be spoilt."""

    text: str
    doubtful: tuple[Row, ...] = ()


def decoded(data: bytes) -> Decoded:
    """The text of a file of any office; raises BadInput for what is no text."""
    for magic, found in _MAGIC.items():
        if data.startswith(magic):
            raise BadInput(f"expected CSV, found {found}")
    wide = _wide(data)
    if wide is not None:
        return Decoded(wide)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _single_bytes(data)
    return Decoded(text, tuple(_spoilt_before(text)))


def _wide(data: bytes) -> str | None:
    """The text of UTF-16, with its mark or without, or nothing."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" not in data:
        return None
    else:
        even, odd = data[:2000:2].count(0), data[1:2000:2].count(0)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or not any(one.isascii() for one in text):
        raise BadInput("expected CSV, found no text")
    return text


def likeliest(data: bytes) -> str:
    """The text of a file to be looked at, in the encoding in which it is least odd."""
    high = list(_high_lines(data).values())[:_LOOKED_AT]
    sums = _sums(_weights(line[:_LOOKED_AT]) for line in high)
    return data.decode(min(sums, key=lambda name: sums[name]), "replace")


def _high_lines(data: bytes) -> dict[int, bytes]:
    """The lines with signs beyond ASCII, by their numbers."""
    lines = re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data)
    return {number: line for number, line in enumerate(lines, 1) if not line.isascii()}


def _sums(weighed: Iterable[Mapping[str, float]]) -> dict[str, float]:
    rows = list(weighed)
    return {
        name: prior + sum(one.get(name, 50.0) for one in rows) for name, prior in _PRIOR.items()
    }


def _single_bytes(data: bytes) -> Decoded:
    high = _high_lines(data)
    weighed = {number: _weights(line) for number, line in list(high.items())[:_MOST_ROWS]}
    *others, last = high.values()
    if others and all(map(_is_utf8, others)) and _is_cut_off(last):
        raise BadInput("expected CSV, found UTF-8 that ends in the middle of a letter")
    sums = _sums(weighed.values())
    best, second = sorted(sums, key=lambda name: sums[name])[:2]
    doubtful: list[Row] = []
    for number, line in high.items():
        row = weighed.get(number) or _weights(line)
        if sums[second] - sums[best] < _CLEAR and _read(line, best) != _read(line, second):
            found = f"{_word(line, best)} or {_word(line, second)}"
            doubtful.append(Row(number, found, "an encoding that can be told, such as UTF-8"))
        elif _is_utf8(line) or row.get(best, 50.0) - min(row.values(), default=50.0) >= _ODD:
            other = "UTF-8" if _is_utf8(line) else _NAMES[min(row, key=lambda name: row[name])]
            found = f"a row in {other} among others in {_NAMES[best]}"
            doubtful.append(Row(number, found, "one encoding in the whole file, such as UTF-8"))
    return Decoded(data.decode(best, "replace"), tuple(doubtful))


def _spoilt_before(text: str) -> list[Row]:
    """The lines that were read in a wrong encoding, and written so, before we had them."""
    rows = []
    for number, line in enumerate(re.split(r"(?<=\n)|(?<=\r)(?!\n)", text), 1):
        if line.isascii():
            continue
        if "\ufffd" in line:
            rows.append(Row(number, "letters that are lost (\ufffd)", "every letter as it was"))
        elif (word := _encoded_twice(line)) is not None:
            rows.append(Row(number, f'"{word}", encoded twice', "every letter as it was"))
    return rows


def _encoded_twice(line: str) -> str | None:
    for word in re.findall(r"\S*[ÃÂ]\S*", line):
        try:
            word.encode("cp1252").decode("utf-8")
        except UnicodeError:
            continue
        return str(word)[:40]
    return None


def _weights(line: bytes) -> dict[str, float]:
    """How odd the line would be in each encoding; those are left out in which it is nothing."""
    found = {}
    for name in _PRIOR:
        try:
            found[name] = _oddness(line.decode(name))
        except UnicodeDecodeError:
            continue
    return found


def _oddness(text: str) -> float:
    padded = f" {text} "
    return sum(
        _odd(padded[max(0, at - _BEFORE) : at], letter, padded[at + 1])
        for at, letter in enumerate(padded[1:-1], 1)
        if not letter.isascii()
    )


def _odd(before: str, letter: str, after: str) -> float:
    """How seldom Italian offices write the sign between these; 0 is every day, 8 is never."""
    last = before[-1]
    if letter.isalpha() and letter not in "ºª":
        return (_odd_capital if letter.isupper() else _odd_small)(last, letter, after)
    odd = 8.0
    if _LINES.match(letter):  # of tables, as programs of DOS draw them
        return 1.0 if _LINES.match(last) or _LINES.match(after) else odd
    match letter:
        case "’" | "‘" if last.isalpha():
            odd = 0.5 if _ELISION.search(before) or not after.isalnum() else 3.0
        case "’" | "‘" | "“" | "«":
            odd = 0.5 if not last.isalnum() else 5.0
        case "”" | "»":
            odd = 4.0 if after.isalnum() or last.isspace() else 2.0 if last.isdigit() else 0.5
        case "–" | "—":
            odd = 0.5 if last.isspace() and after.isspace() else 1.0 if last.isdigit() else 5.0
        case "…":
            odd = 5.0 if last.isalpha() and last.lower() not in "aeiou" else 3.0
        case "°" | "º" | "ª":
            odd = 0.5 if last in "nN" or last.isdigit() or last.isspace() else 4.0
        case "€" | "£":
            odd = 0.5 if not last.isalpha() and not after.isalpha() else 5.0
        case "²" | "³":
            odd = 0.5 if last == "m" else 5.0
        case "®" | "™" | "\xa0":
            odd = 2.0
    return odd


def _odd_capital(last: str, letter: str, after: str) -> float:
    if last.islower() or (last.isalpha() and after.islower()):
        return 6.0
    if letter.lower() in _ITALIAN:
        return 0.5
    return 2.0 if letter.lower() in _OTHERS and after.isalpha() else 4.5


def _odd_small(last: str, letter: str, after: str) -> float:
    inside = after.isalpha()
    odd = 4.0
    if last.isupper() and not after.islower():
        return odd  # a small letter in a word of capitals
    if letter in _OTHERS:
        odd = 1.0 if inside else 2.5
    elif letter in _ITALIAN and not last.isalpha() and not inside:
        odd = 0.0 if letter == "è" else 3.0
    elif letter in _ITALIAN and last.lower() not in "aeo":  # before which "più" and "già" have none
        odd = 1.0 if inside else 0.0
    return odd


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not line.isascii()


def _is_cut_off(line: bytes) -> bool:
    """Whether it is UTF-8 but for its last sign, which is not there whole."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(line) and error.reason == "unexpected end of data"
    return False


def _read(line: bytes, name: str) -> str:
    return line.decode(name, "replace")


def _word(line: bytes, name: str) -> str:
    """The first word of the line that is beyond ASCII."""
    words = re.split(r"[\s;,\t]+", _read(line, name))
    return f'"{next((one for one in words if not one.isascii()), "")[:40]}"'
