"""What we missed: that Twilio is to be asked, and recordings that it has no more.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recordings", sa.Column("gone_at", sa.DateTime(timezone=True)))
    op.create_table(
        "missed_webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_missed_webhooks"),
        sqlite_autoincrement=True,  # a number is never given again, though its row is deleted
    )
