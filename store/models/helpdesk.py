"""Table of requests that another helpdesk knows of: under which number, and what it was told."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Leased
from store.models.column_types import Json, Words


class HelpdeskTicket(Leased, Base):
    """One of our requests in the other helpdesk; nothing that tells of a person is kept."""

    __tablename__ = "helpdesk_tickets"
    __table_args__ = (Index(None, "next_at"),)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    remote_id: Mapped[str | None] = mapped_column(Words(40))
    remote_number: Mapped[str | None] = mapped_column(Words(40))
    told: Mapped[Any] = mapped_column(Json(), nullable=True)  # digests, part by part
    told_until: Mapped[int]  # the last entry of its history that was looked at
    told_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]  # since it was told last
    failure: Mapped[str | None] = mapped_column(Words(200))
    given_up: Mapped[bool] = mapped_column(default=False)  # until it changes, or somebody asks
