"""Shared numbers: those from which several customers call, and which tell nothing of who calls.

By the record, or by who was named in past calls: an operator's line from which many are sent on to
us stands on no record.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.calls.caller import Named, firms, is_of_many
from store.models import CustomerPhone, Ticket

MOST_LOOKED_AT = 60  # of a number's newest requests: a firm that is gone is nobody's neighbour


def is_shared(session: Session, number: str) -> bool:
    """Whether the number (E.164) is no one customer's."""
    return _on_record(session, number) > 1 or is_of_many(_named(session, number))


def of_many(session: Session, numbers: Iterable[str]) -> Mapping[str, int]:
    """Of these numbers, those that many firms call from, with how many."""
    found: dict[str, int] = {}
    for number in set(numbers):
        told = _named(session, number)
        if is_of_many(told):
            found[number] = firms(told)
    return found


def owner(session: Session, number: str | None) -> int | None:
    """The one customer on record who calls from the number; None where several do, or many firms."""
    if number is None:
        return None
    same = session.scalars(
        select(CustomerPhone.customer_id).where(CustomerPhone.number == number).limit(2)
    ).all()
    return same[0] if len(same) == 1 and not is_of_many(_named(session, number)) else None


def _on_record(session: Session, number: str) -> int:
    count = select(func.count()).where(CustomerPhone.number == number)
    return session.scalar(count) or 0


def _named(session: Session, number: str) -> list[Named]:
    newest = (
        select(Ticket.customer_id, Ticket.company)
        .where(Ticket.caller_number == number, Ticket.call_sid.is_not(None))
        .order_by(Ticket.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return [Named(*row) for row in session.execute(newest)]
