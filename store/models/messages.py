"""Table of the outbox: SMS and e-mails to send."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Leased, one_of
from store.models.column_types import Json, Key, Words
from store.models.states import OutboxKind, OutboxState


class Outbox(Leased, Base):
    """Something to send, written in the transaction of the fact that causes it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "next_at"),
        Index(None, "to", "created_at"),
        Index(None, "kind", "created_at"),
        Index(None, "state", "delivery", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OutboxKind] = mapped_column(one_of(OutboxKind))
    to: Mapped[str] = mapped_column(Words(254))
    body: Mapped[Any] = mapped_column(Json(), nullable=True)
    state: Mapped[OutboxState] = mapped_column(one_of(OutboxState))
    key: Mapped[str] = mapped_column(Key(100), unique=True)
    provider_sid: Mapped[str | None] = mapped_column(Words(64))
    last_error: Mapped[str | None] = mapped_column(Words(1000))
    created_at: Mapped[datetime]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    handed_at: Mapped[datetime | None]  # the handing over began, so that it may have been sent
    sent_at: Mapped[datetime | None]
    delivery: Mapped[str | None] = mapped_column(Words(20))  # as the provider reports it
    delivery_error: Mapped[str | None] = mapped_column(Words(10))  # the provider's code
    delivery_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]  # it did not arrive, and somebody saw to it
    settled_by: Mapped[str | None] = mapped_column(Words(60))
    removed_at: Mapped[datetime | None]  # erased here, and deleted at the provider as well
