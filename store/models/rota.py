"""Tables of the rota: shifts, swaps, calendars, weeks that were written in one go."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.rota import Kind
from store.models.base import Base, one_of
from store.models.column_types import Json, Key, Words


class Shift(Base):
    """One person's stretch of time; one that a calendar brought is known by its event's UID."""

    __tablename__ = "shifts"
    __table_args__ = (UniqueConstraint("calendar", "uid"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    start_at: Mapped[datetime]
    end_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[int] = mapped_column(default=1)
    calendar: Mapped[str | None] = mapped_column(Key(80))  # None: made here
    uid: Mapped[str | None] = mapped_column(Key(255))  # of the event, with the day where it repeats


class Swap(Base):
    """A shift that somebody took over; the first one tells whose it was."""

    __tablename__ = "shift_swaps"
    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id", ondelete="CASCADE"), index=True)
    from_user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    to_user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by: Mapped[str] = mapped_column(Words(60))
    at: Mapped[datetime]


class RotaChange(Base):
    """Weeks or a calendar written in one go, with what each of their shifts was, to be taken back."""

    __tablename__ = "rota_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str] = mapped_column(Words(60))
    monday: Mapped[date]  # of the first week
    weeks: Mapped[int]
    calendar: Mapped[str | None] = mapped_column(
        Key(80)
    )  # that was read; None: a form was filled in
    body: Mapped[Any] = mapped_column(Json())  # see store.staff.rota_weeks
    undone_at: Mapped[datetime | None]
