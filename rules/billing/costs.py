"""Costs: what work outside contract and J-System costs, and how amounts are written and said.

"Eventuali interventi che esulano dal contratto o dal modulo J-System vengono addebitati al costo
orario di 80,00 euro (+IVA ovvero 97.6 euro), con addebito minimo di 1 ora di lavoro."

Money is Decimal, in euro. Half a cent goes up (ROUND_HALF_UP): first the net amount is rounded to
the cent, then the VAT on that rounded amount; the total is their sum and is not rounded again.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from rules.errors import BadInput
from rules.language.spoken import spoken_money

HOUR = 60  # minutes
MOST = Decimal("999999.99")  # euro; what can be said, and more than any work costs
LONGEST = 366 * 24 * HOUR  # minutes; no one intervention takes a year
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Rates:
    """Euro an hour without VAT, VAT in per cent, and the least minutes that are charged."""

    hourly: Decimal
    vat_percent: Decimal
    minimum_minutes: int

    def __post_init__(self) -> None:
        check_amount("hourly", self.hourly)
        check_vat(self.vat_percent)
        if self.minimum_minutes < 0:
            raise BadInput(f"expected minimum_minutes from 0 up, found {self.minimum_minutes}")


@dataclass(frozen=True)
class Cost:
    """Euro without VAT, the VAT, both together; and the minutes that they pay."""

    net: Decimal
    vat: Decimal
    total: Decimal
    minutes_charged: int


@dataclass(frozen=True)
class HourlyPrice:
    """The published price: an hour without VAT and with it, and the least that is charged."""

    net: Decimal
    total: Decimal
    minimum_minutes: int
    least: Decimal  # with VAT: what whoever agrees agrees to at least


def hourly_price(rates: Rates) -> HourlyPrice:
    """The price as it is told to customers, by whichever way."""
    hour = cost_of(HOUR, replace(rates, minimum_minutes=0))
    least = cost_of(rates.minimum_minutes, rates) if rates.minimum_minutes else hour
    return HourlyPrice(hour.net, hour.total, rates.minimum_minutes, least.total)


def cost_of(minutes: int, rates: Rates) -> Cost:
    """What so many minutes cost: the minimum at least, beyond it by the minute.

    No minutes cost nothing. Raises BadInput for negative minutes and for more than a year.
    """
    if not 0 <= minutes <= LONGEST:
        raise BadInput(f"expected minutes from 0 to {LONGEST}, found {minutes}")
    charged = max(minutes, rates.minimum_minutes) if minutes else 0
    net = to_cent(rates.hourly * charged / HOUR)
    vat = vat_on(net, rates.vat_percent)
    return Cost(net, vat, net + vat, charged)


def vat_on(net: Decimal, vat_percent: Decimal) -> Decimal:
    """The VAT on a net amount, to the cent."""
    return to_cent(net * vat_percent / 100)


def to_cent(amount: Decimal) -> Decimal:
    """The amount to the cent; half a cent goes away from zero (ROUND_HALF_UP)."""
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)


def euro(amount: Decimal) -> str:
    """The amount as Italians write it: "97,60 €", "1.234,50 €"."""
    cents = f"{to_cent(amount):,.2f}"
    return f"{cents.translate(str.maketrans(',.', '.,'))} €"


def quantity(value: Decimal) -> str:
    """A quantity or a share as Italians write it: "1,5", "22"."""
    return f"{value.normalize():f}".replace(".", ",")


def spoken_euro(amount: Decimal, language: str) -> str:
    """The amount as it is said, "novantasette euro e sessanta".

    Raises BadInput for an amount below zero or above MOST, or for an unknown language.
    """
    check_amount("amount", amount)
    euros, cents = divmod(int(to_cent(amount) * 100), 100)
    return spoken_money(euros, cents, language)


def check_amount(name: str, amount: Decimal) -> None:
    """Raise BadInput, with the name and what was found, unless the amount is from 0 to MOST."""
    if not amount.is_finite() or not 0 <= amount <= MOST:
        raise BadInput(f"expected {name} from 0 to {MOST} euro, found {amount}")


def check_vat(percent: Decimal) -> None:
    """Raise BadInput unless this can be a rate of VAT."""
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise BadInput(f"expected VAT from 0 to 100 per cent, found {percent}")
