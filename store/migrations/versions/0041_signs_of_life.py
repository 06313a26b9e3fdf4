"""When parts of the service, and what is done now and then, were last seen.

Revision ID: 0041
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signs_of_life",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
