"""Searching customers: by words of name, code and e-mail, in any order, or by a number.

One rule for whoever looks for them: Clienti, Richieste, the API.
"""

from sqlalchemy import ColumnElement, and_, or_, select

from rules.search_words import SHORTEST_STEM, number_typed, parts_of, stem_of
from store.database.plain_text import plain
from store.models import Customer, CustomerPhone

_COLUMNS = (Customer.code, Customer.name, Customer.email)


def fits(typed: str) -> ColumnElement[bool]:
    """Whether the customer has all that was typed, each part of it anywhere."""
    parts = [_has(part) for part in parts_of(typed)]
    number = number_typed(typed)
    if number is None:
        return and_(*parts) if parts else Customer.id.is_(None)
    callers = select(CustomerPhone.customer_id).where(CustomerPhone.number.contains(number))
    return or_(and_(*parts), Customer.id.in_(callers))


def _has(part: str) -> ColumnElement[bool]:
    found = [plain(column).contains(part, autoescape=True) for column in _COLUMNS]
    stem = stem_of(part)
    if len(stem) >= SHORTEST_STEM:  # "officine" finds the Officina Rossi
        found.append(plain(Customer.name).contains(stem, autoescape=True))
    return or_(*found)
