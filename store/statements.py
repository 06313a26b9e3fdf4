"""The few shapes of statement that make the ledger safe to write twice and from many places."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from store.models import Base, Work

Row = TypeVar("Row", bound=Base)
State = TypeVar("State", bound=StrEnum)


def insert_once(session: Session, table: type[Row], **values: object) -> Row | None:
    """The new row, or None when its key is there already, whoever else inserts it meanwhile."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(table)
    return session.scalars(statement).one_or_none()


def changed(
    session: Session, key: InstrumentedAttribute[Any], *where: ColumnElement[bool], **values: object
) -> int:
    """Update the rows that still fit, in one statement, and count them; `key` is their key."""
    statement = update(key.class_).where(*where).values(**values).returning(key)
    return len(session.execute(statement).all())


def may_become(moves: Mapping[State, Iterable[State]], wanted: State) -> list[State]:
    """The states from which the table of moves leads to `wanted`."""
    return [state for state, onward in moves.items() if wanted in onward]


def new_token() -> str:
    """What a claim is known by: whoever finishes must show the one that the row still holds."""
    return secrets.token_hex(16)


def free_at(table: type[Work], now: datetime) -> ColumnElement[bool]:
    """Nobody holds the row, or who held it has been silent for longer than the lease."""
    return or_(table.lease_until.is_(None), table.lease_until <= now)


NO_LEASE: Mapping[str, None] = {"lease_until": None, "lease_token": None}
