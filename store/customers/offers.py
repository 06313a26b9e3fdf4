"""Offers: which customers a request may be of, and what speaks for each."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.customers import likeness
from store.customers import directory
from store.models import Customer, Ticket


class Because(StrEnum):
    CODE = "code"  # said, keyed or written
    NUMBER = "number"  # called from, or given
    NAME = "name"  # the firm is called so, or nearly


@dataclass(frozen=True)
class Offer:
    """A customer whom one click makes the request's."""

    customer: Customer
    because: Because


def of_ticket(session: Session, ticket: Ticket) -> list[Offer]:
    """Each customer once, by what speaks loudest: the code, the number, the name."""
    coded = directory.by_code(session, ticket.customer_code) if ticket.customer_code else None
    numbered = directory.by_number(session, ticket.caller_number) if ticket.caller_number else []
    found = [
        *([Offer(coded, Because.CODE)] if coded else []),
        *(Offer(one, Because.NUMBER) for one in numbered),
        *(Offer(one, Because.NAME) for one in named(session, ticket.company)),
    ]
    first: dict[int, Offer] = {}
    for offer in found:
        first.setdefault(offer.customer.id, offer)
    return list(first.values())


def named(session: Session, name: str | None) -> list[Customer]:
    """The customers whose names are the one that was said or written, or nearly."""
    if not name:
        return []
    rows = session.execute(select(Customer.id, Customer.name))
    known = [(row.id, row.name) for row in rows]
    return [session.get_one(Customer, of) for of in likeness.alike(name, known)]
