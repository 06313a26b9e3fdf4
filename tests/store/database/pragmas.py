"""Settings of a connection to SQLite, as SQLite itself tells them."""

from typing import Any

from sqlalchemy import Connection, text


def pragma(connection: Connection, name: str) -> Any:
    return connection.execute(text(f"PRAGMA {name}")).scalar()
