"""What coverage hangs on, kept with its ticket; a customer's account manager.

Revision ID: 0025
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("coverage_facts", sa.JSON()))
    op.add_column("customers", sa.Column("account_manager", sa.String(120)))
    op.add_column("customers", sa.Column("account_manager_email", sa.String(254)))
    op.add_column("customers", sa.Column("account_manager_phone", sa.String(40)))
