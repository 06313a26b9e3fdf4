"""A ledger as an older version kept it: today's rows, in the tables of that version."""

import sqlalchemy
from alembic import command
from sqlalchemy import Engine, MetaData, Table, text
from sqlalchemy.engine import Connection

from store import migrations
from store.models import Base


def back_to(engine: Engine, version: str, **changed: str) -> None:
    """Build the tables of the version anew, with the rows that are there now.

    Columns that the version had not are left out; `changed` names statements for what it kept
    elsewhere, run on today's tables before: `calls="UPDATE calls SET ..."`.
    """
    with engine.begin() as connection:
        for statement in changed.values():
            connection.execute(text(statement))
        kept = {
            table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in Base.metadata.sorted_tables
        }
    _drop_everything(engine)
    with migrations.transaction(engine) as connection:
        command.upgrade(migrations.config(connection), version)
    with engine.begin() as connection:
        old = MetaData()
        old.reflect(connection)
        for table in Base.metadata.sorted_tables:
            if table.name in old.tables and kept[table.name]:
                there = old.tables[table.name].columns.keys()
                _fill(connection, table, there, kept[table.name])
                _set_sequence(connection, table)


def _fill(connection: Connection, table: Table, there: list[str], rows: list[dict]) -> None:
    """Insert by today's types, into the columns that are there."""
    # Without the columns' defaults, which would add those that are not there.
    known = [sqlalchemy.column(one.name, one.type) for one in table.columns if one.name in there]
    old = sqlalchemy.table(table.name, *known)
    told = [{one.name: row[one.name] for one in known} for row in rows]
    connection.execute(old.insert().inline(), told)


def _set_sequence(connection: Connection, table: Table) -> None:
    """Let the next row that is made get a number of its own."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    connection.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id))"
            f" FROM {table.name} WHERE pg_get_serial_sequence('{table.name}', 'id') IS NOT NULL"
        )
    )


def _drop_everything(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()  # what its connections have prepared is of tables that are gone
        return
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        found = cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        # A virtual table takes its own tables with it.
        for name, _ in sorted(found, key=lambda row: not row[1].startswith("CREATE VIRTUAL")):
            cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
        raw.commit()
        cursor.execute("PRAGMA foreign_keys=ON")
    finally:
        raw.close()
