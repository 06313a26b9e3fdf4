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
from rules.tickets.repeat_calls import ANOTHER
from rules.tickets.ticket import LIVE, SERVICE, Category, Channel, Urgency
from rules.wall_clock import day_of
from store.billing import coverage, work_minutes
from store.callbacks import queue
from store.calls import voicemail
from store.customers import identity, shared_numbers
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
    """The one customer who calls from the number; None where several do, or many firms."""
    found = shared_numbers.owner(session, number)
    return session.get(Customer, found) if found is not None else None


def reconsider(session: Session, ticket: Ticket, hours: Hours, terms: Terms) -> None:
    """Ask again, with all that is known of the ticket by now, and keep what comes of it."""
    calls = _calls(session, ticket)
    let_in = [call for call in calls if _was_let_in(call)]
    when = explain(max([ticket.created_at, *(call.started_at for call in let_in)]), hours)
    if ticket.state not in LIVE or not when.weekend_is_sooner:
        return
    who = identity.of_ticket(session, ticket)
    is_sure = who.identity.certainty in {Certainty.PROVEN, Certainty.NUMBER}
    known = known_of(session, who.customer, when, terms, is_sure=is_sure)
    was_open = _was_open(session, ticket)
    asked = Asked(
        claimed=any(call.j_system_claimed for call in calls),
        unusable=True if ticket.urgency == Urgency.BLOCKING else None,
        category=Category(ticket.category),
        # somebody who was let in before they spoke stays so unless they speak of something else
        is_heard=not was_open,
    )
    found = weekend_gate(asked, known)
    sooner = ticket.promised_at is not None and ticket.promised_at < when.in_charge_standard
    if let_in or (was_open and sooner):
        found = found.once_promised()
    keep(session, ticket, found, when)


def joined(session: Session, ticket: Ticket, call: Call, when: Explanation) -> None:
    """A later call about the ticket: whoever was let in by it, and heard so, is helped."""
    gate, kept = weekend.gate_of(call), weekend.gate_of(ticket)
    if gate is None or not _was_let_in(call) or not when.weekend_is_sooner:
        return
    if call.j_system_claimed and "urgency" not in (ticket.by_hand or ()):
        lifecycle.is_blocking(session, ticket)
    if kept is None or not kept.is_open:
        keep(session, ticket, gate, when)


def keep(session: Session, ticket: Ticket, gate: WeekendGate, when: Explanation) -> None:
    """Write the answer on the ticket, and let its callback and its alert follow.

    A request that stood before is not taken in charge later than it was.
    """
    at = when.in_charge_standard
    if gate.is_open:
        at = min(ticket.in_charge_at, when.in_charge_j_system)
    _write(session, ticket, gate, when, at)


def _write(
    session: Session, ticket: Ticket, gate: WeekendGate, when: Explanation, at: datetime
) -> None:
    before, since = weekend.gate_of(ticket), ticket.in_charge_at
    for name, value in weekend.columns(gate).items():
        setattr(ticket, name, value)
    ticket.in_charge_at = at
    session.flush()
    row = queue.of_ticket(session, ticket.id)
    if row is not None:
        row.j_system, row.in_charge_at = gate.is_open, at
    if gate.is_open:
        alerts.open_for(session, ticket, when.in_charge_j_system)
    if before != gate and (before is not None or at < since):
        now = max(when.at, ticket.updated_at)
        lifecycle.add(
            session, ticket.id, actor=SERVICE, event="weekend_gate", note=gate.why, now=now
        )


def _calls(session: Session, ticket: Ticket) -> list[Call]:
    """Every call about the ticket, the one that opened it first."""
    found = (session.get(Call, sid) for sid in voicemail.calls_of(session, [ticket])[ticket.id])
    return [call for call in found if call is not None]


def _was_let_in(call: Call) -> bool:
    """Whether the caller heard so; who adds to a request hears it only after the key."""
    gate = weekend.gate_of(call)
    adds = call.about is not None and call.about != ANOTHER
    return gate is not None and gate.is_open and (call.j_system_claimed or not adds)


def _was_open(session: Session, ticket: Ticket) -> bool:
    kept = weekend.gate_of(ticket)
    if kept is not None:
        return kept.is_open
    row = queue.of_ticket(session, ticket.id)  # filed before anybody could ask
    return row is not None and row.j_system and ticket.channel is Channel.PHONE
