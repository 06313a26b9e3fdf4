"""Customer directory: customers found by number, code or name."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.customers.rows import CustomerRow, keypad_digits
from store.customers import identity
from store.database.statements import insert_once, is_new
from store.models import Call, Customer, CustomerPhone, Ticket

MOST_OWNERS = 5  # of one number: an accountant's clients are more, and none is likely
_NAME = re.compile(r"[^\W\d_]{5,}")


def by_number(session: Session, number: str) -> list[Customer]:
    """Everybody who calls from the number (E.164): an accountant may call for several firms."""
    statement = (
        select(Customer)
        .join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
        .where(CustomerPhone.number == number)
        .order_by(Customer.code)
    )
    return list(session.scalars(statement))


def words_of(session: Session, number: str | None) -> list[str]:
    """What those who call from the number are called, word by word: they are likely to say it."""
    owners = by_number(session, number)[:MOST_OWNERS] if number else []
    words = (word for owner in owners for word in _NAME.findall(owner.name))
    return list(dict.fromkeys(word.capitalize() if word.isupper() else word for word in words))


def numbers_of(session: Session, call: Call, code: str | None = None) -> frozenset[str]:
    """The numbers that are known to be a caller's: that of the call, and those on record.

    On record of whoever calls from that number, of the customer whose code was keyed, and of the one whose
    `code` the message says.
    """
    owners = by_number(session, call.from_number)[:MOST_OWNERS] if call.from_number else []
    said = by_code(session, code) if code else None
    ids = {*(owner.id for owner in owners), call.customer_id, said.id if said else None} - {None}
    on_record = select(CustomerPhone.number).where(CustomerPhone.customer_id.in_(ids))
    return frozenset({*session.scalars(on_record), *filter(None, [call.from_number])})


def by_code(session: Session, code: str) -> Customer | None:
    """The customer with this code; a keypad's digits do, where only one customer has them."""
    wanted = tidy_code(code)
    exact = session.scalar(select(Customer).where(Customer.code == wanted))
    if exact is not None or not wanted.isdigit():
        return exact
    same = list(session.scalars(select(Customer).where(Customer.code_digits == wanted).limit(2)))
    return same[0] if len(same) == 1 else None


def registered_email(session: Session, ticket: Ticket) -> str | None:
    """The address of the ticket's customer, where the ticket is surely theirs."""
    known = identity.of_ticket(session, ticket)
    return known.customer.email if known.customer and known.identity.is_sure else None


def tidy_code(code: str) -> str:
    """A code as it is kept: capitals and digits, without spaces and separators."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def add(
    session: Session,
    *,
    code: str,
    name: str,
    phones: Iterable[str] = (),
    **facts: Any,
) -> Customer:
    """Write a customer and the numbers (E.164); one who is there already takes the new facts.

    These are the columns of a CustomerRow; what is left out is none, no, or without an end.

    Numbers are added and never taken away.
    """
    wanted = tidy_code(code)
    kept = asdict(CustomerRow(wanted, name, **facts).over(None))
    del kept["phones"]
    digits = keypad_digits(wanted)
    customer = insert_once(session, Customer, code_digits=digits, **kept)
    if customer is None:
        customer = session.scalars(select(Customer).where(Customer.code == wanted)).one()
        for column, value in kept.items():
            setattr(customer, column, value)
    for number in phones:
        is_new(session, CustomerPhone, customer_id=customer.id, number=number)
    return customer


def phones(session: Session, customer_id: int) -> list[str]:
    statement = select(CustomerPhone.number).where(CustomerPhone.customer_id == customer_id)
    return list(session.scalars(statement.order_by(CustomerPhone.id)))
