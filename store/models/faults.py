"""Table of known faults: what broke for several customers at once, from its proposal to its end."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from rules.tickets.known_fault import FaultState
from store.models.base import Base, one_of
from store.models.column_types import Json, Words


class KnownFault(Base):
    """One proposal, and what became of it; its requests name it (`tickets.fault_id`)."""

    __tablename__ = "known_faults"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[FaultState] = mapped_column(one_of(FaultState), index=True)
    title: Mapped[str] = mapped_column(Words(60))
    said: Mapped[str] = mapped_column(Words(60))  # to callers, before the beep
    said_en: Mapped[str] = mapped_column(Words(60))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(Words(60))  # who made it known, or refused it
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(Words(60))
    note: Mapped[str | None] = mapped_column(Words(1000))  # what its requests were closed with
    undo: Mapped[Any] = mapped_column(
        Json(), nullable=True
    )  # how its requests stood before the end
