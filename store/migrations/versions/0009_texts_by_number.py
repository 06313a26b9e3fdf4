"""What a number was sent lately, found without a look at all that ever was.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_to_created_at", "outbox", ["to", "created_at"])
