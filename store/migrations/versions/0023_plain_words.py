"""PostgreSQL takes every accent off the words that it indexes, as SQLite does and as searches do.

Before, it knew those of a few languages alone: "zagar" did not find "Žagar", nor "cote" a "Côte"
whose accents are signs of their own.

Revision ID: 0023
Revises: 0022
"""

from alembic import op
from sqlalchemy import text

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE OR REPLACE FUNCTION centralino_words(said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT to_tsvector('simple'::regconfig, regexp_replace(
    lower(regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g')),
    '[^[:alnum:]]+', ' ', 'g')) $$
"""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    if connection.scalar(text("SELECT getdatabaseencoding()")) != "UTF8":
        return  # accents can be told from letters in Unicode alone
    op.execute(FUNCTION)
    for table in ("tickets", "transcripts"):
        op.execute(f"REINDEX INDEX ix_{table}_words")
