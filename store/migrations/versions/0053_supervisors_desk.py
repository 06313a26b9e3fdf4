"""What was written to the rota in one go; indexes by which messages are listed; tokens that overlap.

Revision ID: 0053
Revises: 0051
"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rota_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rota_changes"),
    )
    op.create_index("ix_rota_changes_at", "rota_changes", ["at"])
    op.create_index("ix_outbox_state_delivery_id", "outbox", ["state", "delivery", "id"])
    for name in ("rotated_at", "earlier_until", "earlier_seen_at", "limited_at", "refused_at"):
        op.add_column("installations", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("installations", sa.Column("earlier_hash", sa.String(64), nullable=True))
    op.add_column("installations", sa.Column("refused_status", sa.Integer(), nullable=True))
    op.create_index("ix_installations_earlier_hash", "installations", ["earlier_hash"])
