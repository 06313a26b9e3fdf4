"""Edits of one customer, by a person or a program: written whole, and kept in the audit log."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from rules.customers.changes import Change
from rules.customers.rows import CustomerRow, HardwareRow
from store.customers import directory, import_customers, import_hardware, payers_due
from store.database.statements import is_new
from store.models import Customer, CustomerPhone, StaffLog


def write(
    session: Session,
    row: CustomerRow,
    pieces: Sequence[HardwareRow] | None,
    *,
    by: str,
    now: datetime,
) -> Change[CustomerRow]:
    """Make the customer what the row says, and the hardware these pieces; None leaves it as it is."""
    (change,) = import_customers.write(session, [row])
    altered = list(change.columns)
    if pieces is not None:
        before = import_hardware.of_customers(session, [row.code]).get(row.code, ())
        import_hardware.write_of(session, row.code, pieces)
        if sorted(map(repr, before)) != sorted(map(repr, pieces)):
            altered.append("hardware")
    if change.before is None:
        _log(session, "customer_added", row.code, None, by, now)
    elif altered:
        _log(session, "customer_changed", row.code, ", ".join(altered), by, now)
    return change


def add_number(
    session: Session, customer: Customer, number: str, *, by: str, now: datetime
) -> bool:
    """Let the number be one of the customer's too; False where it was already."""
    new = is_new(session, CustomerPhone, customer_id=customer.id, number=number)
    if new:
        payers_due.mark(session, [customer.id])
        _log(session, "customer_changed", customer.code, "phones", by, now)
    return new


def row_of(session: Session, customer: Customer) -> CustomerRow:
    """The customer as it is kept."""
    return import_customers.row_of(customer, directory.phones(session, customer.id))


def _log(session: Session, event: str, code: str, note: str | None, by: str, now: datetime) -> None:
    session.add(StaffLog(at=now, actor=by, event=event, who=code, note=note))
