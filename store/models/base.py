"""Base of all tables: names of constraints, instants in UTC, states as words, leases."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from store.models.column_types import Key, Utc

SID = Key(34)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Utc()}  # noqa: RUF012


def one_of(states: type[StrEnum]) -> Enum:
    """Kept as the word itself, so that a person reading the table understands it."""
    return Enum(
        states,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda enum: [state.value for state in enum],
    )


class Leased:
    """The columns that make a row a piece of work: see "the ledger is the queue" in the docs."""

    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(Key(32))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
