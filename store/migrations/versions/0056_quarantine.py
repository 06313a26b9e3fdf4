"""Quarantine, calls that we place to ourselves, and the words of voice notes.

Revision ID: 0056
Revises: 0055
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

UNREAD = sa.text("media_type = 'audio/wav' AND read_at IS NULL AND path IS NOT NULL")
ASIDE = sa.text("quarantined_at IS NOT NULL")


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("tickets", sa.Column("quarantined_at", instant, nullable=True))
    op.add_column("tickets", sa.Column("quarantined_by", sa.String(60), nullable=True))
    op.add_column("attachments", sa.Column("words", sa.String(), nullable=True))
    op.add_column("attachments", sa.Column("read_at", instant, nullable=True))
    op.add_column("attachments", sa.Column("read_next_at", instant, nullable=True))
    op.add_column(
        "attachments", sa.Column("read_attempts", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index(
        "ix_attachments_unread", "attachments", ["read_next_at"],
        sqlite_where=UNREAD, postgresql_where=UNREAD,
    )  # fmt: skip
    op.create_table(
        "rehearsals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("to_number", sa.String(32), nullable=False),
        sa.Column("from_number", sa.String(32), nullable=False),
        sa.Column("placed_at", instant, nullable=False),
        sa.Column("call_sid", sa.String(34), nullable=True),
        sa.Column("finished_at", instant, nullable=True),
        sa.Column("broken", sa.String(20), nullable=True),
        sa.Column("why", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rehearsals"),
    )
    op.create_index("ix_rehearsals_to_number", "rehearsals", ["to_number", "placed_at"])
    op.create_index(
        "ix_tickets_aside", "tickets", ["quarantined_at"],
        sqlite_where=ASIDE, postgresql_where=ASIDE,
    )  # fmt: skip
