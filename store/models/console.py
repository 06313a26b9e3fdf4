"""Tables of console sessions, and of failed sign-ins that the lockout counts."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base
from store.models.column_types import Key, Words


class StaffLog(Base):
    """Something that was done about a user or a shift."""

    __tablename__ = "staff_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Words(60))
    event: Mapped[str] = mapped_column(Words(40))
    who: Mapped[str | None] = mapped_column(Words(60))
    note: Mapped[str | None] = mapped_column(Words(200))


class UserSession(Base):
    """A browser in which a user is signed in; its token is not kept."""

    __tablename__ = "user_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(Words(64), unique=True)  # SHA-256 of the token
    browser: Mapped[str] = mapped_column(Words(200))  # as it calls itself
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class SignInTry(Base):
    """How many passwords were wrong in a row, counted as rules.staff.sign_in_limits says."""

    __tablename__ = "sign_in_tries"
    key: Mapped[str] = mapped_column(Key(80), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
