"""Table of jobs of the clock that fail; one that runs again has no row."""

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
