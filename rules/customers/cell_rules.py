"""Cell rules of the customers' CSV: each gives a value, or an error that says what was expected.

Everything typed is hostile: nothing here raises, whatever the text.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.email_addresses import LONGEST_EMAIL, is_accented, parse_email
from rules.phone_numbers import parse_number

MOST_PHONES = 20
EARLIEST, LATEST = date(1980, 1, 1), date(2999, 12, 31)  # "for ever" is often written 2999
SHORTEST_WARRANTY, LONGEST_WARRANTY = 12, 120  # months

_YES = frozenset({"yes", "y", "sì", "sí", "si'", "si", "s", "true", "vero", "1", "x"})
_NO = frozenset({"no", "n", "false", "falso", "0", ""})
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ITALIAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_CODE = re.compile(r"[A-Z0-9]+")
_SEPARATORS = re.compile(r"[\s._/-]")
_DECIMAL = re.compile(r"([0-9]+)[.,]0{1,2}")  # as a spreadsheet writes a whole number: 1042.0
_LONGEST_SHOWN = 60
_LONGEST_BLANK = 10_000  # signs: beyond, nobody looks whether one of them shows
# Around a text: every blank, zero width space, word joiner, byte order mark, soft hyphen.
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u2060\ufeff\u00ad"
_SHOWS_NOTHING = frozenset({"Cf", "Mn", "Mc", "Me", "Zs", "Zl", "Zp"})
# Letters and a symbol that Unicode draws as nothing: Hangul's fillers, Braille without a dot.
_FILLERS = frozenset("\n\t\u115f\u1160\u3164\uffa0\u2800")
# They turn the reading direction: "L1042" could be shown as another's code.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Wrong:
    """What a cell should hold; `found` is said of the part at fault, where it is not the whole cell."""

    expected: str
    found: str | None = None


Rule = Callable[[str], Any]  # the text of a cell to its value, or to Wrong


def shown(text: str) -> str:
    """A text from outside, quoted, short, and without what would upset a terminal."""
    cut = text[:_LONGEST_SHOWN] + ("…" if len(text) > _LONGEST_SHOWN else "")
    safe = (
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in cut
    )
    return f'"{"".join(safe)}"' if text else "nothing"


def tidy(text: str) -> str:
    """The text as it is kept: composed letters, one kind of line break, no blanks around.

    What shows nothing at all is empty.
    """
    if text.isascii() and text.isprintable():  # as most cells are
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = unicodedata.normalize("NFC", lines).strip(_BLANKS)
    return "" if is_blank(kept) else kept


def is_blank(text: str) -> bool:
    """Whether nothing in the text shows: blanks, joiners, hyphens that only may be, marks on nothing.

    A control character is none of them: it is wrong, and to be told.
    """
    return all(
        letter in _FILLERS or unicodedata.category(letter) in _SHOWS_NOTHING
        for letter in itertools.islice(iter(text), _LONGEST_BLANK)
    )


def first_control(text: str, besides: str = "") -> str | None:
    """The first control character and its place, in words; None where there is none."""
    if text.isprintable():
        return None
    for place, letter in enumerate(text, start=1):
        if letter not in besides and _is_control(letter):
            return f"U+{ord(letter):04X} as character {place}"
    return None


def words(longest: int, *, needed: bool = False) -> Rule:
    """Text of one line, None for an empty cell."""

    def rule(cell: str) -> str | Wrong | None:
        if not cell:
            return Wrong("some text") if needed else None
        if len(cell) > longest:
            return Wrong(f"at most {longest} characters", f"{len(cell)} characters")
        if first_control(cell):
            return Wrong("one line of text without control characters")
        return cell

    return rule


def serial(longest: int) -> Rule:
    """A serial number, None for an empty cell: dashes alone are no number of anything."""
    text = words(longest)

    def rule(cell: str) -> str | Wrong | None:
        if cell and not any(letter.isalnum() for letter in cell):
            return Wrong("a serial number with letters or digits, or an empty cell")
        found: str | Wrong | None = text(cell)
        return found

    return rule


def lines(longest: int) -> Rule:
    """Text of any number of lines, None for an empty cell."""

    def rule(cell: str) -> str | Wrong | None:
        if len(cell) > longest:
            return Wrong(f"at most {longest} characters", f"{len(cell)} characters")
        if first_control(cell, besides="\n\t"):
            return Wrong("text without control characters")
        return cell or None

    return rule


def code(longest: int) -> Rule:
    """A customer's code in capitals, without the separators that people write in it."""

    def rule(cell: str) -> str | Wrong:
        if _DECIMAL.fullmatch(cell):
            return Wrong("a code as it is written, and no number with decimals")
        wanted = _SEPARATORS.sub("", cell).upper()
        if len(wanted) > longest or not _CODE.fullmatch(wanted):
            return Wrong(f"a code of 1 to {longest} letters (A to Z) and digits")
        return wanted

    return rule


def yes_or_no(cell: str) -> bool | Wrong:
    """Whether the cell says yes; an empty one says no."""
    word = cell.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    return Wrong("yes or no (sì, si, true, 1; no, false, 0)")


def day(cell: str) -> date | Wrong | None:
    """The date of a cell, None for an empty one."""
    if not cell:
        return None
    wrong = Wrong("a date that exists, such as 2027-12-31 or 31/12/2027")
    if iso := _ISO.fullmatch(cell):
        year, month, number = iso.groups()
    elif italian := _ITALIAN.fullmatch(cell):
        number, month, year = italian.groups()
    else:
        return wrong
    try:
        found = date(int(year), int(month), int(number))
    except ValueError:
        return wrong
    if EARLIEST <= found <= LATEST:
        return found
    return Wrong(f"a date from {EARLIEST} to {LATEST}")


def day_bought(today: date) -> Rule:
    """The day of a purchase, which has to be known, and to have come."""

    def rule(cell: str) -> date | Wrong:
        found = day(cell)
        if found is None:
            return Wrong("the date of the purchase, such as 2026-03-14 or 14/03/2026")
        if isinstance(found, date) and found > today:
            return Wrong(f"a day that is not after today, {today}")
        return found

    return rule


def phones(cell: str) -> tuple[str, ...] | Wrong:
    """The telephone numbers of a cell in E.164, in their order, each once."""
    parts = [part.strip() for part in cell.split("|")]
    found: dict[str, None] = {}
    for part in filter(None, parts):
        number = None if _DECIMAL.fullmatch(part) else parse_number(part)
        if number is None:
            return Wrong(
                "telephone numbers parted by |, such as 045 123 4567|+39 347 123 4567", shown(part)
            )
        found[number] = None
    if len(found) > MOST_PHONES:
        return Wrong(f"at most {MOST_PHONES} telephone numbers", f"{len(found)} numbers")
    return tuple(found)


def email(cell: str) -> str | Wrong | None:
    """An e-mail address that can be sent to, None for an empty cell."""
    if not cell:
        return None
    if len(cell) > LONGEST_EMAIL:
        return Wrong(f"at most {LONGEST_EMAIL} characters", f"{len(cell)} characters")
    found = parse_email(cell)
    if found is None:
        more = ", without accents before the @" if is_accented(cell) else ""
        return Wrong(f"an e-mail address such as info@example.it{more}")
    return found


def warranty_months(cell: str) -> int | Wrong:
    """Months of warranty, 12 for an empty cell.

    «per un periodo di 12 mesi dalla data di acquisto (o superiore in caso di acquisto
    dell'estensione di garanzia)»
    """
    if not cell:
        return SHORTEST_WARRANTY
    if whole := _DECIMAL.fullmatch(cell):
        cell = whole[1]
    if re.fullmatch("[0-9]{1,3}", cell) and SHORTEST_WARRANTY <= int(cell) <= LONGEST_WARRANTY:
        return int(cell)
    return Wrong(f"a whole number of months from {SHORTEST_WARRANTY} to {LONGEST_WARRANTY}")


def _is_control(letter: str) -> bool:
    return letter in _TURNING or unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}
