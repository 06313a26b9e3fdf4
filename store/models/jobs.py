"""Tables of what runs in the background: jobs of the clock that fail, and who was last seen at work."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base
from store.models.column_types import Key, Words


class FailingJob(Base):
    """A job that failed when it ran last."""

    __tablename__ = "failing_jobs"
    name: Mapped[str] = mapped_column(Key(80), primary_key=True)
    since: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Words(500))


class SignOfLife(Base):
    """When a part of the service, or something done now and then, was last seen; one row for each."""

    __tablename__ = "signs_of_life"
    name: Mapped[str] = mapped_column(Key(40), primary_key=True)
    at: Mapped[datetime]
