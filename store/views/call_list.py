"""Call list: pagination, with the ticket of each call and what was left in it."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, aliased

from rules.tickets.identity import Identity
from rules.tickets.ticket import number_of
from store.calls import voicemail
from store.customers import identity, shared_numbers
from store.customers.identity import Known
from store.models import Addition, Call, Customer, Ticket
from store.views import everywhere


@dataclass(frozen=True)
class Wanted:
    """Which calls a list shows; None leaves a question open."""

    line: str | None = None
    with_message: bool | None = None
    number: str | None = None  # called from, E.164
    text: str | None = None  # in numbers, names, codes and words, as requests are found
    since: datetime | None = None  # that began then or later
    until: datetime | None = None  # that began before then
    before: str | None = None  # the SID at which the page before ended


@dataclass(frozen=True)
class Row:
    """One call in a line."""

    sid: str
    started_at: datetime
    duration_s: int | None
    from_number: str | None
    line: str | None
    flow: str | None
    direction: str
    status: str
    fault: str | None
    identity: Identity  # who called, and how sure that is
    ticket_id: int | None
    subject: str | None
    has_message: bool

    @property
    def number(self) -> str | None:
        return number_of(self.ticket_id) if self.ticket_id is not None else None


def newest(session: Session, wanted: Wanted, limit: int) -> list[Row]:
    """The calls that fit, newest first."""
    opened, joined, about = aliased(Ticket), aliased(Ticket), aliased(Addition)
    sure, hint = aliased(Customer), aliased(Customer)
    left = voicemail.left_in_call()
    statement = (
        select(Call, opened.id, opened.subject, joined.id, joined.subject, sure, hint, left)
        .outerjoin(opened, opened.call_sid == Call.sid)
        .outerjoin(about, about.call_sid == Call.sid)
        .outerjoin(joined, joined.id == about.ticket_id)
        .outerjoin(sure, sure.id == Call.customer_id)
        .outerjoin(hint, hint.id == Call.customer_hint_id)
        .order_by(Call.started_at.desc(), Call.sid.desc())
        .limit(limit)
    )
    for condition in _conditions(session, wanted, left):
        statement = statement.where(condition)
    rows = session.execute(statement).all()
    known = identity.of_tickets(session, {row[1] or row[3] for row in rows} - {None})
    alone = [row[0].from_number for row in rows if not (row[1] or row[3]) and row[6]]
    many = shared_numbers.of_many(session, filter(None, alone))
    return [_row(*row, known, many) for row in rows]


def fits(session: Session, wanted: Wanted) -> ColumnElement[bool]:
    """Whether a call is one of those, for statements that read nothing but calls."""
    return and_(true(), *_conditions(session, wanted, voicemail.left_in_call()))


def _conditions(session: Session, wanted: Wanted, left: Any) -> Iterable[Any]:
    if wanted.line is not None:
        yield Call.line == wanted.line
    if wanted.number is not None:
        yield Call.from_number == wanted.number
    if wanted.since is not None:
        yield Call.started_at >= wanted.since
    if wanted.until is not None:
        yield Call.started_at < wanted.until
    if wanted.text:
        yield everywhere.calls(session, wanted.text)
    if wanted.with_message is not None:
        yield left if wanted.with_message else ~left
    last = session.get(Call, wanted.before) if wanted.before else None
    if last is not None:
        same = (Call.started_at == last.started_at) & (Call.sid < last.sid)
        yield or_(Call.started_at < last.started_at, same)


def _row(
    call: Call,
    opened: int | None,
    subject: str | None,
    joined: int | None,
    joined_subject: str | None,
    sure: Customer | None,
    hint: Customer | None,
    has_message: bool,
    known: Mapping[int, Known],
    many: Container[str | None],
) -> Row:
    of_ticket = known.get(opened or joined or 0)
    hinted = None if call.from_number in many else hint
    return Row(
        sid=call.sid,
        started_at=call.started_at,
        duration_s=call.duration_s,
        from_number=call.from_number,
        line=call.line,
        flow=call.flow,
        direction=call.direction,
        status=call.status,
        fault=call.fault,
        identity=of_ticket.identity if of_ticket else identity.of_call(sure, hinted),
        ticket_id=opened or joined,
        subject=subject or joined_subject,
        has_message=has_message,
    )
