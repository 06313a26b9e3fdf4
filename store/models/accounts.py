"""Tables of accounts: users and API tokens."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from rules.staff.accounts import Role
from store.models.base import Base, one_of
from store.models.column_types import Json, Key, Words


class User(Base):
    """A technician or a supervisor."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Key(40), unique=True)  # as rules.staff.accounts tidies it
    password_hash: Mapped[str] = mapped_column(Words(255))  # argon2id, with its parameters
    role: Mapped[Role] = mapped_column(one_of(Role))
    phone: Mapped[str | None] = mapped_column(Words(32))  # E.164: rung first by click-to-call
    pin_hash: Mapped[str | None] = mapped_column(Words(255))  # argon2id; by telephone
    full_name: Mapped[str | None] = mapped_column(Words(80))  # as colleagues know the user
    skills: Mapped[Any] = mapped_column(
        Json(), nullable=True
    )  # categories, as rules.tickets.ticket has them
    feed_hash: Mapped[str | None] = mapped_column(
        Words(64), unique=True, index=True
    )  # of the calendar's link
    # The e-mail address with which the user signs in at a provider, and by what it knows the user.
    identity: Mapped[str | None] = mapped_column(Words(254), unique=True, index=True)
    identity_subject: Mapped[str | None] = mapped_column(Words(64))
    single_keys: Mapped[bool] = mapped_column(default=True)  # whether j, k and the like do anything
    totp_sealed: Mapped[str | None] = mapped_column(Words(255))  # see store.staff.second_factor
    totp_step: Mapped[int | None]  # of the last code that was taken: none is taken twice
    has_to_change: Mapped[bool] = mapped_column(default=False)  # a password that somebody else gave
    # Whether the console tells what concerns the user by a sound, and by the desktop.
    sounds: Mapped[bool] = mapped_column(default=False, server_default=false())
    desktop_notices: Mapped[bool] = mapped_column(default=False, server_default=false())
    ready_until: Mapped[datetime | None]  # see store.callbacks.readiness
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class ApiToken(Base):
    """A bearer token of a user; what it says is not kept."""

    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(Words(64), unique=True)  # SHA-256 of the token
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands once for the app's; what it says is not kept, and none that was used."""

    __tablename__ = "recovery_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(Words(64))  # SHA-256 of the code
