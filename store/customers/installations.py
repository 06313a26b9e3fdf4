"""Installations of our program at customers', each with the token by which it speaks to us."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.errors import BadInput, NotFound
from rules.staff.shown_names import shown_name
from store import tokens
from store.customers import picker
from store.models import Customer, Installation

TOKEN = "cti"  # noqa: S105 - what installations' tokens begin with
LONGEST_NAME = 120


def add(session: Session, code: str, name: str, *, now: datetime) -> tuple[Installation, str]:
    """A new installation at the customer, by code, name or number, and its token.

    Raises NotFound, and BadInput for the name or where several customers fit.
    """
    customer = picker.picked(session, code)
    token = tokens.new(TOKEN)
    installation = Installation(
        customer_id=customer.id,
        name=_tidy(name),
        token_hash=tokens.digest(token),
        created_at=now,
    )
    session.add(installation)
    session.flush()
    return installation, token


def list_(session: Session) -> list[tuple[Installation, Customer]]:
    """All of them with their customers, by the customers' codes."""
    statement = (
        select(Installation, Customer)
        .join(Customer, Customer.id == Installation.customer_id)
        .order_by(Customer.code, Installation.id)
    )
    return [(row.Installation, row.Customer) for row in session.execute(statement)]


def disable(session: Session, installation_id: int, *, now: datetime) -> Installation:
    """Refuse its token from now on; raises NotFound. Twice changes nothing."""
    installation = session.get(Installation, installation_id)
    if installation is None:
        raise NotFound(f"there is no installation {installation_id}")
    installation.disabled_at = installation.disabled_at or now
    return installation


def holder(session: Session, token: str) -> Installation | None:
    """Whose token it is; None for one that is unknown or disabled."""
    good = (Installation.token_hash == tokens.digest(token), Installation.disabled_at.is_(None))
    found = session.scalar(select(Installation).where(*good))
    return found if found is not None and tokens.same(found.token_hash, token) else None


def _tidy(name: str) -> str:
    tidy = shown_name(name, LONGEST_NAME)
    if not tidy:
        raise BadInput(f"expected a name of 1 to {LONGEST_NAME} characters, found none")
    return tidy
