"""Which calendar a change of the rota read, so that it can be taken back by its name.

Revision ID: 0061
Revises: 0056
"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rota_changes", sa.Column("calendar", sa.String(80), nullable=True))
