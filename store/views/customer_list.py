"""Customers as technicians look for them: by code, name, number or e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from store.models import Customer, CustomerPhone


@dataclass(frozen=True)
class Wanted:
    """Which customers a list shows."""

    text: str | None = None
    after: str | None = None  # the code at which the page before ended


def found(session: Session, wanted: Wanted, limit: int) -> Sequence[Customer]:
    """The customers that fit, by their codes."""
    statement = select(Customer).order_by(Customer.code).limit(limit)
    if wanted.after is not None:
        statement = statement.where(Customer.code > wanted.after)
    if wanted.text:
        escaped = wanted.text.lower()
        for sign in "\\%_":
            escaped = escaped.replace(sign, f"\\{sign}")
        like = f"%{escaped}%"
        columns = (Customer.code, Customer.name, Customer.email)
        fits = [func.lower(column).like(like, escape="\\") for column in columns]
        digits = "".join(sign for sign in wanted.text if sign.isdigit())
        if len(digits) >= 4:
            of_number = select(CustomerPhone.customer_id).where(
                CustomerPhone.number.like(f"%{digits}%")
            )
            fits.append(Customer.id.in_(of_number))
        statement = statement.where(or_(*fits))
    return session.scalars(statement).all()
