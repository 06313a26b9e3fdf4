"""Tables of customers: phones, hardware, installations of our program."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base
from store.models.column_types import Json, Key, Words


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
    account_manager: Mapped[str | None] = mapped_column(Words(120))  # None: the configuration's
    account_manager_email: Mapped[str | None] = mapped_column(Words(254))
    account_manager_phone: Mapped[str | None] = mapped_column(Words(40))


class CustomerPhone(Base):
    __tablename__ = "customer_phones"
    __table_args__ = (UniqueConstraint("customer_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(Words(32), index=True)  # E.164; two firms may share one


class CustomerImport(Base):
    """A file of customers or hardware that was imported, to be taken back for some days."""

    __tablename__ = "customer_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str] = mapped_column(Words(60))
    kind: Mapped[str] = mapped_column(Words(20))  # "customers", "hardware"
    name: Mapped[str] = mapped_column(Words(150))  # of the file
    undone_at: Mapped[datetime | None]


class ImportedRow(Base):
    """One row that an import altered, as it was and as it became; deleted after a week."""

    __tablename__ = "customer_import_rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(
        ForeignKey("customer_imports.id", ondelete="CASCADE"), index=True
    )
    row_id: Mapped[int]  # of the customer or the piece, which may be gone since
    customer_id: Mapped[int] = mapped_column(index=True)  # whose data it tells, gone or not
    body: Mapped[Any] = mapped_column(Json())  # see store.customers.import_undo


class PayerDue(Base):
    """What a customer has was altered: who pays for their requests is to be decided anew."""

    __tablename__ = "payers_due"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]


class Hardware(Base):
    """A piece of equipment that the customer bought from us."""

    __tablename__ = "hardware"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), index=True
    )
    item: Mapped[str] = mapped_column(Words(200))
    serial: Mapped[str | None] = mapped_column(Words(60))
    bought_on: Mapped[date]
    warranty_months: Mapped[int] = mapped_column(default=12)


class Installation(Base):
    """One copy of our program at a customer's, which may open tickets with its bearer token."""

    __tablename__ = "installations"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(Words(120))
    token_hash: Mapped[str] = mapped_column(Words(64), unique=True)  # SHA-256 of the token
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    rotated_at: Mapped[datetime | None]
    # The token before, while it is good beside the new one.
    earlier_hash: Mapped[str | None] = mapped_column(Words(64), index=True)
    earlier_until: Mapped[datetime | None]
    earlier_seen_at: Mapped[datetime | None]  # used after it was replaced
    limited_at: Mapped[datetime | None]  # it came too often
    refused_at: Mapped[datetime | None]
    refused_status: Mapped[int | None]  # HTTP


class ProgramRequest(Base):
    """A request that a program made under an Idempotency-Key, and what it was answered."""

    __tablename__ = "program_requests"
    __table_args__ = (UniqueConstraint("caller", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    caller: Mapped[str] = mapped_column(Words(40))  # whose key it is: "installation:3", "user:1"
    key: Mapped[str] = mapped_column(Key(255))
    digest: Mapped[str] = mapped_column(
        Words(64)
    )  # of the request, to refuse another under its key
    status: Mapped[int | None]  # None while it is being answered
    answer: Mapped[Any] = mapped_column(Json(), nullable=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
