"""Quotes for hardware in the ledger: written and sent; `store.billing.agreements` keeps what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rules.billing.quotes import LineKind, QuoteState, Totals, check_move, totals
from rules.billing.quotes import QuoteLine as Line
from rules.errors import BadInput, MoveRefused, NotFound
from store.database.statements import changed
from store.models import Quote, QuoteLine, Ticket
from store.tickets import lifecycle


@dataclass(frozen=True)
class Priced:
    """A quote with its lines and what they come to."""

    quote: Quote
    lines: tuple[Line, ...]
    totals: Totals


def draft(
    session: Session,
    ticket_id: int,
    lines: Sequence[Line],
    *,
    vat_percent: Decimal,
    actor: str,
    now: datetime,
) -> Quote:
    """A new quote; raises NotFound for a ticket that is none."""
    if session.get(Ticket, ticket_id) is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    quote = Quote(
        ticket_id=ticket_id, state=QuoteState.DRAFT, vat_percent=vat_percent, created_at=now
    )
    session.add(quote)
    session.flush()
    _write(session, quote, lines)
    lifecycle.add(session, ticket_id, actor=actor, event="quote_drafted", now=now)
    return quote


def rewrite(session: Session, quote_id: int, lines: Sequence[Line]) -> None:
    """Put other lines into a draft; raises MoveRefused for a quote that was sent."""
    quote = find(session, quote_id)
    if quote.state != QuoteState.DRAFT:
        raise MoveRefused(f'a quote that is "{quote.state}" alters no more')
    session.execute(delete(QuoteLine).where(QuoteLine.quote_id == quote_id))
    _write(session, quote, lines)


def discard(session: Session, quote_id: int, *, actor: str, now: datetime) -> bool:
    """Throw a draft away into which nothing was written; False for any other quote."""
    priced = look(session, quote_id)
    if priced.lines or priced.quote.state != QuoteState.DRAFT:
        return False
    lifecycle.add(session, priced.quote.ticket_id, actor=actor, event="quote_discarded", now=now)
    session.delete(priced.quote)
    session.flush()
    return True


def send(session: Session, quote_id: int, *, actor: str, now: datetime) -> Priced:
    """The customer gets it, and it alters no more; raises BadInput for one without lines."""
    priced = look(session, quote_id)
    if not priced.lines:
        raise BadInput("lines: expected at least one, found none")
    check_move(QuoteState(priced.quote.state), QuoteState.SENT)
    draft = (Quote.id == quote_id, Quote.state == QuoteState.DRAFT)
    changed(session, Quote.id, *draft, state=QuoteState.SENT, sent_at=now)
    ticket_id = priced.quote.ticket_id
    note = f"{priced.totals.total} €"
    lifecycle.add(session, ticket_id, actor=actor, event="quote_sent", note=note, now=now)
    return look(session, quote_id)


def look(session: Session, quote_id: int) -> Priced:
    """The quote with its lines and totals."""
    quote = find(session, quote_id)
    rows = select(QuoteLine).where(QuoteLine.quote_id == quote_id).order_by(QuoteLine.position)
    lines = tuple(
        Line(LineKind(row.kind), row.words, row.quantity, row.unit_price)
        for row in session.scalars(rows)
    )
    return Priced(quote, lines, totals(lines, quote.vat_percent))


def find(session: Session, quote_id: int) -> Quote:
    """The quote as it is now; raises NotFound."""
    quote = session.get(Quote, quote_id, populate_existing=True)
    if quote is None:
        raise NotFound(f"there is no quote {quote_id}")
    return quote


def accepted_total(session: Session, ticket_id: int) -> Decimal:
    """What the quotes of a ticket that the customer accepted come to, VAT included."""
    found = (row for row in of_ticket(session, ticket_id) if row.state == QuoteState.ACCEPTED)
    return sum((look(session, row.id).totals.total for row in found), start=Decimal("0.00"))


def of_ticket(session: Session, ticket_id: int) -> list[Quote]:
    """The quotes of a ticket, oldest first."""
    statement = select(Quote).where(Quote.ticket_id == ticket_id).order_by(Quote.id)
    return list(session.scalars(statement))


def _write(session: Session, quote: Quote, lines: Sequence[Line]) -> None:
    for position, line in enumerate(lines, 1):
        session.add(
            QuoteLine(
                quote_id=quote.id,
                position=position,
                kind=line.kind,
                words=line.words,
                quantity=line.quantity,
                unit_price=line.unit_price,
            )
        )
    session.flush()
