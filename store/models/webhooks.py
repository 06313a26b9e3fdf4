"""Tables of webhooks out: receivers, what there is to tell, and each telling.

No words of a ticket are kept here: what is told is read from the ticket when it is sent.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.webhooks.events import EventType
from store.models.base import Base, Leased, one_of
from store.models.column_types import Json, Key, Words
from store.models.states import WebhookState


class WebhookEndpoint(Base):
    """A program that wants to be told; its secrets sign, so that they are kept as they are."""

    __tablename__ = "webhook_endpoints"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Words(1000))
    about: Mapped[str | None] = mapped_column(Words(120))
    events: Mapped[Any] = mapped_column(Json(), nullable=True)  # none: all
    whole: Mapped[bool] = mapped_column(default=False)  # with the ticket as the API shows it
    secret: Mapped[str] = mapped_column(Words(100))
    old_secret: Mapped[str | None] = mapped_column(Words(100))
    old_until: Mapped[datetime | None]  # signs beside the new one until then
    noted_until: Mapped[datetime]  # of what happened until then a message was written
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    worked_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]  # since it worked last
    failure: Mapped[str | None] = mapped_column(Words(200))
    rests_until: Mapped[datetime | None]  # it fails, and is left alone for a while


class WebhookMessage(Base):
    """Something that happened, by its entry of a ticket's history; `uid` is the webhook's id."""

    __tablename__ = "webhook_messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(Key(40), unique=True)
    type: Mapped[EventType] = mapped_column(one_of(EventType))
    history_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_history.id"), unique=True)
    at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)


class WebhookDelivery(Leased, Base):
    """One message to one receiver."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        Index(None, "state", "next_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(
        ForeignKey("webhook_messages.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[WebhookState] = mapped_column(one_of(WebhookState))
    status: Mapped[int | None]  # of HTTP, as the receiver answered last
    reason: Mapped[str | None] = mapped_column(Words(200))
    ended_at: Mapped[datetime | None]
