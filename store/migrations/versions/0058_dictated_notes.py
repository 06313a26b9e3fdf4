"""Who dictated a note after a callback, and under which claim; None for what customers sent.

Revision ID: 0058
Revises: 0056
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachments", sa.Column("dictated_by", sa.String(60), nullable=True))
    op.add_column("attachments", sa.Column("dictated_claim", sa.String(32), nullable=True))
