"""Agreements: prices offered to a customer, and the answer by key or by click."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.billing.quotes import QuoteLine, QuoteState
from store.billing import quotes
from store.database.statements import changed, is_new
from store.models import Agreement, Quote, Ticket

Answer = Literal["agreed", "declined"]


@dataclass(frozen=True)
class SentQuote:
    """A quote that waits for an answer."""

    id: int
    vat_percent: Decimal
    lines: Sequence[QuoteLine]


def sent_quote(session: Session, ticket_id: int) -> SentQuote | None:
    """The newest quote that was sent to the customer and not answered yet."""
    sent = (Quote.ticket_id == ticket_id, Quote.state == QuoteState.SENT)
    row = session.scalar(select(Quote).where(*sent).order_by(Quote.id.desc()).limit(1))
    if row is None:
        return None
    return SentQuote(row.id, row.vat_percent, quotes.look(session, row.id).lines)


def answer(
    session: Session,
    ticket_id: int,
    given: Answer,
    *,
    words: str,
    total: Decimal,
    quote_id: int | None,
    now: datetime,
) -> bool:
    """Keep the answer and the very words that it was given to; False where one stands already."""
    if quote_id is not None:
        decided = QuoteState.ACCEPTED if given == "agreed" else QuoteState.DECLINED
        sent = (Quote.id == quote_id, Quote.state == QuoteState.SENT)
        if not changed(session, Quote.id, *sent, state=decided, decided_at=now):
            return False
    return is_new(
        session,
        Agreement,
        key=_key(ticket_id, quote_id),
        ticket_id=ticket_id,
        quote_id=quote_id,
        answer=given,
        words=words,
        total=total,
        at=now,
    )


def _key(ticket_id: int, quote_id: int | None) -> str:
    return f"ticket:{ticket_id}:hourly" if quote_id is None else f"quote:{quote_id}"


def agree_on_the_phone(
    session: Session, call_sid: str, *, words: str, total: Decimal, now: datetime
) -> bool:
    """Keep that the caller agreed by key; once per call, however often the webhook comes."""
    return is_new(
        session,
        Agreement,
        key=f"call:{call_sid}",
        call_sid=call_sid,
        answer="agreed",
        words=words,
        total=total,
        at=now,
    )


def find(session: Session, agreement_id: int) -> Agreement | None:
    return session.get(Agreement, agreement_id)


def hourly_agreed(session: Session, ticket: Ticket) -> Decimal | None:
    """The sum to which the customer agreed at least, by the hour; None who did not, or no more."""
    hourly = [row for row in of_ticket(session, ticket) if row.quote_id is None]
    answered = [row for row in hourly if row.answer != "clarify"]
    last = answered[-1] if answered else None
    return last.total if last is not None and last.answer == "agreed" else None


def of_ticket(session: Session, ticket: Ticket) -> list[Agreement]:
    """What was answered about the ticket, oldest first: by click, and in the call that opened it."""
    about = Agreement.ticket_id == ticket.id
    if ticket.call_sid is not None:
        about |= Agreement.call_sid == ticket.call_sid
    return list(session.scalars(select(Agreement).where(about).order_by(Agreement.id)))
