"""Tables of calls: turns, recordings and transcripts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import SID, Base, Leased, one_of
from store.models.column_types import Json, Key, Words
from store.models.states import RecordingState

HINTED = text("customer_hint_id IS NOT NULL")


class Call(Base):
    """What Twilio told us of a call; without `account_sid` its beginning was missed."""

    __tablename__ = "calls"
    __table_args__ = (
        Index(None, "from_number", "started_at"),
        Index(None, "customer_hint_id", sqlite_where=HINTED, postgresql_where=HINTED),
    )
    sid: Mapped[str] = mapped_column(SID, primary_key=True)
    account_sid: Mapped[str | None] = mapped_column(SID)
    direction: Mapped[str] = mapped_column(Words(20), default="inbound")
    from_number: Mapped[str | None] = mapped_column(Words(32))  # E.164; None when withheld
    from_raw: Mapped[str] = mapped_column(Words(255), default="")
    to_number: Mapped[str] = mapped_column(Words(255), default="")
    line: Mapped[str | None] = mapped_column(Words(20))
    flow: Mapped[str | None] = mapped_column(Words(20))
    language: Mapped[str] = mapped_column(Words(10), default="it")
    status: Mapped[str] = mapped_column(Words(20), default="ringing")
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    customer_code: Mapped[str | None] = mapped_column(Words(40))  # as keyed
    customer_hint_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))  # by number
    # The number may not be the caller's: another line sent the call on.
    forwarded: Mapped[bool] = mapped_column(server_default=text("false"))
    about: Mapped[str | None] = mapped_column(Words(20))  # a ticket's id, or "another"
    # The callback that is read to a technician who dialled in. It refers to a row without a foreign
    # key: callbacks refer to tickets, and those to calls.
    callback_id: Mapped[int | None]
    j_system_claimed: Mapped[bool] = mapped_column(default=False)
    weekend_gate: Mapped[str | None] = mapped_column(Words(20))  # as the caller was told
    weekend_reason: Mapped[str | None] = mapped_column(Words(20))
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    duration_s: Mapped[int | None]
    fault: Mapped[str | None] = mapped_column(Words(255))
    erased_at: Mapped[datetime | None]  # from then on nothing that tells of a person is kept


class Turn(Base):
    """One webhook of a call: the step, the keys pressed, the sentences said in answer."""

    __tablename__ = "turns"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = mapped_column(SID, ForeignKey("calls.sid"), index=True)
    step: Mapped[str] = mapped_column(Words(40))
    key: Mapped[str] = mapped_column(Key(100), unique=True)  # the same for each delivery of it
    digits: Mapped[str] = mapped_column(Words(64), default="")
    heard: Mapped[str | None] = mapped_column(Words())
    at: Mapped[datetime]


class Recording(Leased, Base):
    __tablename__ = "recordings"
    __table_args__ = (Index(None, "state", "next_at"),)
    sid: Mapped[str] = mapped_column(SID, primary_key=True)
    call_sid: Mapped[str] = mapped_column(SID, ForeignKey("calls.sid"), index=True)
    state: Mapped[RecordingState] = mapped_column(one_of(RecordingState))
    duration_s: Mapped[int | None]
    channels: Mapped[int] = mapped_column(default=1)
    path: Mapped[str | None] = mapped_column(Words())
    bytes: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(Words(64))
    last_error: Mapped[str | None] = mapped_column(Words(1000))
    announced_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]  # Twilio's copy was deleted as well
    gone_at: Mapped[datetime | None]  # Twilio has it no more, and we never got it


class Transcript(Base):
    __tablename__ = "transcripts"
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_sid: Mapped[str] = mapped_column(SID, ForeignKey("recordings.sid"), unique=True)
    text: Mapped[str | None] = mapped_column(Words())
    language: Mapped[str | None] = mapped_column(Words(10))
    confidence: Mapped[float | None] = mapped_column(Float)
    no_speech: Mapped[bool] = mapped_column(default=False)
    flagged: Mapped[Any] = mapped_column(Json(), nullable=True)  # inventions, never shown as said
    words: Mapped[Any] = mapped_column(Json(), nullable=True)
    model: Mapped[str] = mapped_column(Words(100))
    corrected: Mapped[str | None] = mapped_column(Words())  # as a person heard it
    corrected_by: Mapped[str | None] = mapped_column(Words(60))
    corrected_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class GlossaryWord(Base):
    """A word that corrections have taught: the recogniser is told of it."""

    __tablename__ = "glossary"
    word: Mapped[str] = mapped_column(Key(40), primary_key=True)  # as it is written
    times: Mapped[int]  # that somebody corrected to it
    learned_at: Mapped[datetime]


class Addition(Base):
    """A later call about a ticket that stands: it opens none of its own."""

    __tablename__ = "additions"
    call_sid: Mapped[str] = mapped_column(SID, ForeignKey("calls.sid"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    what: Mapped[str] = mapped_column(Words(20))  # added, cancelled, asked
    at: Mapped[datetime]
    draft: Mapped[Any | None] = mapped_column(Json())  # what triage found in what it said


# Calls that may still be going on: few, among all that ever were.
Index(
    "ix_calls_unfinished",
    Call.started_at,
    sqlite_where=text("finished_at IS NULL"),
    postgresql_where=text("finished_at IS NULL"),
)


class MissedWebhook(Base):
    """Something of Twilio's could not be kept: Twilio is to be asked. One row, whose number grows."""

    __tablename__ = "missed_webhooks"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]


class Rehearsal(Base):
    """A call that we placed to a line of ours, and the link at which it broke: rules.calls.rehearsal."""

    __tablename__ = "rehearsals"
    __table_args__ = (Index("ix_rehearsals_to_number", "to_number", "placed_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    to_number: Mapped[str] = mapped_column(Words(32))
    from_number: Mapped[str] = mapped_column(Words(32))
    placed_at: Mapped[datetime]
    call_sid: Mapped[str | None] = mapped_column(SID)  # as it came in, which is a call of its own
    finished_at: Mapped[datetime | None]
    broken: Mapped[str | None] = mapped_column(Words(20))
    why: Mapped[str | None] = mapped_column(Words(500))
