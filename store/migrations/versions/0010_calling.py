"""Calls placed for technicians, and what became of them.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("users", sa.Column("phone", sa.String(32)))
    op.add_column("callbacks", sa.Column("handed_to", sa.String(60)))
    # Both databases know how to rename a column in place.
    op.execute("ALTER TABLE attempts RENAME COLUMN call_sid TO technician_sid")
    for column in (
        sa.Column("claim_token", sa.String(32)),
        sa.Column("state", sa.String(20), nullable=False, server_default="ended"),
        sa.Column("technician_phone", sa.String(32)),
        sa.Column("customer_number", sa.String(32)),
        sa.Column("technician_status", sa.String(20)),
        sa.Column("accepted_at", INSTANT),
        sa.Column("customer_sid", sa.String(34)),
        sa.Column("customer_status", sa.String(20)),
        sa.Column("answered_at", INSTANT),
        sa.Column("dial_status", sa.String(20)),
        sa.Column("bridged", sa.Boolean()),
        sa.Column("seconds", sa.Integer()),
        sa.Column("machine", sa.String(30)),
        sa.Column("left_message", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reason", sa.String(200)),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("next_at", INSTANT),
        sa.Column("proposed", sa.String(20)),
        sa.Column("decided_at", INSTANT),
        sa.Column("undo", sa.JSON()),
    ):
        op.add_column("attempts", column)
    # What was never ended was made by hand, and is long over.
    op.execute("UPDATE attempts SET ended_at = started_at WHERE ended_at IS NULL")
    op.execute("UPDATE attempts SET decided_at = ended_at WHERE outcome IS NOT NULL")
    op.create_index(
        "uq_attempts_live",
        "attempts",
        ["callback_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_index("ix_attempts_started_at", "attempts", ["started_at"])
