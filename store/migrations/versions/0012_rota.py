"""The rota: shifts, swaps, and the link of each person's calendar.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("end_at", INSTANT, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(80)),
        sa.Column("uid", sa.String(255)),
        sa.PrimaryKeyConstraint("id", name="pk_shifts"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_shifts_user_id"),
        sa.UniqueConstraint("calendar", "uid", name="uq_shifts_calendar_uid"),
    )
    op.create_index("ix_shifts_user_id", "shifts", ["user_id"])
    op.create_index("ix_shifts_end_at", "shifts", ["end_at"])
    op.create_table(
        "shift_swaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("from_user_id", sa.Integer(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shift_swaps"),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name="fk_shift_swaps_shift_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["from_user_id"], ["users.id"], name="fk_shift_swaps_from_user_id"),
        sa.ForeignKeyConstraint(["to_user_id"], ["users.id"], name="fk_shift_swaps_to_user_id"),
    )
    op.create_index("ix_shift_swaps_shift_id", "shift_swaps", ["shift_id"])
    op.add_column("users", sa.Column("feed_hash", sa.String(64)))
    op.create_index("ix_users_feed_hash", "users", ["feed_hash"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_users_feed_hash", "users")
    op.drop_column("users", "feed_hash")
    op.drop_table("shift_swaps")
    op.drop_table("shifts")
