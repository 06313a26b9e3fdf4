"""A secret of its own for each request's link, numbers that are never dealt again, restored copies.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

# By these numbers people and programs outside name a row; tickets have theirs dealt once already.
NUMBERED = ("quotes", "callbacks", "attempts")
RANDOM = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    secret = sa.Column("link_secret", sa.String(32), nullable=False, server_default="")
    op.add_column("tickets", secret)
    no = sa.false()
    op.add_column(
        "tickets", sa.Column("has_signed_link", sa.Boolean(), nullable=False, server_default=no)
    )
    # Links that were sent before prove the number alone, and go on for the requests of that time.
    op.execute(f"UPDATE tickets SET link_secret = {RANDOM[dialect]}, has_signed_link = true")  # noqa: S608
    op.create_table(
        "restored_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_restored_copies"),
    )
    if dialect != "sqlite":
        return  # its sequences never go back by themselves
    for name in NUMBERED:
        kept = {"sqlite_autoincrement": True}
        with op.batch_alter_table(name, recreate="always", table_kwargs=kept):
            pass
