"""Words are found by their stems too ("fattura" finds fatture), and requests by code and e-mail.

SQLite's word indexes hold the words as they stand and, in a column of their own, their stems; they
keep no copy of the text. PostgreSQL's function adds the stems, marked by "=", to what it indexes.

Revision ID: 0033
Revises: 0032
"""

from alembic import op
from sqlalchemy import text

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

INDEXED = {
    "tickets": (
        *("subject", "company", "caller_name", "message", "product", "last_error"),
        *("customer_code", "email"),
    ),
    "transcripts": ("text", "corrected"),
}
# As rules.search_words.ENDINGS was; whoever alters those makes the indexes anew.
ENDINGS = (
    "(?:(?<=[a-z]{3})h?i?(?:azion[ei]|[ai]ment[oi]|at[aeio]|ando|endo|[aei]re|[aeio])"
    "|(?<=[a-z]{4})(?:ut[aeio]|ano|ono))(?= |$)"
)
_STRAIGHT = "lower(regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'))"
_ASCII = (
    "lower(translate(said, 'àáâäãåèéêëìíîïòóôöõùúûüçñÀÁÂÄÃÅÈÉÊËÌÍÎÏÒÓÔÖÕÙÚÛÜÇÑ',"
    " 'aaaaaaeeeeiiiiooooouuuucnaaaaaaeeeeiiiiooooouuuucn'))"
)
# A lexeme of more than 2 kB is an error; nobody looks for a word of that length.
FUNCTION = """
CREATE OR REPLACE FUNCTION centralino_words(said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT to_tsvector('simple'::regconfig, words) || array_to_tsvector(ARRAY(
    SELECT DISTINCT '=' || left(stem, 200)
    FROM regexp_split_to_table(regexp_replace(words, '{endings}', '', 'g'), ' ') AS stem
    WHERE stem <> ''))
    FROM (SELECT regexp_replace({plain}, '[^[:alnum:]]+', ' ', 'g') AS words) AS plain $$
"""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        unicode = connection.scalar(text("SELECT getdatabaseencoding()")) == "UTF8"
        for table in INDEXED:
            op.execute(f"DROP INDEX ix_{table}_words")
        plain = _STRAIGHT if unicode else _ASCII
        connection.exec_driver_sql(FUNCTION.format(plain=plain, endings=ENDINGS))
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
    """An index without a copy of the text, and what keeps it: https://sqlite.org/fts5.html, 4.4.2."""
    words, named = f"{table}_words", ", ".join(columns)
    # The names are this file's own.
    add = f"INSERT INTO {words}(rowid, words, stems) VALUES (new.id, {_both('new', columns)});"  # noqa: S608
    drop = (
        f"INSERT INTO {words}({words}, rowid, words, stems)"  # noqa: S608
        f" VALUES ('delete', old.id, {_both('old', columns)});"
    )
    return [
        *(f"DROP TRIGGER IF EXISTS {words}_{what}" for what in ("added", "removed", "changed")),
        f"DROP TABLE {words}",
        f"CREATE VIRTUAL TABLE {words} USING fts5(words, stems, content='', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
        f"INSERT INTO {words}(rowid, words, stems)"  # noqa: S608
        f" SELECT id, {_both(table, columns)} FROM {table}",
        f"CREATE TRIGGER {words}_added AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {words}_removed AFTER DELETE ON {table} BEGIN {drop} END",
        f"CREATE TRIGGER {words}_changed AFTER UPDATE OF {named} ON {table} BEGIN {drop} {add} END",
    ]


def _both(row: str, columns: tuple[str, ...]) -> str:
    said = " || ' ' || ".join(f"coalesce({row}.{one}, '')" for one in columns)
    return f"{said}, centralino_stems({said})"
