"""Tables of notifications to technicians: channels, wishes, and each notification sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.staff.notifications import Event
from store.models.base import Base, Leased, one_of
from store.models.column_types import Json, Key, Words
from store.models.states import NotificationState


class NotificationWishes(Base):
    """What a user wants to hear of, and in which hours of nothing; no row is the usual."""

    __tablename__ = "staff_wishes"
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    events: Mapped[Any] = mapped_column(Json(), nullable=True)
    quiet_from: Mapped[str | None] = mapped_column(Words(5))  # "20:00", on the wall clock
    quiet_to: Mapped[str | None] = mapped_column(Words(5))


class NotificationChannel(Base):
    """Where a user is told: an address of Apprise, which holds secrets of that service."""

    __tablename__ = "staff_ways"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(Words(1000))
    created_at: Mapped[datetime]
    worked_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]  # since it worked last
    failure: Mapped[str | None] = mapped_column(Words(200))


class Notification(Leased, Base):
    """One notice by one way; written once for each thing that happened."""

    __tablename__ = "staff_notices"
    __table_args__ = (UniqueConstraint("way_id", "key"), Index(None, "state", "next_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    way_id: Mapped[int] = mapped_column(ForeignKey("staff_ways.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(Key(100))
    event: Mapped[Event] = mapped_column(one_of(Event))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    text: Mapped[str] = mapped_column(Words(500))
    state: Mapped[NotificationState] = mapped_column(one_of(NotificationState))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Words(200))
