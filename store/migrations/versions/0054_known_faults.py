"""Known faults: what broke for several customers at once, and which requests are about it.

Revision ID: 0054
Revises: 0053
"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_faults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("said", sa.String(60), nullable=False),
        sa.Column("said_en", sa.String(60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(60), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(60), nullable=True),
        sa.Column("note", sa.String(1000), nullable=True),
        sa.Column("undo", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_known_faults"),
    )
    op.create_index("ix_known_faults_state", "known_faults", ["state"])
    op.add_column("tickets", sa.Column("fault_id", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("fault_by", sa.String(10), nullable=True))
    op.create_index("ix_tickets_fault_id", "tickets", ["fault_id"])
