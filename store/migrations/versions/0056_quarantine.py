"""Requests of silent callers that were put aside, and by whom.

Revision ID: 0056
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0050"
branch_labels = None
depends_on = None

ASIDE = sa.text("quarantined_at IS NOT NULL")


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("tickets", sa.Column("quarantined_at", instant, nullable=True))
    op.add_column("tickets", sa.Column("quarantined_by", sa.String(60), nullable=True))
    op.create_index(
        "ix_tickets_aside", "tickets", ["quarantined_at"],
        sqlite_where=ASIDE, postgresql_where=ASIDE,
    )  # fmt: skip
