"""An index of messages by the time at which they were written, to count them by.

Revision ID: 0036
Revises: 0035
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_kind_created_at", "outbox", ["kind", "created_at"])
