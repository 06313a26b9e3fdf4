"""Searching everywhere: requests and calls by number, code, name and words, in every state.

One rule for lists, pages and programs. A name and words may stand in different places: "rossi fatture"
finds what the customer Rossi said of a fattura.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session

from rules.search_words import number_typed, ticket_typed, words_of
from store.customers import search
from store.models import Addition, Call, Callback, Customer, Ticket
from store.views import distinct_values, full_text

LONGEST = 100  # characters of what is looked for
MOST_PARTED = 6  # words that are tried as a customer's, and the others as the request's
MOST_CUSTOMERS = 500  # of those whom the words find; more is no name
MOST_LISTED = 1000  # tickets that are found by the indexes before any is looked at
MOST_NUMBERS = 200  # that have the digits
LARGEST_ID = 2**31 - 1

Condition = ColumnElement[bool]
Ids = Any  # what `in_` takes
Customers = Callable[[str], list[int]]  # those whom words find


def number_of(typed: str) -> int | None:
    """The request's number that was typed, if it can be one."""
    number = ticket_typed(typed)
    return number if number is not None and number <= LARGEST_ID else None


def tickets(session: Session, typed: str) -> Condition:
    """Whether a ticket, what was said about it or its customer has what was typed."""
    customers = cache(partial(_customers, session))
    by_index = _tickets(session, typed, customers, by_index=True)
    few = select(Ticket.id).where(by_index).limit(MOST_LISTED + 1)
    ids = list(session.scalars(few))
    if len(ids) <= MOST_LISTED:
        return Ticket.id.in_(ids)
    # Not by an index: walking from the newest ends soon where so many have it.
    return _tickets(session, typed, customers, by_index=False)


def _tickets(session: Session, typed: str, customers: Customers, *, by_index: bool) -> Condition:
    number, digits = number_of(typed), number_typed(typed)
    holding = partial(_tickets_with, session, by_index=by_index)
    found = [_in_places(typed, customers, _tickets_of, holding)]
    if number is not None:
        found.append(Ticket.id == number)
    if digits is not None:
        found += _tickets_rung_at(session, digits)
    return or_(*found)


def _tickets_rung_at(session: Session, digits: str) -> list[Condition]:
    """Whether it has a number with these digits; asked by whole numbers, where they are few."""
    columns = (Ticket.caller_number, Ticket.callback_number, Callback.number)
    by = [
        found.in_(numbers) if numbers is not None else found.contains(digits)
        for found in columns
        for numbers in [distinct_values.containing(session, found, digits, MOST_NUMBERS)]
    ]
    return [*by[:2], Ticket.id.in_(select(Callback.ticket_id).where(by[2]))]


def calls(session: Session, typed: str) -> Condition:
    """Whether a call, what was said in it, its request or its customer has what was typed."""
    number, digits = number_of(typed), number_typed(typed)
    customers, holding = partial(_customers, session), partial(_calls_with, session)
    found = [_in_places(typed, customers, _calls_of, holding)]
    if typed.startswith("CA"):
        found.append(Call.sid == typed)
    if number is not None:
        found.append(Call.sid.in_(_about(select(Ticket.id).where(Ticket.id == number))))
    if digits is not None:
        found.append(Call.from_number.contains(digits))
    return or_(*found)


def _in_places(
    typed: str,
    customers: Customers,
    of: Callable[[Sequence[int]], Condition],
    holding: Callable[[Sequence[str]], Condition],
) -> Condition:
    """All the words in one place; or some of them the customer's, and the others beside them."""
    words = words_of(typed)
    if not words:
        return false()
    whose = customers(typed)
    found = [holding(words), of(whose) if whose else false()]
    if 1 < len(words) <= MOST_PARTED:
        by_word = {word: set(customers(word)) for word in words}
        for name, others in _parted(words):
            ids = set.intersection(*(by_word[word] for word in name))
            if 0 < len(ids) <= MOST_CUSTOMERS:
                found.append(and_(of(sorted(ids)), holding(others)))
    return or_(*found)


def _parted(words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """A name and other words, either of them first."""
    for at in range(1, len(words)):
        yield words[:at], words[at:]
        yield words[at:], words[:at]


def _customers(session: Session, typed: str) -> list[int]:
    found = select(Customer.id).where(search.fits(typed)).order_by(Customer.id.desc())
    return list(session.scalars(found.limit(MOST_CUSTOMERS + 1)))


def _tickets_of(customers: Sequence[int]) -> Condition:
    """Whether it is of one of the customers, or may be."""
    hinted = select(Call.sid).where(Call.customer_hint_id.in_(customers))
    of_nobody = Ticket.customer_id.is_(None)
    return or_(Ticket.customer_id.in_(customers), of_nobody & Ticket.call_sid.in_(hinted))


def _tickets_with(session: Session, words: Sequence[str], *, by_index: bool) -> Condition:
    """Whether all the words are written in it, or said in one message about it."""
    said = full_text.said(session, words)
    written = full_text.written(session, words)
    id_: ColumnElement[int] = Ticket.id + 0
    if by_index:
        id_, written = (
            Ticket.id.expression,
            full_text.newest_written(session, words, MOST_LISTED + 1),
        )
    return or_(
        id_.in_(written),
        Ticket.call_sid.in_(said),
        id_.in_(select(Addition.ticket_id).where(Addition.call_sid.in_(said))),
    )


def _calls_of(customers: Sequence[int]) -> Condition:
    return or_(
        Call.customer_id.in_(customers),
        Call.customer_hint_id.in_(customers),
        Call.sid.in_(_about(select(Ticket.id).where(Ticket.customer_id.in_(customers)))),
    )


def _calls_with(session: Session, words: Sequence[str]) -> Condition:
    return or_(
        Call.sid.in_(full_text.said(session, words)),
        Call.sid.in_(_about(full_text.written(session, words))),
    )


def _about(ticket_ids: Select[int]) -> Ids:
    """The calls that opened these tickets, or were about them later."""
    opened = select(Ticket.call_sid).where(Ticket.id.in_(ticket_ids), Ticket.call_sid.is_not(None))
    later = select(Addition.call_sid).where(Addition.ticket_id.in_(ticket_ids))
    return opened.union(later)
