"""Requests that another helpdesk knows of.

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "helpdesk_tickets",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.String(40)),
        sa.Column("remote_number", sa.String(40)),
        sa.Column("told", sa.JSON()),
        sa.Column("told_until", sa.Integer(), nullable=False),
        sa.Column("told_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("failed_at", INSTANT),
        sa.Column("failure", sa.String(200)),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_helpdesk_tickets"),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name="fk_helpdesk_tickets_ticket_id"
        ),
    )
    op.create_index("ix_helpdesk_tickets_next_at", "helpdesk_tickets", ["next_at"])
