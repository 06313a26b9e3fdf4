"""The tables, with typed columns and no behaviour."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, Float, ForeignKey, Identity, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desk import callbacks, tickets
from store.states import OutboxKind, OutboxState, RecordingState
from store.types import Json, Key, Utc, Words

SID = Key(34)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Utc()}  # noqa: RUF012


def _one_of(states: type[StrEnum]) -> Enum:
    """Kept as the word itself, so that a person reading the table understands it."""
    return Enum(
        states,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda enum: [state.value for state in enum],
    )


class Work:
    """The columns that make a row a piece of work: see "the ledger is the queue" in the docs."""

    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(Key(32))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]


class Call(Base):
    """What Twilio told us of a call; without `account_sid` its beginning was missed."""

    __tablename__ = "calls"
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
    j_system_claimed: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    duration_s: Mapped[int | None]
    fault: Mapped[str | None] = mapped_column(Words(255))


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


class Recording(Work, Base):
    __tablename__ = "recordings"
    __table_args__ = (Index(None, "state", "next_at"),)
    sid: Mapped[str] = mapped_column(SID, primary_key=True)
    call_sid: Mapped[str] = mapped_column(SID, ForeignKey("calls.sid"), index=True)
    state: Mapped[RecordingState] = mapped_column(_one_of(RecordingState))
    duration_s: Mapped[int | None]
    channels: Mapped[int] = mapped_column(default=1)
    path: Mapped[str | None] = mapped_column(Words())
    bytes: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(Words(64))
    last_error: Mapped[str | None] = mapped_column(Words(1000))
    announced_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]


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
    created_at: Mapped[datetime]


class Ticket(Base):
    """One request for help. Its numbers begin at 1001 and are never given twice."""

    __tablename__ = "tickets"
    __table_args__ = (Index(None, "state", "id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Identity(start=1001), primary_key=True)
    call_sid: Mapped[str | None] = mapped_column(SID, ForeignKey("calls.sid"), unique=True)
    kind: Mapped[tickets.Kind] = mapped_column(_one_of(tickets.Kind))
    channel: Mapped[tickets.Channel] = mapped_column(_one_of(tickets.Channel))
    state: Mapped[tickets.State] = mapped_column(_one_of(tickets.State))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    caller_number: Mapped[str | None] = mapped_column(Words(32), index=True)
    category: Mapped[str] = mapped_column(Words(20), default="other")
    urgency: Mapped[str] = mapped_column(Words(20), default="normal")
    subject: Mapped[str | None] = mapped_column(Words(255))
    cover: Mapped[str | None] = mapped_column(Words(40))  # what pays for it, once somebody decided
    callback_number: Mapped[str | None] = mapped_column(Words(32))
    caller_name: Mapped[str | None] = mapped_column(Words(120))
    company: Mapped[str | None] = mapped_column(Words(120))
    product: Mapped[str | None] = mapped_column(Words(120))
    customer_code: Mapped[str | None] = mapped_column(Words(40))
    wants: Mapped[str | None] = mapped_column(Words(20))
    language: Mapped[str | None] = mapped_column(Words(10))
    draft: Mapped[Any] = mapped_column(Json(), nullable=True)  # the last triage, with its evidence
    # Names of the columns that a person set: no machine touches them again.
    by_hand: Mapped[Any] = mapped_column(Json(), nullable=True)
    in_charge_at: Mapped[datetime]
    promised_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TicketHistory(Base):
    __tablename__ = "ticket_history"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Words(60))
    event: Mapped[str] = mapped_column(Words(40))
    from_state: Mapped[str | None] = mapped_column(Words(20))
    to_state: Mapped[str | None] = mapped_column(Words(20))
    note: Mapped[str | None] = mapped_column(Words(1000))


class Callback(Work, Base):
    """A customer to ring; one per ticket."""

    __tablename__ = "callbacks"
    __table_args__ = (Index(None, "state", "in_charge_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    state: Mapped[callbacks.State] = mapped_column(_one_of(callbacks.State))
    number: Mapped[str | None] = mapped_column(Words(32))
    urgency: Mapped[str] = mapped_column(Words(20), default="normal")
    kind: Mapped[tickets.Kind] = mapped_column(_one_of(tickets.Kind))
    j_system: Mapped[bool] = mapped_column(default=False)
    in_charge_at: Mapped[datetime]
    claimed_by: Mapped[str | None] = mapped_column(Words(60))
    created_at: Mapped[datetime]


class Attempt(Base):
    """One time that we rang a customer."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callbacks.id"), index=True)
    call_sid: Mapped[str | None] = mapped_column(SID)
    technician: Mapped[str | None] = mapped_column(Words(60))
    started_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(Words(20))
    ended_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(Words(1000))


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Key(40), unique=True)
    code_digits: Mapped[str] = mapped_column(Words(40), index=True)  # what a keypad can send of it
    name: Mapped[str] = mapped_column(Words(200))
    email: Mapped[str | None] = mapped_column(Words(254))
    contract: Mapped[bool] = mapped_column(default=False)
    contract_until: Mapped[date | None]
    j_system: Mapped[bool] = mapped_column(default=False)
    j_system_until: Mapped[date | None]
    software: Mapped[str | None] = mapped_column(Words(120))
    software_version: Mapped[str | None] = mapped_column(Words(40))
    notes: Mapped[str | None] = mapped_column(Words())


class CustomerPhone(Base):
    __tablename__ = "customer_phones"
    __table_args__ = (UniqueConstraint("customer_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(Words(32), index=True)  # E.164; two firms may share one


class Outbox(Work, Base):
    """Something to send, written in the transaction of the fact that causes it."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "state", "next_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OutboxKind] = mapped_column(_one_of(OutboxKind))
    to: Mapped[str] = mapped_column(Words(254))
    body: Mapped[Any] = mapped_column(Json(), nullable=True)
    state: Mapped[OutboxState] = mapped_column(_one_of(OutboxState))
    key: Mapped[str] = mapped_column(Key(100), unique=True)
    provider_sid: Mapped[str | None] = mapped_column(Words(64))
    last_error: Mapped[str | None] = mapped_column(Words(1000))
    created_at: Mapped[datetime]


# Calls that may still be going on: few, among all that ever were.
Index(
    "ix_calls_unfinished",
    Call.started_at,
    sqlite_where=text("finished_at IS NULL"),
    postgresql_where=text("finished_at IS NULL"),
)
