"""Import of customers: what is held, compared with a file, and written at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from rules.customers.changes import Change
from rules.customers.rows import CUSTOMER, CustomerRow, keypad_digits
from store.customers import payers_due
from store.models import Customer, CustomerPhone


def customers(session: Session) -> list[CustomerRow]:
    """All of them by code."""
    numbers = _numbers(session)
    found = session.scalars(select(Customer))
    rows = [row_of(customer, numbers[customer.id]) for customer in found]
    return sorted(rows, key=lambda row: row.code)


def row_of(customer: Customer, numbers: Iterable[str]) -> CustomerRow:
    """The customer as a row, with the numbers as they are given."""
    facts = {name: getattr(customer, name) for name in CUSTOMER if name != "phones"}
    return CustomerRow(phones=tuple(numbers), **facts)


def unknown_codes(session: Session, codes: Iterable[str]) -> set[str]:
    """Those of the codes that no customer has."""
    return set(codes) - set(session.scalars(select(Customer.code)))


def compare(session: Session, rows: Iterable[CustomerRow]) -> list[Change[CustomerRow]]:
    """What each row would alter; customers of whom the file says nothing stay as they are."""
    known = {row.code: row for row in customers(session)}
    return [Change(known.get(row.code), row.over(known.get(row.code))) for row in rows]


def write(session: Session, rows: Iterable[CustomerRow]) -> list[Change[CustomerRow]]:
    """Make every customer what the row says, and give what that altered.

    A number that the row has no longer is taken away from this customer, and from no other.
    """
    keep_others_out(session)
    changes = compare(session, rows)
    known = {customer.code: customer for customer in session.scalars(select(Customer))}
    altered = [change for change in changes if change.what != "unchanged"]
    for change in altered:
        _write_facts(session, known, change.after)
    session.flush()
    _write_numbers(session, [(known[change.after.code].id, change) for change in altered])
    payers_due.mark(session, [known[change.after.code].id for change in altered])
    return changes


def keep_others_out(session: Session) -> None:
    """Nobody else writes customers or hardware until the end of the transaction.

    On SQLite that is so in any case. This lock lets calls and tickets refer to customers meanwhile.
    """
    if session.get_bind().dialect.name == "postgresql":
        tables = "customers, customer_phones, hardware"
        session.execute(text(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE"))


def _numbers(session: Session) -> dict[int, list[str]]:
    """Every customer's numbers, the longest known first."""
    numbers: dict[int, list[str]] = defaultdict(list)
    columns = select(CustomerPhone.customer_id, CustomerPhone.number).order_by(CustomerPhone.id)
    for customer_id, number in session.execute(columns):
        numbers[customer_id].append(number)
    return numbers


def _write_facts(session: Session, known: dict[str, Customer], row: CustomerRow) -> None:
    facts = asdict(row)
    del facts["phones"]
    customer = known.get(row.code)
    if customer is None:
        known[row.code] = customer = Customer(code_digits=keypad_digits(row.code), **facts)
        session.add(customer)
        return
    for column, value in facts.items():
        setattr(customer, column, value)


def _write_numbers(session: Session, altered: Iterable[tuple[int, Change[CustomerRow]]]) -> None:
    new: list[dict[str, object]] = []
    for customer_id, change in altered:
        before = change.before.phones if change.before else ()
        gone = set(before) - set(change.after.phones)
        if gone:
            of_customer = CustomerPhone.customer_id == customer_id
            session.execute(
                delete(CustomerPhone).where(of_customer, CustomerPhone.number.in_(gone))
            )
        new += [
            {"customer_id": customer_id, "number": number}
            for number in change.after.phones
            if number not in before
        ]
    if new:
        session.execute(insert(CustomerPhone), new)
