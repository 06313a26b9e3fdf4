"""The caller's number: which of the numbers that a call shows is whose call it is, and which is nobody's.

An operator that sends calls on may show the line that sends them in the place of who called. Such
a number counts as withheld wherever a number is asked for: to join, to cancel, to write, to ring.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from rules.phone_numbers import caller_number, parse_number

# What sent a call on is named as its operator writes it: a number, or the address of an exchange.
_ADDRESS = re.compile(r"\s*(?:<?(?:sips?|tel):)?([^@;>]*).*", re.IGNORECASE | re.DOTALL)

MANY_FIRMS = 3  # of two, the second may be the same one, heard or named in another way
ALIKE = 85.0  # of a hundred: two names that are most likely one, as it was heard twice


def number_of_caller(
    shown: str, *, to: str = "", via: Iterable[str] = (), ours: Collection[str] = ()
) -> str | None:
    """Twilio's From as E.164; None where it is withheld, or a number that only sent the call on.

    `to` was dialled, `via` are ForwardedFrom and CalledVia, `ours` our own numbers (E.164).
    """
    number = caller_number(shown)
    if number is None or number in ours:
        return None
    on_the_way = {_number_in(one) for one in (to, *via)}
    return None if number in on_the_way else number


def is_sent_on(shown: str, *, to: str = "", via: Iterable[str] = ()) -> bool:
    """Whether the call did not come straight from the number that it shows."""
    return any(via) or (bool(to) and shown == to)


def _number_in(address: str) -> str | None:
    found = _ADDRESS.fullmatch(address)
    return parse_number(found[1]) if found else None


@dataclass(frozen=True)
class Named:
    """Who called from a number, as far as one call told: a customer on record, or a firm by name."""

    customer_id: int | None = None
    company: str | None = None


def firms(told: Sequence[Named]) -> int:
    """How many different firms these are; who named none is counted with none."""
    customers = {one.customer_id for one in told if one.customer_id is not None}
    names: list[str] = []
    for one in told:
        if one.customer_id is None and one.company and not _is_among(one.company, names):
            names.append(one.company)
    return len(customers) + len(names)


def is_of_many(told: Sequence[Named]) -> bool:
    """Whether so many firms call from a number that it tells nothing of who calls."""
    return firms(told) >= MANY_FIRMS


def is_alike(one: str, other: str) -> bool:
    """Whether two names are most likely the same, said in full or in part, heard well or not."""
    return fuzz.token_set_ratio(one.casefold(), other.casefold()) >= ALIKE


def _is_among(name: str, names: Iterable[str]) -> bool:
    return any(is_alike(name, known) for known in names)


LEAST_CALLS = 12  # in a week: a customer in trouble may ring that often, and hardly more
PART = 4  # one call of so many


def makes_up_many(calls: int, of_all: int) -> bool:
    """Whether one number is shown by so many calls that it is hardly one caller's."""
    return calls >= LEAST_CALLS and calls * PART >= of_all
