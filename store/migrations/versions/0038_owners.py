"""Who owns a request that is in progress, since when, and when they come back to it.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("tickets", sa.Column("owner", sa.String(60)))
    for name in ("owned_since", "back_at", "idle_told_at"):
        op.add_column("tickets", sa.Column(name, INSTANT))
    # What is in progress is of whoever spoke with the customer last, where that is known.
    op.execute(
        """
        UPDATE tickets SET owner = (
            SELECT attempts.technician FROM attempts
            JOIN callbacks ON callbacks.id = attempts.callback_id
            JOIN users ON users.name = attempts.technician AND users.disabled_at IS NULL
            WHERE callbacks.ticket_id = tickets.id AND callbacks.state = 'done'
            AND attempts.outcome IN ('spoken', 'to_be_quoted')
            ORDER BY attempts.id DESC LIMIT 1
        ) WHERE state = 'in_progress'
        """
    )
    op.execute("UPDATE tickets SET owned_since = updated_at WHERE owner IS NOT NULL")
