"""Common faults: whether a request that has got its text is about what others tell as well."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from rules.search_words import words_of_text
from rules.tickets import common_fault as rule
from rules.tickets.common_fault import CUSTOMERS, LOOKED_BACK, WITHIN, Alike, Past, Told
from rules.tickets.known_fault import (
    LONGEST_TITLE,
    SAID_EN,
    UNNAMED,
    FaultState,
    JoinedBy,
    default_said,
)
from rules.tickets.ticket import LIVE, SERVICE
from store.customers import directory
from store.intake.repeat_calls import hold_number
from store.models import Customer, KnownFault, Ticket
from store.tickets import known_faults
from store.views.similar_cases import words_of

STALE = timedelta(hours=4)  # a proposal that nobody decided on, and nobody tells any more


def hold(session: Session) -> None:
    """One after the other, or two workers would each propose a fault.

    Before a request's row is held: the other one may be waiting for that to join it.
    """
    hold_number(session, "known faults")


def look(session: Session, ticket: Ticket, now: datetime) -> KnownFault | None:
    """The fault that the request is about: one that stands, or one that is proposed by it.

    One that was refused stays so for its requests; one request is about one fault.
    """
    if ticket.state not in LIVE or ticket.fault_by == JoinedBy.HAND:
        return None
    hold(session)
    session.flush()
    if ticket.fault_id is not None:
        return _look_again(session, ticket, now)
    standing = [
        one
        for one in known_faults.standing(session)
        if one.state is FaultState.ON or one.proposed_at > now - STALE
    ]
    hour = _hour(session, ticket)
    if not standing and len({_who(one) for one in hour}) < CUSTOMERS - 1:
        return None
    past = _past(session, ticket)
    for fault in standing:
        if _is_about(session, ticket, fault, past):
            known_faults.join(session, ticket, fault, JoinedBy.ALIKE, by=SERVICE, now=now)
            return fault
    told = _told(session, [ticket, *hour])
    latest = max(one.at for one in told.values())
    newest = replace(told.pop(ticket.id), at=latest)
    found = rule.common_fault(newest, told.values(), past)
    return _propose(session, found, now) if found else None


def _look_again(session: Session, ticket: Ticket, now: datetime) -> KnownFault | None:
    """Whoever left a message after all, and tells of something else, is about that."""
    fault = session.get(KnownFault, ticket.fault_id)
    if fault is None or fault.state is not FaultState.ON or ticket.fault_by != JoinedBy.ALIKE:
        return None
    if _is_about(session, ticket, fault, _past(session, ticket)):
        return fault
    known_faults.leave(session, ticket, by=SERVICE, now=now)
    return None


def _propose(session: Session, found: Alike, now: datetime) -> KnownFault:
    rows = session.scalars(select(Ticket).where(Ticket.id.in_(found.ticket_ids))).all()
    title = _title(found, [one for one in rows if _names_nobody(session, one)])
    fault = KnownFault(
        state=FaultState.PROPOSED,
        title=title,
        said=default_said(title),
        said_en=SAID_EN,
        proposed_at=now,
    )
    session.add(fault)
    session.flush()
    for row in sorted(rows, key=lambda one: one.id):
        known_faults.join(session, row, fault, JoinedBy.ALIKE, by=SERVICE, now=now)
    return fault


def _title(found: Alike, rows: Sequence[Ticket]) -> str:
    """The code, or what the shortest of their subjects says; a technician writes a better one."""
    code = next((one for one in found.shared if one.startswith(rule.CODE)), None)
    if code is not None:
        return f"Errore {code.removeprefix(rule.CODE).upper()}"
    subjects = sorted((one.subject for one in rows if one.subject), key=len)
    return subjects[0][:LONGEST_TITLE].strip() if subjects else UNNAMED


def _names_nobody(session: Session, ticket: Ticket) -> bool:
    """Whether all callers may hear its subject: neither who asks is in it, nor whose number it is."""
    number = ticket.caller_number
    owners = directory.by_number(session, number) if number is not None else ()
    firms = (*_firms(session, [ticket]).values(), *(one.name for one in owners))
    named = words_of_text(" ".join((_names(ticket), *firms)))
    return set(named).isdisjoint(words_of_text(ticket.subject or ""))


def _is_about(session: Session, ticket: Ticket, fault: KnownFault, past: Past) -> bool:
    """Whether it tells what the fault's own requests do; of one without any, what its title does."""
    others = [one for one in known_faults.members(session, fault.id) if one.id != ticket.id]
    own = _told(session, [ticket])[ticket.id]
    spoken = [one for one in others if one.fault_by != JoinedBy.KEY]
    if len(spoken) >= rule.SHARED:
        return rule.is_alike(own, [*_told(session, spoken).values()], past)
    words = rule.told(0, fault.proposed_at, None, f"{fault.title} {fault.said}")
    return rule.is_alike(own, [words, words], past)


def _hour(session: Session, ticket: Ticket) -> Sequence[Ticket]:
    """The other requests of the hour that are no fault's yet, and were refused in none."""
    at = ticket.created_at
    rows = select(Ticket).where(
        Ticket.created_at.between(at - WITHIN, at + WITHIN),
        *(Ticket.id != ticket.id, Ticket.fault_id.is_(None), Ticket.state.in_(LIVE)),
    )
    return session.scalars(rows.order_by(Ticket.id)).all()


def _past(session: Session, ticket: Ticket) -> Past:
    """What was told before; what broke for all is not what is told anyhow."""
    no_fault = select(KnownFault.id).where(KnownFault.state != FaultState.REFUSED)
    free = Ticket.fault_id.is_(None) | Ticket.fault_id.not_in(no_fault)
    before: tuple[ColumnElement[bool], ...] = (Ticket.created_at < ticket.created_at - WITHIN, free)
    newest = select(Ticket).where(*before).order_by(Ticket.id.desc()).limit(LOOKED_BACK)
    told = _told(session, session.scalars(newest).all())
    held: dict[str, set[int]] = defaultdict(set)
    for one in told.values():
        for stem in one.stems:
            held[stem].add(one.ticket_id)
    return Past(len(told), held)


def _told(session: Session, rows: Iterable[Ticket]) -> dict[int, Told]:
    tickets = list(rows)
    ids = [one.id for one in tickets]
    texts, firms = words_of(session, ids), _firms(session, tickets)
    return {
        one.id: Told(
            one.id,
            one.created_at,
            _who(one),
            _stems(texts.get(one.id, ""), f"{_names(one)} {firms.get(one.customer_id, '')}"),
        )
        for one in tickets
    }


@lru_cache(maxsize=4 * LOOKED_BACK)
def _stems(text: str, names: str) -> frozenset[str]:
    return rule.stems_and_codes(text, names)


def _firms(session: Session, tickets: Sequence[Ticket]) -> Mapping[int | None, str]:
    ids = {one.customer_id for one in tickets if one.customer_id is not None}
    rows = session.execute(select(Customer.id, Customer.name).where(Customer.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _names(ticket: Ticket) -> str:
    return f"{ticket.company or ''} {ticket.caller_name or ''}"


def _who(ticket: Ticket) -> str | None:
    """The customer, or else the number; who hides it may be anybody of them."""
    return f"c{ticket.customer_id}" if ticket.customer_id else ticket.caller_number
