"""Promises in whose place a new one was made, so that both are counted, kept or not.

Revision ID: 0027
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "earlier_promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("promised_at", INSTANT, nullable=False),
        sa.Column("replaced_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name="fk_earlier_promises_ticket_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_earlier_promises"),
    )
    for column in ("ticket_id", "promised_at"):
        op.create_index(f"ix_earlier_promises_{column}", "earlier_promises", [column])
