"""What was erased: a call's own mark, texts that Twilio has lost too, and pages still to be cleaned.

Revision ID: 0028
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("calls", sa.Column("erased_at", INSTANT))
    op.add_column("outbox", sa.Column("removed_at", INSTANT))
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer()),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("cleaned_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_erasures_ticket_id"),
    )
    op.create_index("ix_erasures_cleaned_at", "erasures", ["cleaned_at"])
    # Of requests that were erased before, calls get the mark too, and their pages are cleaned.
    op.execute(
        "INSERT INTO erasures (ticket_id, at)"
        " SELECT ticket_id, min(at) FROM ticket_history WHERE event = 'erased' GROUP BY ticket_id"
    )
    op.execute(
        "UPDATE calls SET customer_code = NULL, customer_hint_id = NULL,"
        " erased_at = (SELECT max(at) FROM erasures) WHERE sid IN ("
        "SELECT call_sid FROM tickets WHERE id IN (SELECT ticket_id FROM erasures)"
        " UNION SELECT call_sid FROM additions WHERE ticket_id IN (SELECT ticket_id FROM erasures))"
    )
