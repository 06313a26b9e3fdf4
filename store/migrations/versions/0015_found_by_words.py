"""Tickets found by any word of theirs, and the few live callbacks among all that ever were.

SQLite has an FTS5 index beside each table, kept by triggers: a migration that rebuilds `tickets` or
`transcripts` must make these triggers again. PostgreSQL has an index of an expression.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEXED = {
    "tickets": ("subject", "company", "caller_name", "message", "product", "last_error"),
    "transcripts": ("text", "corrected"),
}

LIVE = sa.text("state IN ('claimed', 'waiting')")
_ACCENTED = "àáâäãåèéêëìíîïòóôöõùúûüçñ"
_PLAIN = "aaaaaaeeeeiiiiooooouuuucn"
# Capitals too: in a database of locale C, lower() knows those of English alone.
FUNCTION = f"""
CREATE FUNCTION centralino_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT to_tsvector('simple'::regconfig, regexp_replace(
    lower(translate(said, '{_ACCENTED}{_ACCENTED.upper()}', '{_PLAIN * 2}')),
    '[^[:alnum:]]+', ' ', 'g')) $$
"""


def upgrade() -> None:
    op.create_index(
        "ix_callbacks_live", "callbacks", ["ticket_id"], sqlite_where=LIVE, postgresql_where=LIVE
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        for table, columns in INDEXED.items():
            said = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
            op.execute(
                f"CREATE INDEX ix_{table}_words ON {table} USING gin (centralino_words({said}))"
            )
        return
    for table, columns in INDEXED.items():
        for statement in _sqlite(table, columns):
            op.execute(statement)


def _sqlite(table: str, columns: tuple[str, ...]) -> list[str]:
    """An index without a copy of the text, and what keeps it: https://sqlite.org/fts5.html, 4.4.3."""
    words, named = f"{table}_words", ", ".join(columns)
    new, old = (", ".join(f"{row}.{one}" for one in columns) for row in ("new", "old"))
    # The names are this file's own.
    add = f"INSERT INTO {words}(rowid, {named}) VALUES (new.id, {new});"  # noqa: S608
    drop = f"INSERT INTO {words}({words}, rowid, {named}) VALUES ('delete', old.id, {old});"  # noqa: S608
    return [
        f"CREATE VIRTUAL TABLE {words} USING fts5({named}, content='{table}', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
        f"INSERT INTO {words}({words}) VALUES ('rebuild')",  # noqa: S608
        f"CREATE TRIGGER {words}_added AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {words}_removed AFTER DELETE ON {table} BEGIN {drop} END",
        f"CREATE TRIGGER {words}_changed AFTER UPDATE OF {named} ON {table} BEGIN {drop} {add} END",
    ]
