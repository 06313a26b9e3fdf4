"""An index of messages by the time at which they were written, to count them by.

Revision ID: 0041
Revises: 0040
"""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_kind_created_at", "outbox", ["kind", "created_at"])
