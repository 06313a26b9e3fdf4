"""What triage found in a later call about a request, so that a join that was guessed can be undone.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("additions", sa.Column("draft", sa.JSON()))
