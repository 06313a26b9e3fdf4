"""Corrections of work minutes, why somebody pays, what was invoiced, warnings of response times.

Revision ID: 0026
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("work_entries", sa.Column("cover", sa.String(20)))
    with op.batch_alter_table("work_entries") as table:
        table.add_column(sa.Column("corrects_id", sa.Integer))
        table.create_foreign_key(
            "fk_work_entries_corrects_id", "work_entries", ["corrects_id"], ["id"]
        )
        table.create_unique_constraint("uq_work_entries_corrects_id", ["corrects_id"])
    op.add_column("tickets", sa.Column("cover_why", sa.String(200)))
    op.add_column("tickets", sa.Column("response_warned_at", INSTANT))
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("ticket_id", sa.Integer, nullable=False),
        sa.Column("quote_id", sa.Integer),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("net", sa.BigInteger, nullable=False),
        sa.Column("vat", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invoices"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_invoices_ticket_id"),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name="fk_invoices_quote_id"),
        sa.UniqueConstraint("key", name="uq_invoices_key"),
    )
    op.create_index("ix_invoices_ticket_id", "invoices", ["ticket_id"])
