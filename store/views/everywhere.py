"""Searching everywhere: requests and calls by number, code, name and words, in every state.

One rule for lists, pages and programs. A name and words may stand in different places: "rossi fatture"
finds what the customer Rossi said of a fattura.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session

from rules.search_words import number_typed, ticket_typed, words_of
from store.customers import search
from store.models import Addition, Call, Callback, Customer, Ticket
from store.views import full_text

LONGEST = 100  # characters of what is looked for
MOST_PARTED = 6  # words that are tried as a customer's, and the others as the request's
MOST_CUSTOMERS = 500  # of those whom the words find; more is no name
LARGEST_ID = 2**31 - 1

Condition = ColumnElement[bool]
Ids = Any  # what `in_` takes


def number_of(typed: str) -> int | None:
    """The request's number that was typed, if it can be one."""
    number = ticket_typed(typed)
    return number if number is not None and number <= LARGEST_ID else None


def tickets(session: Session, typed: str) -> Condition:
    """Whether a ticket, what was said about it or its customer has what was typed."""
    number, digits = number_of(typed), number_typed(typed)
    found = [_in_places(session, typed, _tickets_of, _tickets_with)]
    if number is not None:
        found.append(Ticket.id == number)
    if digits is not None:
        rung = select(Callback.ticket_id).where(Callback.number.contains(digits))
        found += [
            Ticket.caller_number.contains(digits),
            Ticket.callback_number.contains(digits),
            Ticket.id.in_(rung),
        ]
    return or_(*found)


def calls(session: Session, typed: str) -> Condition:
    """Whether a call, what was said in it, its request or its customer has what was typed."""
    number, digits = number_of(typed), number_typed(typed)
    found = [_in_places(session, typed, _calls_of, _calls_with)]
    if typed.startswith("CA"):
        found.append(Call.sid == typed)
    if number is not None:
        found.append(Call.sid.in_(_about(select(Ticket.id).where(Ticket.id == number))))
    if digits is not None:
        found.append(Call.from_number.contains(digits))
    return or_(*found)


def _in_places(
    session: Session,
    typed: str,
    of: Callable[[Sequence[int]], Condition],
    holding: Callable[[Session, Sequence[str]], Condition],
) -> Condition:
    """All the words in one place; or some of them the customer's, and the others beside them."""
    words = words_of(typed)
    if not words:
        return false()
    found = [holding(session, words), _of_customers(session, typed, of)]
    if 1 < len(words) <= MOST_PARTED:
        by_word = {word: set(_customers(session, word)) for word in words}
        for name, others in _parted(words):
            ids = set.intersection(*(by_word[word] for word in name))
            if 0 < len(ids) <= MOST_CUSTOMERS:
                found.append(and_(of(sorted(ids)), holding(session, others)))
    return or_(*found)


def _parted(words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """A name and other words, either of them first."""
    for at in range(1, len(words)):
        yield words[:at], words[at:]
        yield words[at:], words[:at]


def _of_customers(
    session: Session, typed: str, of: Callable[[Sequence[int]], Condition]
) -> Condition:
    ids = _customers(session, typed)
    return of(ids) if ids else false()


def _customers(session: Session, typed: str) -> list[int]:
    found = select(Customer.id).where(search.fits(typed)).order_by(Customer.id.desc())
    return list(session.scalars(found.limit(MOST_CUSTOMERS + 1)))


def _tickets_of(customers: Sequence[int]) -> Condition:
    """Whether it is of one of the customers, or may be."""
    hinted = select(Call.sid).where(Call.customer_hint_id.in_(customers))
    of_nobody = Ticket.customer_id.is_(None)
    return or_(Ticket.customer_id.in_(customers), of_nobody & Ticket.call_sid.in_(hinted))


def _tickets_with(session: Session, words: Sequence[str]) -> Condition:
    """Whether all the words are written in it, or said in one message about it."""
    said = full_text.said(session, words)
    # Not by an index: walking from the newest ends soon where a word is in many tickets.
    return or_(
        (Ticket.id + 0).in_(full_text.written(session, words)),
        Ticket.call_sid.in_(said),
        (Ticket.id + 0).in_(select(Addition.ticket_id).where(Addition.call_sid.in_(said))),
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
