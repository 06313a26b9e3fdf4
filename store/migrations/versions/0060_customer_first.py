"""Technicians who say that they are ready, and calls in which the customer is rung first.

Revision ID: 0060
Revises: 0058
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("ready_until", sa.DateTime(timezone=True)))
    for name in ("customer_first", "customer_there"):
        op.add_column(
            "attempts",
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false")),
        )
