"""Comparison of two databases, table by table: what a copy holds of what the other does."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Engine, Table, func, select, text

from store.models import Base

PAGE = 1000  # rows of one short transaction: nobody waits for a comparison
UNDER_WAY = 100  # the newest rows of a copy, beside which others may just have been written


@dataclass(frozen=True)
class Compared:
    """How a table of the copy stands to the same table of the original."""

    table: str
    rows: int  # in the copy
    same: int
    changed: int  # since the copy was made
    deleted: int  # since then
    lacking: int  # that were there before the copy's own, and are not in it: never right


def compared(copy: Engine, original: Engine) -> list[Compared]:
    """Each table that has rows in either; both must be at the same version."""
    found = [_table(table, copy, original) for table in Base.metadata.sorted_tables]
    return [one for one in found if one.rows or one.lacking]


def faults(engine: Engine) -> list[str]:
    """What a database says is wrong with itself; PostgreSQL's own restore checks each constraint."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        told = connection.execute(text("PRAGMA integrity_check")).scalars()
        broken = [line for line in told if line != "ok"]
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    return broken + [
        f"{row[0]}: row {row[1]} names a row of {row[2]} that is missing" for row in orphans
    ]


def _table(table: Table, copy: Engine, original: Engine) -> Compared:
    key = list(table.primary_key.columns)
    if len(key) != 1:  # of links between two rows, which the rows themselves tell of
        return Compared(
            table.name, rows=_count(table, copy), same=0, changed=0, deleted=0, lacking=0
        )
    return _by_key(table, key[0], copy, original)


def _count(table: Table, engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _by_key(table: Table, key: Column[Any], copy: Engine, original: Engine) -> Compared:
    """Page by page; only numbers grow, so that only there a row between others must be an older one."""
    newest = _newest(key, copy)
    rows = same = changed = deleted = lacking = 0
    after: Any = None
    while page := _page(table, key, copy, after, None):
        last = max(page)
        others = _page(table, key, original, after, last)
        for name, row in page.items():
            other = others.pop(name, None)
            same += other == row
            changed += other is not None and other != row
            deleted += other is None
        if isinstance(newest, int):
            lacking += sum(name <= newest - UNDER_WAY for name in others)
        rows, after = rows + len(page), last
    return Compared(table.name, rows, same, changed, deleted, lacking)


def _newest(key: Column[Any], engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(select(func.max(key))).scalar_one()


def _page(
    table: Table, key: Column[Any], engine: Engine, after: Any, until: Any
) -> dict[Any, tuple[Any, ...]]:
    """The rows behind one key: up to another, or so many."""
    wanted = select(key, table).order_by(key)
    if after is not None:
        wanted = wanted.where(key > after)
    wanted = wanted.where(key <= until) if until is not None else wanted.limit(PAGE)
    with engine.connect() as connection:
        return {row[0]: tuple(row) for row in connection.execute(wanted)}
