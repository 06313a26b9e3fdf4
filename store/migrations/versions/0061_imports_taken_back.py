"""Which calendar a change of the rota read; imports of customers and hardware that can be taken back.

Revision ID: 0061
Revises: 0060
"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rota_changes", sa.Column("calendar", sa.String(80), nullable=True))
    op.create_table(
        "customer_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(150), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_customer_imports"),
    )
    op.create_index("ix_customer_imports_at", "customer_imports", ["at"])
    op.create_table(
        "customer_import_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer_import_rows"),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["customer_imports.id"],
            name="fk_customer_import_rows_import_id_customer_imports",
            ondelete="CASCADE",
        ),
    )
    for column in ("import_id", "customer_id"):
        name = f"ix_customer_import_rows_{column}"
        op.create_index(name, "customer_import_rows", [column])
