"""Table of attempts to call customers back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from rules.callbacks import outbound_call
from store.models.base import SID, Base, one_of
from store.models.column_types import Json, Key, Words
from store.models.dialled import Dialled

_LIVE = text("ended_at IS NULL")


class Attempt(Dialled, Base):
    """One time that a customer was called, by a call that we placed or by the technician's hand.

    Of a callback at most one is going on: two technicians, or one who clicks twice, ring nobody
    twice. What Twilio tells is kept as it comes; rules.callbacks.outbound_call says what it means.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        Index(
            "uq_attempts_live",
            "callback_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(None, "started_at"),
        {"sqlite_autoincrement": True},
    )
    callback_id: Mapped[int] = mapped_column(ForeignKey("callbacks.id"), index=True)
    claim_token: Mapped[str | None] = mapped_column(Key(32))  # of the claim under which it is made
    technician: Mapped[str | None] = mapped_column(Words(60))
    started_at: Mapped[datetime]  # when it was asked for
    state: Mapped[outbound_call.State] = mapped_column(
        one_of(outbound_call.State),
        default=outbound_call.State.ENDED,
        server_default=outbound_call.State.ENDED,
    )
    # Of a call that we place; None of one made by hand.
    technician_phone: Mapped[str | None] = mapped_column(Words(32))
    customer_number: Mapped[str | None] = mapped_column(Words(32))
    technician_sid: Mapped[str | None] = mapped_column(SID)
    technician_status: Mapped[str | None] = mapped_column(Words(20))
    accepted_at: Mapped[datetime | None]  # the technician pressed 1
    customer_sid: Mapped[str | None] = mapped_column(SID)
    customer_status: Mapped[str | None] = mapped_column(Words(20))
    answered_at: Mapped[datetime | None]  # by the customer, or by a mailbox
    dial_status: Mapped[str | None] = mapped_column(Words(20))
    bridged: Mapped[bool | None]
    seconds: Mapped[int | None]  # for which both were connected
    machine: Mapped[str | None] = mapped_column(Words(30))  # who answered, as Twilio detects
    left_message: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    # The customer was rung first, and pressed 1: see rules.callbacks.outbound_call.
    customer_first: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    customer_there: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    hang_up_at: Mapped[datetime | None]  # when to have Twilio end it, as the technician asked
    # What became of it: as the facts suggest, and as it counts.
    proposed: Mapped[str | None] = mapped_column(Words(20))
    outcome: Mapped[str | None] = mapped_column(Words(20))
    decided_at: Mapped[datetime | None]  # None of an outcome that nobody had to tell
    note: Mapped[str | None] = mapped_column(Words(1000))
    put_off_at: Mapped[datetime | None]  # the customer could not talk, and said so by key
    undo: Mapped[Any] = mapped_column(Json(), nullable=True)  # how things stood before

    @property
    def placed_sid(self) -> str | None:
        """The SID of the leg that we placed, from which the other one was rung."""
        return self.customer_sid if self.customer_first else self.technician_sid
