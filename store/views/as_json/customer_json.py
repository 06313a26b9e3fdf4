"""Customers as other programs read them, with their hardware, page by page."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.customers.rows import CustomerRow, HardwareRow
from store.customers import directory, import_hardware
from store.customers.import_customers import row_of
from store.models import Customer
from store.views.customer_list import Wanted, found


def page(session: Session, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
    """The customers that fit, by their codes."""
    return _as_json(session, found(session, wanted, limit))


def exactly(session: Session, code: str) -> dict[str, Any] | None:
    """The customer of this very code: a keypad's digits are no address."""
    wanted = Customer.code == directory.tidy_code(code)
    customers = _as_json(session, session.scalars(select(Customer).where(wanted)).all())
    return customers[0] if customers else None


def customer_json(row: CustomerRow, pieces: Iterable[HardwareRow]) -> dict[str, Any]:
    """The customer, with the fields of both CSV files."""
    fields = {name: _plain(value) for name, value in asdict(row).items()}
    return {**fields, "hardware": [piece_json(piece) for piece in pieces]}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def piece_json(piece: HardwareRow) -> dict[str, Any]:
    """A piece of the customer's, and the last day of its warranty."""
    return {
        "item": piece.item,
        "serial": piece.serial,
        "bought_on": piece.bought_on.isoformat(),
        "warranty_months": piece.warranty_months,
        "warranty_until": piece.warranty_until.isoformat(),
    }


def _as_json(session: Session, customers: Sequence[Customer]) -> list[dict[str, Any]]:
    bought = import_hardware.of_customers(session, [customer.code for customer in customers])
    return [
        customer_json(
            row_of(customer, directory.phones(session, customer.id)), bought.get(customer.code, ())
        )
        for customer in customers
    ]
