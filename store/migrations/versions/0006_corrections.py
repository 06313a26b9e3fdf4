"""Corrections of transcripts, and the words that they teach.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("transcripts", sa.Column("corrected", sa.String()))
    op.add_column("transcripts", sa.Column("corrected_by", sa.String(60)))
    op.add_column("transcripts", sa.Column("corrected_at", INSTANT))
    op.create_table(
        "glossary",
        sa.Column("word", sa.String(40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("learned_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_glossary"),
    )
