"""Statements: insert once, compare-and-set, leases; safe to write twice and from many places."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Select,
    Table,
    bindparam,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.dml import ReturningInsert

from store.models import Base, Leased

Row = TypeVar("Row", bound=Base)
State = TypeVar("State", bound=StrEnum)
Locked = TypeVar("Locked")


# SQL that computes the value of a column, by the column's name.
Computed = tuple[tuple[str, ColumnElement[Any]], ...]


def insert_once(session: Session, table: type[Row], **values: object) -> Row | None:
    """The new row, or None when its key is there already, whoever else inserts it meanwhile."""
    return insert_computed(session, table, (), values)


def insert_computed(
    session: Session, table: type[Row], computed: Computed, values: Mapping[str, object]
) -> Row | None:
    """The same with columns that the database computes, from a constant of ours.

    In there given(NAME) stands for the value that goes into the column of that name.
    """
    statement = _insert_and_read(session.get_bind().dialect.name, table, tuple(values), computed)
    return session.scalars(statement, _given(values)).one_or_none()


def is_new(session: Session, table: type[Base], **values: object) -> bool:
    """Insert a row of which nobody needs to know more than whether it was there already."""
    statement = _only_insert(session.get_bind().dialect.name, table, tuple(values))
    session.flush()  # what the row refers to may not be written yet
    # Below the ORM, which would look for objects to keep and costs a webhook dearly.
    return session.connection().execute(statement, _given(values)).first() is not None


def given(name: str) -> BindParameter[Any]:
    """Stands, within SQL, for the value that is given for a column."""
    return bindparam(f"given_{name}")


def _given(values: Mapping[str, object]) -> dict[str, object]:
    return {f"given_{name}": value for name, value in values.items()}


# Statements are built once: to build one takes longer than to run it, and callers are waiting.
@lru_cache(maxsize=200)
def _only_insert(dialect: str, table: type[Base], names: tuple[str, ...]) -> ReturningInsert[Any]:
    rows = _rows(table)
    return _insertion(dialect, rows, names).returning(*rows.primary_key)


@lru_cache(maxsize=200)
def _insert_and_read(
    dialect: str, table: type[Row], names: tuple[str, ...], computed: Computed
) -> Executable:
    rows = _rows(table)
    insertion = _insertion(dialect, rows, names, computed)
    return select(table).from_statement(insertion.returning(*rows.columns))


def _insertion(
    dialect: str, rows: Table, names: tuple[str, ...], computed: Computed = ()
) -> sqlite.Insert | postgresql.Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    values = {name: bindparam(f"given_{name}", type_=rows.c[name].type) for name in names}
    return insert(rows).values({**values, **dict(computed)}).on_conflict_do_nothing()


def _rows(table: type[Base]) -> Table:
    """The table below the ORM, which would look at every value once more."""
    return cast("Table", table.__table__)


def changed(
    session: Session, key: InstrumentedAttribute[Any], *where: ColumnElement[bool], **values: object
) -> int:
    """Update the rows that still fit, in one statement, and count them; `key` is their key."""
    statement = update(key.class_).where(*where).values(**values).returning(key)
    return len(session.execute(statement).all())


def locked(session: Session, table: type[Locked], key: ColumnElement[bool]) -> Locked | None:
    """The row as it is now, which nobody else alters until the transaction is over."""
    row = select(table).where(key).with_for_update()
    return session.scalar(row.execution_options(populate_existing=True))


def may_become(moves: Mapping[State, Iterable[State]], wanted: State) -> list[State]:
    """The states from which the table of moves leads to `wanted`."""
    return [state for state, onward in moves.items() if wanted in onward]


def new_token() -> str:
    """What a claim is known by: whoever finishes must show the one that the row still holds."""
    return secrets.token_hex(16)


def due(
    next_at: InstrumentedAttribute[Any],
    now: datetime,
    key: InstrumentedAttribute[Any],
    only: object | None = None,
) -> ColumnElement[bool]:
    """What is due now; or the row that a worker was woken for, if that is due."""
    if only is None:
        return next_at <= now
    return (key == only) & (next_at <= now + SKEW)


def free_at(table: type[Leased], now: datetime) -> ColumnElement[bool]:
    """Nobody holds the row, or who held it has been silent for longer than the lease."""
    return or_(table.lease_until.is_(None), table.lease_until <= now)


def lease_first(
    session: Session,
    key: InstrumentedAttribute[Any],
    wanted: Select[Any],
    ready: Iterable[ColumnElement[bool]],
    until: datetime,
) -> Any | None:
    """Take the first of the keys that are wanted, where its row is still ready, until an instant.

    The row comes back with a token of its own and one more attempt; None where nothing waits. On PostgreSQL
    workers do not queue for one row.
    """
    table: Any = key.class_
    first = wanted.limit(1).with_for_update(skip_locked=True, of=table).scalar_subquery()
    taken = (
        update(table)
        .where(key == first, *ready)
        .values(lease_until=until, lease_token=new_token(), attempts=table.attempts + 1)
        .returning(table)
        .execution_options(populate_existing=True, synchronize_session=False)
    )
    return session.scalars(taken).one_or_none()


SKEW = timedelta(seconds=0.25)  # between the clocks of two hosts, at most
NO_LEASE: Mapping[str, None] = {"lease_until": None, "lease_token": None}
