"""Table of what was altered in the browser over what config.yaml says."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base
from store.models.column_types import Json, Key, Words


class Alteration(Base):
    """One change of one setting; none is ever altered itself, and the newest of each key counts."""

    __tablename__ = "alterations"
    __table_args__ = (UniqueConstraint("key", "follows", name="uq_alterations_key_follows"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Words(60))
    key: Mapped[str] = mapped_column(Key(100))  # of config.yaml
    before: Mapped[object | None] = mapped_column(Json)  # null: as config.yaml says
    after: Mapped[object | None] = mapped_column(Json)
    follows: Mapped[int]  # the row of the same key in whose place it stands; 0 for none
    undoes: Mapped[int | None]  # the row that it takes back
