"""What callers said of the number that was read back to them.

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("confirmed_number", sa.String(32)))
    op.add_column("tickets", sa.Column("number_check", sa.String(20)))
