"""Tables of tickets, their history, and callbacks."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from rules.callbacks import callback
from rules.tickets import ticket
from store.models.base import SID, Base, Leased, one_of
from store.models.column_types import Json, Key, Words

# Few are, of all that ever were; statements that say so literally use the index of these alone.
UNREAD = text("media_type = 'audio/wav' AND read_at IS NULL AND path IS NOT NULL")
ASIDE = text("quarantined_at IS NOT NULL")
LIVE = text("state IN ('claimed', 'waiting')")


def _link_secret() -> str:
    return secrets.token_hex(16)


class Ticket(Base):
    """One request for help. Its numbers begin at 1001 and are never given twice."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index(None, "state", "id"),
        # An index ends with the key, and so holds each category's newest at its end.
        Index(None, "category", "urgency"),
        Index("ix_tickets_aside", "quarantined_at", sqlite_where=ASIDE, postgresql_where=ASIDE),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(Identity(start=1001), primary_key=True)
    call_sid: Mapped[str | None] = mapped_column(SID, ForeignKey("calls.sid"), unique=True)
    kind: Mapped[ticket.Kind] = mapped_column(one_of(ticket.Kind))
    channel: Mapped[ticket.Channel] = mapped_column(one_of(ticket.Channel))
    # How it came, where a technician wrote it: rules.tickets.ticket.Origin
    origin: Mapped[str | None] = mapped_column(Words(20))
    merged_into: Mapped[int | None] = mapped_column(index=True)  # see store.intake.merging
    merged: Mapped[Any] = mapped_column(Json(), nullable=True)  # how it stood, to be taken apart
    state: Mapped[ticket.State] = mapped_column(one_of(ticket.State))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    caller_number: Mapped[str | None] = mapped_column(Words(32), index=True)
    category: Mapped[str] = mapped_column(Words(20), default="other", index=True)
    urgency: Mapped[str] = mapped_column(Words(20), default="normal", index=True)
    subject: Mapped[str | None] = mapped_column(Words(255))
    cover: Mapped[str | None] = mapped_column(Words(40))  # what pays for it, once somebody decided
    cover_rule: Mapped[str | None] = mapped_column(
        Words(60)
    )  # the sentence of the terms it rests on
    cover_why: Mapped[str | None] = mapped_column(Words(200))  # in the words of who said so
    message: Mapped[str | None] = mapped_column(Words())  # what was written, where nobody spoke
    email: Mapped[str | None] = mapped_column(Words(254))
    software_version: Mapped[str | None] = mapped_column(Words(40))
    last_error: Mapped[str | None] = mapped_column(Words(4000))  # as the program told it
    installation_id: Mapped[int | None] = mapped_column(ForeignKey("installations.id"))
    callback_number: Mapped[str | None] = mapped_column(Words(32), index=True)
    # What the caller said of the number that was read back: rules.callbacks.customer_number
    confirmed_number: Mapped[str | None] = mapped_column(Words(32))
    number_check: Mapped[str | None] = mapped_column(Words(20))
    remote_code: Mapped[str | None] = mapped_column(Words(12))  # see store.tickets.remote_codes
    remote_code_at: Mapped[datetime | None]
    caller_name: Mapped[str | None] = mapped_column(Words(120))
    company: Mapped[str | None] = mapped_column(Words(120))
    product: Mapped[str | None] = mapped_column(Words(120))
    customer_code: Mapped[str | None] = mapped_column(Words(40))
    wants: Mapped[str | None] = mapped_column(Words(20))
    language: Mapped[str | None] = mapped_column(Words(10))
    draft: Mapped[Any] = mapped_column(Json(), nullable=True)  # the last triage, with its evidence
    # Names of the columns that a person set: no machine touches them again.
    by_hand: Mapped[Any] = mapped_column(Json(), nullable=True)
    # rules.entitlement.weekend_gate; None where the week-end changes nothing
    weekend_gate: Mapped[str | None] = mapped_column(Words(20))
    weekend_reason: Mapped[str | None] = mapped_column(Words(20))
    # What coverage hangs on, by name: the value, who said it, in which words.
    coverage_facts: Mapped[Any] = mapped_column(Json(), nullable=True)
    # What makes its link the request's own, whoever gets its number after a restore.
    link_secret: Mapped[str] = mapped_column(Words(32), default=_link_secret)
    has_signed_link: Mapped[bool] = mapped_column(default=False)  # from before links had secrets
    in_charge_at: Mapped[datetime]
    promised_at: Mapped[datetime | None] = mapped_column(index=True)
    promise_warned_at: Mapped[datetime | None]  # technicians were told that it may break
    response_warned_at: Mapped[datetime | None]  # and that a response time may
    owner: Mapped[str | None] = mapped_column(Words(60))  # after the callback: rules.tickets.owner
    owned_since: Mapped[datetime | None]
    back_at: Mapped[datetime | None]  # the owner comes back to it then
    idle_told_at: Mapped[datetime | None]  # nobody did anything about it, and this was told
    fault_id: Mapped[int | None] = mapped_column(index=True)  # see store.intake.known_faults
    fault_by: Mapped[str | None] = mapped_column(Words(10))  # rules.tickets.known_fault.JoinedBy
    # Put aside as a nuisance (store.intake.quarantine): when, and by whom; a technician's name marks
    # the number, and stays until somebody takes it back.
    quarantined_at: Mapped[datetime | None]
    quarantined_by: Mapped[str | None] = mapped_column(Words(60))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TicketHistory(Base):
    __tablename__ = "ticket_history"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(Words(60))
    event: Mapped[str] = mapped_column(Words(40))
    from_state: Mapped[str | None] = mapped_column(Words(20))
    to_state: Mapped[str | None] = mapped_column(Words(20))
    note: Mapped[str | None] = mapped_column(Words(1000))


class Callback(Leased, Base):
    """A customer to ring; one per ticket."""

    __tablename__ = "callbacks"
    __table_args__ = (
        Index(None, "state", "in_charge_at"),
        Index("ix_callbacks_live", "ticket_id", sqlite_where=LIVE, postgresql_where=LIVE),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    state: Mapped[callback.State] = mapped_column(one_of(callback.State))
    number: Mapped[str | None] = mapped_column(Words(32), index=True)
    urgency: Mapped[str] = mapped_column(Words(20), default="normal")
    kind: Mapped[ticket.Kind] = mapped_column(one_of(ticket.Kind))
    j_system: Mapped[bool] = mapped_column(default=False)
    in_charge_at: Mapped[datetime]
    claimed_by: Mapped[str | None] = mapped_column(Words(60))
    rang_back_at: Mapped[datetime | None]  # the customer called after we had missed them
    handed_to: Mapped[str | None] = mapped_column(Words(60))  # by a colleague; anybody may take it
    agreed_at: Mapped[datetime | None]  # the hour that the customer chose, or agreed on with us
    agreed_on: Mapped[datetime | None]  # when they did
    created_at: Mapped[datetime]


class EarlierPromise(Base):
    """A promise in whose place a new one was made; it counts, kept or not, beside the new one."""

    __tablename__ = "earlier_promises"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    promised_at: Mapped[datetime] = mapped_column(index=True)
    replaced_at: Mapped[datetime]


class Attachment(Base):
    """A file that a customer sent with a request, or what a technician dictated after a callback."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index(
            "ix_attachments_unread", "read_next_at", sqlite_where=UNREAD, postgresql_where=UNREAD
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    name: Mapped[str] = mapped_column(Words(200))  # as the customer's machine called it
    media_type: Mapped[str] = mapped_column(Words(100))  # as the bytes say
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(Words(64))
    path: Mapped[str | None] = mapped_column(Words())  # None once it was deleted
    # Of a voice note (store.tickets.voice_notes): what is said in it, None where nobody speaks.
    words: Mapped[str | None] = mapped_column(Words())
    read_at: Mapped[datetime | None]
    read_next_at: Mapped[datetime | None]
    read_attempts: Mapped[int] = mapped_column(server_default=text("0"))
    # Of a dictated note (store.tickets.dictated_notes): whose it is, and the claim it was spoken under.
    dictated_by: Mapped[str | None] = mapped_column(Words(60))
    dictated_claim: Mapped[str | None] = mapped_column(Key(32))
    created_at: Mapped[datetime]
