"""Customers as other programs read and write them, page by page."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desk.customers import CustomerRow
from store import people
from store.models import Customer, CustomerPhone


def page(session: Session, *, after: str | None, limit: int) -> list[Customer]:
    """The customers by their codes, those behind the code `after`."""
    statement = select(Customer).order_by(Customer.code).limit(limit)
    if after is not None:
        statement = statement.where(Customer.code > after)
    return list(session.scalars(statement))


def exactly(session: Session, code: str) -> Customer | None:
    """The customer of this very code: a keypad's digits are no address."""
    return session.scalar(select(Customer).where(Customer.code == people.tidy_code(code)))


def put(session: Session, row: CustomerRow) -> Customer:
    """Write the customer as the row says: what it leaves out is gone, numbers included."""
    customer = people.add(session, **vars(row))
    others = CustomerPhone.number.not_in(row.phones)
    session.execute(
        delete(CustomerPhone).where(CustomerPhone.customer_id == customer.id, others),
        execution_options={"synchronize_session": False},
    )
    return customer


def customer_json(session: Session, customer: Customer) -> dict[str, Any]:
    """The customer, with the fields of the CSV."""
    contract_until, j_system_until = customer.contract_until, customer.j_system_until
    return {
        "code": customer.code,
        "name": customer.name,
        "phones": people.phones(session, customer.id),
        "email": customer.email,
        "contract": customer.contract,
        "contract_until": contract_until.isoformat() if contract_until else None,
        "j_system": customer.j_system,
        "j_system_until": j_system_until.isoformat() if j_system_until else None,
        "software": customer.software,
        "software_version": customer.software_version,
        "notes": customer.notes,
    }
