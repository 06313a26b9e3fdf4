"""Whether a call was sent on by another line, so that its number may not be the caller's.

Revision ID: 0032
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "calls",
        sa.Column("forwarded", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
