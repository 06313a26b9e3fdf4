"""The lines of a quote as they are typed: read as Italians write amounts, refused in their words."""

import re
from dataclasses import dataclass
from decimal import Decimal

from flask import request

from rules.billing.costs import to_cent
from rules.billing.quotes import LONGEST_WORDS, MOST_OF_ONE, LineKind, QuoteLine
from web.console import words
from web.console.refusals import Refused

ROWS = 8  # lines that the form has room for
DEAREST = Decimal(999_999)
# Dots part thousands, or a single one with two digits after it stands for the comma.
_ITALIAN = re.compile(r"(?:\d{1,7}|\d{1,3}(?:\.\d{3})+)(?:,\d+)?", re.ASCII)
_WITH_DOT = re.compile(r"\d{1,7}\.\d{1,2}", re.ASCII)


@dataclass(frozen=True)
class Typed:
    """One line as it stands in the form."""

    kind: str = LineKind.PARTS.value
    words: str = ""
    quantity: str = "1"
    price: str = ""

    @classmethod
    def of(cls, line: QuoteLine) -> "Typed":
        """A line that is kept, as somebody would type it."""
        return cls(line.kind.value, line.words, _italian(line.quantity), _italian(line.unit_price))


def typed_rows() -> list[Typed]:
    """The rows of the request in which something is written."""
    form = request.form
    columns = (form.getlist(name) for name in ("voce", "parole", "quanti", "prezzo"))
    rows = [Typed(*row) for row in zip(*columns, strict=False)]
    return [row for row in rows if row.words.strip() or row.price.strip()][: 2 * ROWS]


def lines_of(rows: list[Typed]) -> list[QuoteLine]:
    """What they mean; raises Refused, in Italian, which names the row and the field."""
    lines = []
    for number, row in enumerate(rows, 1):
        try:
            lines.append(_line(row))
        except Refused as error:
            raise Refused(f"Riga {number}: {error}") from error
    return lines


def amount(typed: str) -> Decimal:
    """A number as Italians write it: "12,50", "1.200" (one thousand two hundred), "€ 1.200,00".

    "12.50" is twelve and a half. Raises Refused, in Italian, for anything that leaves a doubt.
    """
    text = typed.replace("€", "", 1).replace("\N{NO-BREAK SPACE}", " ").strip()
    if _ITALIAN.fullmatch(text):
        value = Decimal(text.replace(".", "").replace(",", "."))
    elif _WITH_DOT.fullmatch(text):
        value = Decimal(text)
    else:
        raise Refused(f"un numero come 12,50 o 1.200,00, ed è arrivato «{typed.strip()[:20]}»")
    if value != to_cent(value):
        raise Refused(f"al massimo due decimali, ed è arrivato «{typed.strip()[:20]}»")
    return value


def _line(row: Typed) -> QuoteLine:
    said = row.words.strip()
    if row.kind not in words.LINE_KINDS:
        raise Refused(f"voce: {', '.join(words.LINE_KINDS.values())}; nient'altro")
    if not 0 < len(said) <= LONGEST_WORDS:
        raise Refused(
            f"descrizione: da 1 a {LONGEST_WORDS} caratteri, e ne sono arrivati {len(said)}"
        )
    if not said.isprintable():
        raise Refused("descrizione: contiene caratteri che non si vedono; riscrivila")
    quantity = _within("quantità", row.quantity, MOST_OF_ONE)
    return QuoteLine(
        LineKind(row.kind), said, quantity, _within("prezzo", row.price, DEAREST, zero=True)
    )


def _within(name: str, typed: str, most: Decimal, *, zero: bool = False) -> Decimal:
    try:
        value = amount(typed)
    except Refused as error:
        raise Refused(f"{name}: {error}") from error
    if value > most or (value == 0 and not zero):
        least = "" if zero else "più di zero e "
        raise Refused(f"{name}: {least}al massimo {_italian(most)}, ed è arrivato «{typed[:20]}»")
    return value


def _italian(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if value % 1 else f"{value:.0f}"
