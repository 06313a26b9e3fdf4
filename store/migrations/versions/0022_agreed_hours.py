"""The hour that a customer agreed on, beside the time at which a callback is tried again.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("callbacks", sa.Column("agreed_at", INSTANT))
    op.add_column("callbacks", sa.Column("agreed_on", INSTANT))
    # Who agreed on an hour so far is tried again at it, unless they rang back or it was tried since.
    op.execute(
        """
        UPDATE callbacks SET agreed_on = (
            SELECT coalesce(attempts.decided_at, attempts.started_at) FROM attempts
            WHERE attempts.id = (SELECT max(id) FROM attempts WHERE callback_id = callbacks.id)
            AND attempts.outcome = 'call_again'
        ) WHERE state IN ('waiting', 'claimed')
        """
    )
    op.execute("UPDATE callbacks SET agreed_on = NULL WHERE rang_back_at >= agreed_on")
    op.execute("UPDATE callbacks SET agreed_at = next_at WHERE agreed_on IS NOT NULL")
