"""Tables of billing: work minutes, quotes, agreements."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import SID, Base, one_of
from store.models.column_types import Hundredths, Key, Words
from store.models.states import EntryState


class WorkEntry(Base):
    """Minutes worked on a ticket: proposed from a call, counted once a technician confirmed them."""

    __tablename__ = "work_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    call_sid: Mapped[str | None] = mapped_column(SID, unique=True)  # None: written by hand
    # The entry that this one puts in order, and whose shares it takes back; each but once.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("work_entries.id"), unique=True)
    cover: Mapped[str | None] = mapped_column(Words(20))  # who was said to pay, once confirmed
    key: Mapped[str | None] = mapped_column(Key(100), unique=True)  # of the form that wrote it
    technician: Mapped[str] = mapped_column(Words(60))
    started_at: Mapped[datetime]
    minutes: Mapped[int]
    note: Mapped[str | None] = mapped_column(Words(1000))
    state: Mapped[EntryState] = mapped_column(one_of(EntryState))
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class WorkShare(Base):
    """A part of a confirmed entry, and what pays for it: the ledger of the hours of J-System."""

    __tablename__ = "work_shares"
    __table_args__ = (Index(None, "customer_id", "month"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("work_entries.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    month: Mapped[str] = mapped_column(Words(7))  # 2026-11, in the service's time zone
    pays: Mapped[str] = mapped_column(Words(20))  # contract, j_system, warranty, billable, quote
    minutes: Mapped[int]


class Invoice(Base):
    """A sum that was marked as invoiced: a ticket's hours, a quote, or a difference since."""

    __tablename__ = "invoices"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key(100), unique=True)  # of what, and the how manieth time
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quotes.id"))
    minutes: Mapped[int]
    net: Mapped[Decimal] = mapped_column(Hundredths())  # euro; below zero where less is owed
    vat: Mapped[Decimal] = mapped_column(Hundredths())
    total: Mapped[Decimal] = mapped_column(Hundredths())
    by: Mapped[str] = mapped_column(Words(60))
    at: Mapped[datetime]


class Quote(Base):
    """The price of a repair, as it was or will be sent to the customer."""

    __tablename__ = "quotes"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    state: Mapped[str] = mapped_column(Words(20))  # draft, sent, accepted, declined
    vat_percent: Mapped[Decimal] = mapped_column(Hundredths())
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]


class QuoteLine(Base):
    __tablename__ = "quote_lines"
    __table_args__ = (UniqueConstraint("quote_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(Words(20))  # parts, labour, transport
    words: Mapped[str] = mapped_column(Words(200))
    quantity: Mapped[Decimal] = mapped_column(Hundredths())
    unit_price: Mapped[Decimal] = mapped_column(Hundredths())  # euro, without VAT


class Agreement(Base):
    """What a customer answered to a price: at what instant, to which words, by which way."""

    __tablename__ = "agreements"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key(100), unique=True)  # the same however often it arrives
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    call_sid: Mapped[str | None] = mapped_column(SID, ForeignKey("calls.sid"), index=True)
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quotes.id"))
    answer: Mapped[str] = mapped_column(Words(20))  # agreed, clarify, declined
    words: Mapped[str] = mapped_column(Words(1000))  # exactly what was read or heard
    total: Mapped[Decimal | None] = mapped_column(Hundredths())  # euro, with VAT
    at: Mapped[datetime]
