"""Indexes by which requests are found among a million: numbers, categories, customers by number.

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_tickets_category", "tickets", ["category"])
    op.create_index("ix_tickets_urgency", "tickets", ["urgency"])
    op.create_index("ix_tickets_category_urgency", "tickets", ["category", "urgency"])
    op.create_index("ix_tickets_callback_number", "tickets", ["callback_number"])
    op.create_index("ix_callbacks_number", "callbacks", ["number"])
    op.create_index("ix_calls_from_number_started_at", "calls", ["from_number", "started_at"])
    known = sa.text("customer_hint_id IS NOT NULL")
    op.create_index(
        "ix_calls_customer_hint_id",
        "calls",
        ["customer_hint_id"],
        sqlite_where=known,
        postgresql_where=known,
    )
