"""Distinct values of a column, found by its index: each is looked at once, however many rows have it.

Numbers are looked for by some of their digits, for which no index of either database serves; but
numbers are far fewer than what came from them.
"""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def containing(
    session: Session, column: InstrumentedAttribute[Any], part: str, most: int
) -> list[str] | None:
    """The values that contain it; None where more than `most` do."""
    first = select(func.min(column).label("value")).where(column.is_not(None))
    value = first.cte("several", recursive=True)
    following = select(func.min(column)).where(column > value.c.value).scalar_subquery()
    several = value.union_all(select(following).where(value.c.value.is_not(None)))
    fits = select(several.c.value).where(several.c.value.contains(part)).limit(most + 1)
    found = list(session.scalars(fits))
    return found if len(found) <= most else None
