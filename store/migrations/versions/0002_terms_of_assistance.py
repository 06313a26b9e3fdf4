"""The terms of assistance: equipment, programs, minutes, quotes, agreements, later calls.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "hardware",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("serial", sa.String(60)),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_hardware_customer_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hardware"),
    )
    op.create_index("ix_hardware_customer_id", "hardware", ["customer_id"])
    op.create_table(
        "installations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT),
        sa.Column("disabled_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name="fk_installations_customer_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_installations"),
        sa.UniqueConstraint("token_hash", name="uq_installations_token_hash"),
    )
    op.create_index("ix_installations_customer_id", "installations", ["customer_id"])
    op.create_table(
        "program_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installations.id"],
            name="fk_program_requests_installation_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_program_requests"),
        sa.UniqueConstraint(
            "installation_id", "key", name="uq_program_requests_installation_id_key"
        ),
    )
    op.create_index("ix_program_requests_created_at", "program_requests", ["created_at"])
    op.create_table(
        "additions",
        sa.Column("call_sid", sa.String(34), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.sid"], name="fk_additions_call_sid"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_additions_ticket_id"),
        sa.PrimaryKeyConstraint("call_sid", name="pk_additions"),
    )
    op.create_index("ix_additions_ticket_id", "additions", ["ticket_id"])
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("path", sa.String()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_attachments_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_ticket_id", "attachments", ["ticket_id"])
    op.create_table(
        "quotes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("vat_percent", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("decided_at", INSTANT),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_quotes_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quotes"),
    )
    op.create_index("ix_quotes_ticket_id", "quotes", ["ticket_id"])
    op.create_table(
        "work_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.String(34)),
        sa.Column("key", sa.String(100)),
        sa.Column("technician", sa.String(60), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(1000)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_work_entries_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_work_entries"),
        sa.UniqueConstraint("call_sid", name="uq_work_entries_call_sid"),
        sa.UniqueConstraint("key", name="uq_work_entries_key"),
    )
    op.create_index("ix_work_entries_ticket_id", "work_entries", ["ticket_id"])
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("ticket_id", sa.Integer()),
        sa.Column("call_sid", sa.String(34)),
        sa.Column("quote_id", sa.Integer()),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("total", sa.BigInteger()),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.sid"], name="fk_agreements_call_sid"),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name="fk_agreements_quote_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_agreements_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agreements"),
        sa.UniqueConstraint("key", name="uq_agreements_key"),
    )
    op.create_index("ix_agreements_call_sid", "agreements", ["call_sid"])
    op.create_index("ix_agreements_ticket_id", "agreements", ["ticket_id"])
    op.create_table(
        "quote_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quotes.id"], name="fk_quote_lines_quote_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_quote_lines"),
        sa.UniqueConstraint("quote_id", "position", name="uq_quote_lines_quote_id_position"),
    )
    op.create_table(
        "work_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer()),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("pays", sa.String(20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_work_shares_customer_id"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["work_entries.id"], name="fk_work_shares_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_work_shares"),
    )
    op.create_index("ix_work_shares_customer_id_month", "work_shares", ["customer_id", "month"])
    op.create_index("ix_work_shares_entry_id", "work_shares", ["entry_id"])
    op.add_column("callbacks", sa.Column("rang_back_at", INSTANT))
    _refer("outbox", "ticket_id", "tickets")
    op.create_index("ix_outbox_ticket_id", "outbox", ["ticket_id"])
    op.add_column("outbox", sa.Column("sent_at", INSTANT))
    op.add_column("outbox", sa.Column("delivery", sa.String(20)))
    op.add_column("outbox", sa.Column("delivery_at", INSTANT))
    op.add_column("tickets", sa.Column("cover_rule", sa.String(60)))
    op.add_column("tickets", sa.Column("message", sa.String()))
    op.add_column("tickets", sa.Column("email", sa.String(254)))
    op.add_column("tickets", sa.Column("software_version", sa.String(40)))
    op.add_column("tickets", sa.Column("last_error", sa.String(4000)))
    _refer("tickets", "installation_id", "installations")
    op.add_column("tickets", sa.Column("promise_warned_at", INSTANT))


def _refer(table: str, column: str, to: str) -> None:
    # Alembic would copy the whole table for this on SQLite, which does it in place as well.
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
        f" CONSTRAINT fk_{table}_{column} REFERENCES {to} (id)"
    )
