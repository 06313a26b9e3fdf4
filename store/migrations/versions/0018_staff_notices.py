"""Notices to technicians: their own ways, what they want to hear of, and what was sent.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "staff_wishes",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("events", sa.JSON()),
        sa.Column("quiet_from", sa.String(5)),
        sa.Column("quiet_to", sa.String(5)),
        sa.PrimaryKeyConstraint("user_id", name="pk_staff_wishes"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_staff_wishes_user_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "staff_ways",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(1000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("worked_at", INSTANT),
        sa.Column("failed_at", INSTANT),
        sa.Column("failure", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_staff_ways"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_staff_ways_user_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_staff_ways_user_id", "staff_ways", ["user_id"])
    op.create_table(
        "staff_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("way_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("ticket_id", sa.Integer()),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("reason", sa.String(200)),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_notices"),
        sa.ForeignKeyConstraint(
            ["way_id"], ["staff_ways.id"], name="fk_staff_notices_way_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_staff_notices_ticket_id"),
        sa.UniqueConstraint("way_id", "key", name="uq_staff_notices_way_id_key"),
    )
    op.create_index("ix_staff_notices_state_next_at", "staff_notices", ["state", "next_at"])
