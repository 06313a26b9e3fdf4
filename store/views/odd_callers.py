"""Odd callers: numbers that so many calls show that they are hardly one caller's, but a forwarding line's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.calls.caller import LEAST_CALLS, makes_up_many
from store.customers import shared_numbers
from store.models import Call

LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True)
class OddCaller:
    """A number (E.164), and how many of the last week's calls showed it."""

    number: str
    calls: int
    of_all: int


def odd_callers(session: Session, now: datetime) -> list[OddCaller]:
    """The numbers to look into, the one of most calls first; a customer's own is none of them."""
    recent = (Call.started_at > now - LOOKED_BACK, Call.direction == "inbound")
    often = func.count()
    counted = (
        select(Call.from_number, often)
        .where(*recent, Call.from_number.is_not(None))
        .group_by(Call.from_number)
        .having(often >= LEAST_CALLS)
        .order_by(often.desc(), Call.from_number)
    )
    found = session.execute(counted).all()
    if not found:
        return []
    of_all = session.scalar(select(func.count()).select_from(Call).where(*recent)) or 0
    return [
        OddCaller(str(number), calls, of_all)
        for number, calls in found
        if makes_up_many(calls, of_all) and shared_numbers.owner(session, number) is None
    ]
