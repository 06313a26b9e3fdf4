"""The first tables: calls, recordings, tickets, callbacks, customers and the outbox.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("code_digits", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("contract", sa.Boolean(), nullable=False),
        sa.Column("contract_until", sa.Date()),
        sa.Column("j_system", sa.Boolean(), nullable=False),
        sa.Column("j_system_until", sa.Date()),
        sa.Column("software", sa.String(120)),
        sa.Column("software_version", sa.String(40)),
        sa.Column("notes", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("code", name="uq_customers_code"),
    )
    op.create_index("ix_customers_code_digits", "customers", ["code_digits"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("body", sa.JSON()),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("provider_sid", sa.String(64)),
        sa.Column("last_error", sa.String(1000)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_state_next_at", "outbox", ["state", "next_at"])
    op.create_table(
        "calls",
        sa.Column("sid", sa.String(34), nullable=False),
        sa.Column("account_sid", sa.String(34)),
        sa.Column("direction", sa.String(20), nullable=False),
        sa.Column("from_number", sa.String(32)),
        sa.Column("from_raw", sa.String(255), nullable=False),
        sa.Column("to_number", sa.String(255), nullable=False),
        sa.Column("line", sa.String(20)),
        sa.Column("flow", sa.String(20)),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("customer_id", sa.Integer()),
        sa.Column("customer_code", sa.String(40)),
        sa.Column("customer_hint_id", sa.Integer()),
        sa.Column("j_system_claimed", sa.Boolean(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.Column("duration_s", sa.Integer()),
        sa.Column("fault", sa.String(255)),
        sa.ForeignKeyConstraint(
            ["customer_hint_id"], ["customers.id"], name="fk_calls_customer_hint_id"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_calls_customer_id"),
        sa.PrimaryKeyConstraint("sid", name="pk_calls"),
    )
    op.create_index("ix_calls_started_at", "calls", ["started_at"])
    op.create_index(
        "ix_calls_unfinished",
        "calls",
        ["started_at"],
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "customer_phones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name="fk_customer_phones_customer_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_customer_phones"),
        sa.UniqueConstraint("customer_id", "number", name="uq_customer_phones_customer_id_number"),
    )
    op.create_index("ix_customer_phones_number", "customer_phones", ["number"])
    op.create_table(
        "recordings",
        sa.Column("sid", sa.String(34), nullable=False),
        sa.Column("call_sid", sa.String(34), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("duration_s", sa.Integer()),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("path", sa.String()),
        sa.Column("bytes", sa.Integer()),
        sa.Column("sha256", sa.String(64)),
        sa.Column("last_error", sa.String(1000)),
        sa.Column("announced_at", INSTANT, nullable=False),
        sa.Column("stored_at", INSTANT),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.sid"], name="fk_recordings_call_sid"),
        sa.PrimaryKeyConstraint("sid", name="pk_recordings"),
    )
    op.create_index("ix_recordings_call_sid", "recordings", ["call_sid"])
    op.create_index("ix_recordings_state_next_at", "recordings", ["state", "next_at"])
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), sa.Identity(always=False, start=1001), nullable=False),
        sa.Column("call_sid", sa.String(34)),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("customer_id", sa.Integer()),
        sa.Column("caller_number", sa.String(32)),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("urgency", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(255)),
        sa.Column("cover", sa.String(40)),
        sa.Column("callback_number", sa.String(32)),
        sa.Column("caller_name", sa.String(120)),
        sa.Column("company", sa.String(120)),
        sa.Column("product", sa.String(120)),
        sa.Column("customer_code", sa.String(40)),
        sa.Column("wants", sa.String(20)),
        sa.Column("language", sa.String(10)),
        sa.Column("draft", sa.JSON()),
        sa.Column("by_hand", sa.JSON()),
        sa.Column("in_charge_at", INSTANT, nullable=False),
        sa.Column("promised_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.sid"], name="fk_tickets_call_sid"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_tickets_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("call_sid", name="uq_tickets_call_sid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tickets_caller_number", "tickets", ["caller_number"])
    op.create_index("ix_tickets_customer_id", "tickets", ["customer_id"])
    op.create_index("ix_tickets_state_id", "tickets", ["state", "id"])
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.String(34), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("digits", sa.String(64), nullable=False),
        sa.Column("heard", sa.String()),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.sid"], name="fk_turns_call_sid"),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint("key", name="uq_turns_key"),
    )
    op.create_index("ix_turns_call_sid", "turns", ["call_sid"])
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("number", sa.String(32)),
        sa.Column("urgency", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("j_system", sa.Boolean(), nullable=False),
        sa.Column("in_charge_at", INSTANT, nullable=False),
        sa.Column("claimed_by", sa.String(60)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_callbacks_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
        sa.UniqueConstraint("ticket_id", name="uq_callbacks_ticket_id"),
    )
    op.create_index("ix_callbacks_state_in_charge_at", "callbacks", ["state", "in_charge_at"])
    op.create_table(
        "ticket_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("from_state", sa.String(20)),
        sa.Column("to_state", sa.String(20)),
        sa.Column("note", sa.String(1000)),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_history_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_history"),
    )
    op.create_index("ix_ticket_history_ticket_id", "ticket_history", ["ticket_id"])
    op.create_table(
        "transcripts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_sid", sa.String(34), nullable=False),
        sa.Column("text", sa.String()),
        sa.Column("language", sa.String(10)),
        sa.Column("confidence", sa.Float()),
        sa.Column("no_speech", sa.Boolean(), nullable=False),
        sa.Column("flagged", sa.JSON()),
        sa.Column("words", sa.JSON()),
        sa.Column("model", sa.String(100), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_sid"], ["recordings.sid"], name="fk_transcripts_recording_sid"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_transcripts"),
        sa.UniqueConstraint("recording_sid", name="uq_transcripts_recording_sid"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.String(34)),
        sa.Column("technician", sa.String(60)),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("ended_at", INSTANT),
        sa.Column("note", sa.String(1000)),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name="fk_attempts_callback_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_callback_id", "attempts", ["callback_id"])

    if op.get_bind().dialect.name == "sqlite":  # where Identity(start=1001) says nothing
        op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('tickets', 1000)")
