"""The week-end gate at the ledger: asked for a caller or a ticket, and kept with all that follows.

Whoever is let in is taken in charge, rung and told of by the hours of the week-end, and whoever is
on call is alerted, in one transaction. What was promised is not taken back: what speaks against it
later is told to the technician.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rules.billing.work_minutes import month_of
from rules.entitlement import Terms
from rules.entitlement.weekend_gate import Asked, Known, WeekendGate, weekend_gate
from rules.hours.schedule import Explanation, Hours, explain
from rules.tickets.identity import Certainty
from rules.tickets.ticket import LIVE, SERVICE, Category, Channel, Urgency
from rules.wall_clock import day_of
from store.billing import coverage, work_minutes
from store.callbacks import queue
from store.customers import directory, identity
from store.models import Call, Customer, Ticket
from store.oncall import alerts
from store.tickets import lifecycle, weekend


@dataclass(frozen=True)
class Caller:
    """Who is on the telephone, and what they asked for by key."""

    customer: Customer | None  # by a code that was keyed, or a number that is one customer's
    claimed: bool


def of_caller(
    session: Session, caller: Caller, when: Explanation, terms: Terms
) -> WeekendGate | None:
    """The answer to a caller who has not spoken yet; None where all wait for the same opening."""
    if not when.weekend_is_sooner:
        return None
    asked = Asked(claimed=caller.claimed, is_heard=False)
    return weekend_gate(asked, known_of(session, caller.customer, when, terms))


def known_of(
    session: Session,
    customer: Customer | None,
    when: Explanation,
    terms: Terms,
    *,
    is_sure: bool = True,
) -> Known | None:
    """What the gate must know of a customer, on the day on which they would be helped."""
    if customer is None:
        return None
    helped_at = when.in_charge_j_system
    month = month_of(helped_at, terms.timezone)
    used = work_minutes.j_system_minutes(session, customer.id, month)
    return Known(
        customer=coverage.terms_of(session, customer),
        day=day_of(helped_at, terms.timezone),
        minutes_left=max(0, terms.minutes_per_month - used),
        is_sure=is_sure,
    )


def only_owner(session: Session, number: str | None) -> Customer | None:
    """The one customer who calls from the number; None where several do."""
    same = directory.by_number(session, number) if number else []
    return same[0] if len(same) == 1 else None


def reconsider(session: Session, ticket: Ticket, hours: Hours, terms: Terms) -> None:
    """Ask again, with all that is known of the ticket by now, and keep what comes of it."""
    when = explain(ticket.created_at, hours)
    if ticket.state not in LIVE or not when.weekend_is_sooner:
        return
    who = identity.of_ticket(session, ticket)
    is_sure = who.identity.certainty in {Certainty.PROVEN, Certainty.NUMBER}
    known = known_of(session, who.customer, when, terms, is_sure=is_sure)
    found = weekend_gate(_asked(session, ticket), known)
    if _is_owed(session, ticket, when):
        found = found.once_promised()
    keep(session, ticket, found, when)


def keep(session: Session, ticket: Ticket, gate: WeekendGate, when: Explanation) -> None:
    """Write the answer on the ticket, and let its callback and its alert follow."""
    _write(session, ticket, gate, when, when.in_charge(j_system=gate.is_open))


def let_in(session: Session, ticket: Ticket, gate: WeekendGate, when: Explanation) -> None:
    """The same of a request that stood before, and is not taken in charge later than it was."""
    _write(session, ticket, gate, when, min(ticket.in_charge_at, when.in_charge_j_system))


def _write(
    session: Session, ticket: Ticket, gate: WeekendGate, when: Explanation, at: datetime
) -> None:
    before = weekend.gate_of(ticket)
    for name, value in weekend.columns(gate).items():
        setattr(ticket, name, value)
    ticket.in_charge_at = at
    session.flush()
    row = queue.of_ticket(session, ticket.id)
    if row is not None:
        row.j_system, row.in_charge_at = gate.is_open, at
    if gate.is_open:
        alerts.open_for(session, ticket, when.in_charge_j_system)
    if before is not None and before != gate:
        now = max(when.at, ticket.updated_at)
        lifecycle.add(
            session, ticket.id, actor=SERVICE, event="weekend_gate", note=gate.why, now=now
        )


def _asked(session: Session, ticket: Ticket) -> Asked:
    call = session.get(Call, ticket.call_sid) if ticket.call_sid else None
    return Asked(
        claimed=call is not None and call.j_system_claimed,
        unusable=True if ticket.urgency == Urgency.BLOCKING else None,
        category=Category(ticket.category),
        # somebody who was let in before they spoke stays so unless they speak of something else
        is_heard=not _was_open(session, ticket),
    )


def _was_open(session: Session, ticket: Ticket) -> bool:
    kept = weekend.gate_of(ticket)
    if kept is not None:
        return kept.is_open
    row = queue.of_ticket(session, ticket.id)  # filed before anybody could ask
    return row is not None and row.j_system and ticket.channel is Channel.PHONE


def _is_owed(session: Session, ticket: Ticket, when: Explanation) -> bool:
    """Whether help was promised for the week-end: in the call, or by a promise."""
    if not _was_open(session, ticket):
        return False
    call = session.get(Call, ticket.call_sid) if ticket.call_sid else None
    told = weekend.gate_of(call) if call is not None else None
    if told is not None and told.is_open:
        return True
    return ticket.promised_at is not None and ticket.promised_at < when.in_charge_standard
