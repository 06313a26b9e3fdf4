"""Where a request that a technician wrote came from, and into which one another was merged.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("origin", sa.String(20)))
    op.add_column("tickets", sa.Column("merged_into", sa.Integer()))
    op.add_column("tickets", sa.Column("merged", sa.JSON()))
    op.create_index("ix_tickets_merged_into", "tickets", ["merged_into"])
