"""The charge of a request: by the hour, by quote, or nothing; and so what its customer is asked.

Whoever offers a price, says one, or hides one asks here, by who pays and the sentence it rests on.
"""

from collections.abc import Mapping
from enum import StrEnum

from rules.entitlement.published_terms import Rule


class Charge(StrEnum):
    HOURLY = "hourly"  # the published price of an hour, which the customer may agree to
    QUOTE = "quote"  # a repair: nothing to agree to before its quote is there
    NOTHING = "nothing"  # paid by contract, J-System, or warranty; not ours to charge; a gift
    UNCLEAR = "unclear"  # a person must say first what the request is


_BY_COVER: Mapping[str, Charge] = {
    "contract": Charge.NOTHING,
    "j_system": Charge.NOTHING,
    "warranty": Charge.NOTHING,
    "billable": Charge.HOURLY,
    "quote": Charge.QUOTE,
    "free": Charge.NOTHING,
}
# Where nobody knows yet who pays, the sentence says what the customer would pay, known or not.
_BY_RULE: Mapping[str, Charge] = {
    Rule.HOURLY.value: Charge.HOURLY,
    Rule.HARDWARE_QUOTE.value: Charge.QUOTE,
    Rule.ACCOUNT_MANAGER.value: Charge.NOTHING,
}


def charge_of(cover: str | None, rule: str | None) -> Charge:
    """What a request costs its customer; without a decision there is no price to agree to."""
    known = _BY_COVER.get(cover or "")
    return known or _BY_RULE.get(rule or "", Charge.UNCLEAR)
