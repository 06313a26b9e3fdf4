"""Filing: each call leaves one ticket, or joins the one that is open."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.hours.schedule import Explanation
from rules.tickets.ticket import Kind
from store.calls import late_webhooks
from store.intake import quarantine, rehearsals, repeat_calls, weekend_gate
from store.models import Call, Ticket
from store.tickets import lifecycle, weekend


def file_call(
    session: Session, call: Call, kind: Kind, when: Explanation, now: datetime
) -> Ticket | None:
    """The call's ticket, opened unless it stands, by the week-end gate's answer to the caller.

    An erased call stays as it is, whatever comes of it late or again, and may have no ticket.
    """
    if call.erased_at is not None:
        return lifecycle.of_call(session, call.sid)
    if rehearsals.claim(session, call):
        own = open_own(session, call, kind, when, now)
        rehearsals.keep_apart(session, own)
        return own
    ticket = _filed(session, call, kind, when, now)
    if kind is Kind.MISSED:
        quarantine.consider(session, ticket, now)
    else:
        quarantine.heard(session, call.sid, now)
    return ticket


def _filed(session: Session, call: Call, kind: Kind, when: Explanation, now: datetime) -> Ticket:
    """The call's ticket as it stands, the one that it joins, or its own."""
    # Or two deliveries of one call would each find no ticket.
    repeat_calls.hold_number(session, call.from_number or call.sid)
    standing = lifecycle.opened_by(session, call.sid)
    if standing is None:
        joined = repeat_calls.join(session, call, kind, now)
        if joined is not None:
            if kind is Kind.MESSAGE:
                weekend_gate.joined(session, joined, call, when)
            return joined
    return open_own(session, call, kind, when, now)


def open_own(session: Session, call: Call, kind: Kind, when: Explanation, now: datetime) -> Ticket:
    """A ticket of the call's own, or the one that stands, whatever else its number asked for."""
    standing = lifecycle.opened_by(session, call.sid)
    gate = weekend.gate_of(call)
    # Where the answer was missed, what was claimed holds until the payer asks.
    helped = when.weekend_is_sooner and (gate.is_open if gate else call.j_system_claimed)
    at = when.in_charge(j_system=helped)
    ticket = lifecycle.open_for_call(
        session, call, kind=kind, in_charge_at=at, j_system=helped, now=now
    )
    if standing is None and gate is not None and when.weekend_is_sooner:
        weekend_gate.keep(session, ticket, gate, when)
    if ticket.caller_number is None:  # opened before the call's beginning arrived, perhaps
        late_webhooks.number_came(session, call)
    return ticket
