"""The answer of the week-end gate, as a caller was told it and as the request keeps it.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("calls", "tickets"):
        op.add_column(table, sa.Column("weekend_gate", sa.String(20)))
        op.add_column(table, sa.Column("weekend_reason", sa.String(20)))
