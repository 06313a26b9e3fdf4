"""Codes for remote support, which callers key.

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("remote_code", sa.String(12)))
    op.add_column("tickets", sa.Column("remote_code_at", sa.DateTime(timezone=True)))
