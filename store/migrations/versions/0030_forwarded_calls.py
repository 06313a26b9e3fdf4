"""Whether a call was sent on by another line, so that its number may not be the caller's.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "calls",
        sa.Column("forwarded", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
