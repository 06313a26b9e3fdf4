"""Table of erasures: what was blanked, and whether the database's free pages were cleaned since."""

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
