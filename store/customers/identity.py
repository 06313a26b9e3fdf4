"""Who tickets are of, and how sure we are: what `rules.tickets.identity` must know, read for many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, false, func, or_, select
from sqlalchemy.orm import Session

from rules.tickets.identity import Certainty, Evidence, Identity, certainty_of, cover_is_sure
from rules.tickets.ticket import Channel
from store.customers import shared_numbers
from store.models import Call, Customer, CustomerPhone, Ticket

# Of a statement that reads tickets, joined to the calls that opened them.
_NUMBER_OF_CUSTOMER = (CustomerPhone.customer_id == Ticket.customer_id) & (
    CustomerPhone.number == Call.from_number
)
_BY_NUMBER = exists().where(_NUMBER_OF_CUSTOMER).correlate(Ticket, Call)
_SHARING = (
    select(func.count())
    .where(CustomerPhone.number == Ticket.caller_number, Ticket.call_sid.is_not(None))
    .correlate(Ticket)
    .scalar_subquery()
)
# What proves a ticket's customer. A list that is only looked into stays text: to read the lists of
# a queue of thousands takes longer than all else of it.
_BY_HAND = cast(Ticket.by_hand, Text)
_BY_PERSON = func.coalesce(_BY_HAND.like('%"customer_code"%'), false())
PROOFS = (
    *(Ticket.customer_id, Ticket.channel, Ticket.cover),
    Call.customer_id.label("keyed_id"),
    _BY_PERSON.label("by_person"),
    func.coalesce(_BY_HAND.like('%"cover"%'), false()).label("cover_by_person"),
    _BY_NUMBER.label("number_is_theirs"),
)
_HINTS = (
    *(Ticket.company, Ticket.caller_name, Ticket.customer_code, Ticket.caller_number),
    *(Call.customer_hint_id.label("hint_id"), _SHARING.label("sharing")),
)
OPENED_BY = Call.sid == Ticket.call_sid
_FROM_THEIRS = exists().where(OPENED_BY, _NUMBER_OF_CUSTOMER)
IS_CUSTOMER = Customer.id == func.coalesce(Ticket.customer_id, Call.customer_hint_id)


@dataclass(frozen=True)
class Known:
    """The customer of a ticket, where there is one to think of, and how sure that is."""

    customer: Customer | None
    identity: Identity


def of_tickets(session: Session, ticket_ids: Iterable[int]) -> Mapping[int, Known]:
    """Who each ticket is of, in one statement."""
    wanted = list(ticket_ids)
    if not wanted:
        return {}
    statement = (
        select(Ticket.id, Customer, *PROOFS, *_HINTS)
        .outerjoin(Call, OPENED_BY)
        .outerjoin(Customer, IS_CUSTOMER)
        .where(Ticket.id.in_(wanted))
    )
    rows = session.execute(statement).all()
    hinting = {row.caller_number for row in rows if row.hint_id and not row.customer_id}
    many = shared_numbers.of_many(session, hinting - {None})
    return {row.id: _known(row, many.get(row.caller_number, 0)) for row in rows}


def of_ticket(session: Session, ticket: Ticket) -> Known:
    """Who the ticket is of."""
    session.flush()
    return of_tickets(session, [ticket.id])[ticket.id]


def shown_to(customer_id: int) -> ColumnElement[bool]:
    """The tickets that this customer's own programs may read, of a statement that reads tickets.

    The same as `rules.tickets.identity.is_shown_to_its_customer`, where rows are chosen.
    """
    return (Ticket.customer_id == customer_id) & is_shown()


def is_shown() -> ColumnElement[bool]:
    """The same of whichever customer the ticket bears."""
    by_program = Ticket.channel == Channel.PROGRAM
    return or_(_BY_PERSON, by_program, _FROM_THEIRS.correlate(Ticket))


def shows(session: Session, ticket: Ticket) -> bool:
    """Whether the ticket's customer may see what was left with us; False where there is none."""
    shown = (Ticket.id == ticket.id, Ticket.customer_id.is_not(None), is_shown())
    return session.scalar(select(Ticket.id).where(*shown)) is not None


def pays_for_sure(row: Any) -> bool:
    """Whether what pays is sure, by a row of PROOFS."""
    return _pays_for_sure(row.cover, bool(row.cover_by_person), *_proofs(row))


@lru_cache(maxsize=1000)  # for the few answers that there are
def _pays_for_sure(cover: str | None, cover_by_person: bool, *proofs: bool) -> bool:
    certainty = certainty_of(Evidence(*proofs))
    return cover_is_sure(cover, certainty, by_person=cover_by_person)


def _proofs(row: Any) -> tuple[bool, bool, bool, bool, bool]:
    """The first fields of `Evidence`."""
    return (
        row.customer_id is not None,
        bool(row.by_person),
        row.channel == Channel.PROGRAM,
        row.keyed_id is not None and row.keyed_id == row.customer_id,
        bool(row.number_is_theirs),
    )


def _known(row: Any, firms: int) -> Known:
    """`firms` is how many call from its number, where they are many: then it hints at none."""
    customer = None if firms and row.customer_id is None else row.Customer
    return Known(customer, _identity(row, customer, firms))


def _identity(row: Any, customer: Customer | None, firms: int) -> Identity:
    evidence = Evidence(
        *_proofs(row),
        number_hints=row.hint_id is not None and not firms,
        sharing=max(row.sharing, firms),
        claims=bool(row.company or row.caller_name or row.customer_code),
    )
    return Identity(
        certainty=certainty_of(evidence),
        customer=customer.name if customer is not None else None,
        said=row.company or row.caller_name,
        code=row.customer_code,
    )


def of_call(customer: Customer | None, hint: Customer | None) -> Identity:
    """Who called, where the call has no ticket yet: by the code that was keyed, or the number."""
    if customer is not None:
        return Identity(Certainty.PROVEN, customer.name)
    if hint is not None:
        return Identity(Certainty.NUMBER, hint.name)
    return Identity(Certainty.UNKNOWN)
