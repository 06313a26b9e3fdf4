"""Filing: each call leaves one ticket, or joins the one that is open."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.hours.schedule import Explanation
from rules.tickets.ticket import Kind
from store.calls import late_webhooks
from store.intake import repeat_calls
from store.models import Call, Ticket
from store.tickets import lifecycle


def file_call(
    session: Session, call: Call, kind: Kind, when: Explanation, now: datetime
) -> Ticket | None:
    """The call's ticket, opened unless it stands; subscribers of J-System are taken in earlier.

    An erased call stays as it is, whatever comes of it late or again, and may have no ticket.
    """
    if call.erased_at is not None:
        return lifecycle.of_call(session, call.sid)
    if call.from_number is not None:  # or two deliveries of one call would each find no ticket
        repeat_calls.hold_number(session, call.from_number)
    if lifecycle.opened_by(session, call.sid) is None:
        joined = repeat_calls.join(session, call, kind, now)
        if joined is not None:
            return joined
    in_charge_at = when.in_charge(j_system=call.j_system_claimed)
    ticket = lifecycle.open_for_call(session, call, kind=kind, in_charge_at=in_charge_at, now=now)
    if ticket.caller_number is None:  # opened before the call's beginning arrived, perhaps
        late_webhooks.number_came(session, call)
    return ticket
