"""Customers as other programs read them, page by page."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.customers import CustomerRow
from store import people
from store.customers_book import row_of
from store.models import Customer


def page(session: Session, *, after: str | None, limit: int) -> list[CustomerRow]:
    """The customers by their codes, those behind the code `after`."""
    statement = select(Customer).order_by(Customer.code).limit(limit)
    if after is not None:
        statement = statement.where(Customer.code > after)
    return [_row(session, customer) for customer in session.scalars(statement)]


def exactly(session: Session, code: str) -> CustomerRow | None:
    """The customer of this very code: a keypad's digits are no address."""
    wanted = Customer.code == people.tidy_code(code)
    customer = session.scalar(select(Customer).where(wanted))
    return _row(session, customer) if customer is not None else None


def customer_json(row: CustomerRow) -> dict[str, Any]:
    """The customer, with the fields of the CSV."""
    contract_until, j_system_until = row.contract_until, row.j_system_until
    return {
        **asdict(row),
        "phones": list(row.phones),
        "contract_until": contract_until.isoformat() if contract_until else None,
        "j_system_until": j_system_until.isoformat() if j_system_until else None,
    }


def _row(session: Session, customer: Customer) -> CustomerRow:
    return row_of(customer, people.phones(session, customer.id))
