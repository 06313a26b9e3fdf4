"""`plain(column)`: a text as searches compare it, by either database.

SQLite asks the rule itself (`rules.search_words.plain`); PostgreSQL does the same in its own words.
"""

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from rules.search_words import APOSTROPHES, MARKS, stems_of
from rules.search_words import plain as plain_of
from store.database.sqlite_library import driver

NAME = "centralino_plain"
STEMS = "centralino_stems"  # asked by the triggers that keep the word indexes (migration 0033)


class plain(FunctionElement[str]):  # noqa: N801 - it reads as the function that it is
    """Small letters without accents; null of null."""

    type = String()
    inherit_cache = True

    def __init__(self, column: ColumnElement[str] | Any) -> None:
        super().__init__(column)


@compiles(plain, "sqlite")
def _sqlite(element: plain, compiler: SQLCompiler, **options: Any) -> str:
    return f"{NAME}({compiler.process(element.clauses, **options)})"


@compiles(plain, "postgresql")
def _postgresql(element: plain, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    quotes = "''" * len(APOSTROPHES)  # each is one, as a literal writes it
    straight = f"translate({text}, '{APOSTROPHES}', '{quotes}')"
    return f"lower(regexp_replace(normalize({straight}, NFKD), '[{MARKS}]', '', 'g'))"


def teach(connection: driver.Connection) -> None:
    """Let a new connection to SQLite know the functions."""
    connection.create_function(STEMS, 1, lambda text: stems_of(text or ""), deterministic=True)
    connection.create_function(
        NAME, 1, lambda text: None if text is None else plain_of(text), deterministic=True
    )
