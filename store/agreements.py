"""What customers answered to a price: at what instant, to which words, by which way."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Agreement, Ticket
from store.statements import is_new


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


def of_ticket(session: Session, ticket: Ticket) -> list[Agreement]:
    """What was answered about the ticket, oldest first: by click, and in the call that opened it."""
    about = Agreement.ticket_id == ticket.id
    if ticket.call_sid is not None:
        about |= Agreement.call_sid == ticket.call_sid
    return list(session.scalars(select(Agreement).where(about).order_by(Agreement.id)))
