"""The case that is read to a technician who dials in, apart from what a caller's call is about.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("callback_id", sa.Integer()))
    # A technician's call kept a callback's number where a caller's keeps a ticket's.
    op.execute(
        "UPDATE calls SET callback_id = CAST(about AS INTEGER), about = NULL"
        " WHERE direction = 'staff' AND about IS NOT NULL AND about <> 'another'"
    )
