"""Numbers that were dealt: what a restored copy goes on after, so that none is given twice.

A request's number was said to somebody, and so was a quote's; programs and telephones keep those of
callbacks and attempts. A copy knows nothing of what was dealt after it was made. So a mark lies outside
the database, far enough ahead to be written seldom.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, sessionmaker

from store import private_files
from store.database.engine import reading
from store.models import Base

NAME = "numbers.json"
AHEAD = 1000  # how far beyond the last number a mark is set, and how far a copy jumps without one
TABLES = {
    table.name: table
    for table in Base.metadata.sorted_tables
    if table.dialect_options["sqlite"]["autoincrement"]
}

Dealt = Mapping[str, int]  # the last number, by table


def dealt(engine: Engine) -> Dealt:
    """The last number that each table gave; none of a database that cannot be read."""
    try:
        with engine.connect() as connection:
            return _dealt(connection)
    except DatabaseError:
        return {}


def keep_mark(sessions: sessionmaker[Session], file: Path) -> bool:
    """Set the mark anew where the numbers come near to it; whether it was."""
    with reading(sessions) as session:
        last = _dealt(session.connection())
    mark = marked(file)
    if all(number + AHEAD // 2 <= mark.get(name, 0) for name, number in last.items()):
        return False
    new = {name: max(number + AHEAD, mark.get(name, 0)) for name, number in last.items()}
    private_files.make_folder(file.parent)
    part = file.with_name(f".{file.name}.part")
    private_files.make_file(part)
    part.write_text(json.dumps(new) + "\n", encoding="ascii")
    part.replace(file)
    return True


def marked(file: Path) -> Dealt:
    """What the mark says; nothing where there is none, or none that can be read."""
    try:
        found = json.loads(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: number for name, number in found.items() if isinstance(number, int)}


def go_on(engine: Engine, before: Dealt, mark: Dealt) -> None:
    """Let no number be dealt that may have been dealt before the copy came back.

    `before` is what the database had dealt that the copy replaced. Where that knew less than the copy
    it was not the one that the copy was made of, and the mark counts, or else a jump.
    """
    with engine.begin() as connection:
        for name, number in _dealt(connection).items():
            known = before.get(name, 0)
            if known < number:
                known = mark.get(name, number + AHEAD)
            _set(connection, name, max(number, known))


def _dealt(connection: Connection) -> Dealt:
    last = _sqlite(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)
    return {
        name: max(last.get(name, 0), connection.scalar(select(func.max(table.c.id))) or 0)
        for name, table in TABLES.items()
    }


def _sqlite(connection: Connection) -> Dealt:
    rows = connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
    return {str(name): int(number or 0) for name, number in rows}


def _postgresql(connection: Connection) -> Dealt:
    last = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass)")
    return {name: connection.scalar(last, {"name": name}) or 0 for name in TABLES}


def _set(connection: Connection, name: str, number: int) -> None:
    if number < 1:
        return
    told = {"name": name, "number": number}
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :number)"), told
        )
        return
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), told)
    connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :number)"), told)
