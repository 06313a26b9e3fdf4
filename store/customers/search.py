"""Searching customers: by words of name, code and e-mail, in any order, or by a number.

One rule for whoever looks for them: Clienti, Richieste, the API.
"""

from sqlalchemy import ColumnElement, and_, func, or_, select

from rules.search_words import SHORTEST_STEM, number_typed, parts_of, stem_of, words_of
from store.database.plain_text import plain
from store.models import Customer, CustomerPhone

SHORTEST_WORD = 3  # of one that is looked for by itself: "s", "r" and "l" are in every name
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
    words = words_of(part)
    if words and "".join(words) != part:  # with signs that the record has not: "l-1122"
        found.append(_code_has("".join(words)))
        if min(map(len, words)) >= SHORTEST_WORD:  # "bar-tabacchi"
            found.append(and_(*map(_name_has, words)))
    undotted = func.replace(plain(Customer.name), ".", "")  # "srl" finds an S.r.l.
    found.append(undotted.contains(part.replace(".", "") or part, autoescape=True))
    stem = stem_of(part)
    if len(stem) >= SHORTEST_STEM:  # "officine" finds the Officina Rossi
        found.append(_name_has(stem))
    return or_(*found)


def _code_has(text: str) -> ColumnElement[bool]:
    return plain(Customer.code).contains(text, autoescape=True)


def _name_has(text: str) -> ColumnElement[bool]:
    return plain(Customer.name).contains(text, autoescape=True)
