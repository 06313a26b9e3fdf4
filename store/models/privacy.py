"""Tables of erasures, whether the free pages were cleaned since, and of copies that were restored."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base


class Erasure(Base):
    """A request, or calls that opened none, of which the personal data is gone."""

    __tablename__ = "erasures"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    at: Mapped[datetime]
    cleaned_at: Mapped[datetime | None] = mapped_column(index=True)


class RestoredCopy(Base):
    """A backup took the database's place: what it tells of as waiting may have been done since."""

    __tablename__ = "restored_copies"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
