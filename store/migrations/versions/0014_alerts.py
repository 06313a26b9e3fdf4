"""Alerts of whoever is on call, step by step.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("taken_by", sa.String(60)),
        sa.Column("taken_at", INSTANT),
        sa.Column("alone_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("reason", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_alerts_ticket_id"),
        sa.UniqueConstraint("ticket_id", name="uq_alerts_ticket_id"),
    )
    op.create_index("ix_alerts_ended_at_from_at", "alerts", ["ended_at", "from_at"])
    op.create_table(
        "alert_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("refused_at", INSTANT),
        sa.Column("phone", sa.String(32)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("sid", sa.String(34)),
        sa.Column("status", sa.String(20)),
        sa.Column("accepted_at", INSTANT),
        sa.Column("reason", sa.String(200)),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("next_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_alert_steps"),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name="fk_alert_steps_alert_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_alert_steps_user_id"),
        sa.UniqueConstraint("alert_id", "number", name="uq_alert_steps_alert_id_number"),
    )
    op.create_index("ix_alert_steps_ended_at_next_at", "alert_steps", ["ended_at", "next_at"])
    op.create_index("ix_alert_steps_phone", "alert_steps", ["phone"])
    op.create_index("ix_alert_steps_sid", "alert_steps", ["sid"])


def downgrade() -> None:
    op.drop_table("alert_steps")
    op.drop_table("alerts")
