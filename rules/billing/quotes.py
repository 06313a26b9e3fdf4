"""Quotes for hardware: lines, totals and states.

"Per gli interventi hardware inviamo un preventivo per la riparazione (ricambi, manodopera, spese
di trasporto)."
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rules.billing.costs import check_amount, check_vat, to_cent, vat_on
from rules.errors import BadInput, MoveRefused

LONGEST_WORDS = 200
MOST_OF_ONE = Decimal(9999)


class LineKind(StrEnum):
    PARTS = "parts"  # ricambi
    LABOUR = "labour"  # manodopera
    TRANSPORT = "transport"  # spese di trasporto


class QuoteState(StrEnum):
    DRAFT = "draft"  # a technician is writing it
    SENT = "sent"  # the customer has it, and it alters no more
    ACCEPTED = "accepted"  # the customer agreed
    DECLINED = "declined"  # the customer did not


MOVES: Mapping[QuoteState, frozenset[QuoteState]] = {
    QuoteState.DRAFT: frozenset({QuoteState.SENT}),
    # Not back to draft: what a customer accepts must be what was sent. A correction is a new quote.
    QuoteState.SENT: frozenset({QuoteState.ACCEPTED, QuoteState.DECLINED}),
    QuoteState.ACCEPTED: frozenset(),
    QuoteState.DECLINED: frozenset(),
}


@dataclass(frozen=True)
class QuoteLine:
    """One line; the price of one is in euro without VAT. Raises BadInput for what cannot be."""

    kind: LineKind
    words: str
    quantity: Decimal
    unit_price: Decimal

    def __post_init__(self) -> None:
        if not 0 < len(self.words.strip()) <= LONGEST_WORDS or not self.words.isprintable():
            found = ascii(self.words[:40])
            raise BadInput(f"expected words of 1 to {LONGEST_WORDS} characters, found {found}")
        if not self.quantity.is_finite() or not 0 < self.quantity <= MOST_OF_ONE:
            raise BadInput(
                f"expected a quantity above 0, at most {MOST_OF_ONE}, found {self.quantity}"
            )
        check_amount("unit_price", self.unit_price)
        for name, value in (("quantity", self.quantity), ("unit_price", self.unit_price)):
            if value != to_cent(value):  # it would be kept as another
                raise BadInput(f"expected {name} with two decimals at most, found {value}")

    @property
    def net(self) -> Decimal:
        """What the line costs without VAT, to the cent; half a cent goes up."""
        return to_cent(self.quantity * self.unit_price)


@dataclass(frozen=True)
class Totals:
    """Euro without VAT, the VAT, both together."""

    net: Decimal
    vat: Decimal
    total: Decimal


def totals(lines: Iterable[QuoteLine], vat_percent: Decimal) -> Totals:
    """The sums of a quote: of lines rounded one by one, as printed, and the VAT on their sum."""
    check_vat(vat_percent)
    net = sum((line.net for line in lines), start=Decimal("0.00"))
    vat = vat_on(net, vat_percent)
    return Totals(net, vat, net + vat)


def check_move(current: QuoteState, wanted: QuoteState) -> None:
    """Raise MoveRefused, naming what is allowed, unless a quote may go from one to the other."""
    if wanted in MOVES[current]:
        return
    allowed = ", ".join(sorted(MOVES[current])) or "nothing"
    raise MoveRefused(f'a quote that is "{current}" may become {allowed}; not "{wanted}"')
