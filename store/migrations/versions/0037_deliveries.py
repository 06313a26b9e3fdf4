"""Why a message was not delivered, and who saw to one that was not.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("delivery_error", sa.String(10)))
    op.add_column("outbox", sa.Column("settled_at", sa.DateTime(timezone=True)))
    op.add_column("outbox", sa.Column("settled_by", sa.String(60)))
