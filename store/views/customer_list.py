"""Customer list: search, page by page, for people and programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.customers import search
from store.models import Customer


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
        statement = statement.where(search.fits(wanted.text))
    return session.scalars(statement).all()
