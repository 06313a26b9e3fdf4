"""Who a user is at the provider of identities (OpenID Connect).

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("identity", sa.String(254)))
    op.add_column("users", sa.Column("identity_subject", sa.String(64)))
    op.create_index("ix_users_identity", "users", ["identity"], unique=True)
