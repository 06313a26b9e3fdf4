"""When a message began to be handed over: before, it has surely not been sent.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("handed_at", sa.DateTime(timezone=True)))
    # Whoever holds one now did not say so, and may have sent it.
    op.execute("UPDATE outbox SET handed_at = created_at WHERE lease_token IS NOT NULL")
