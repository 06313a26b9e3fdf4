"""What callers said of the number that was read back to them, on the request of their call."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.callbacks.customer_number import NumberCheck, check_of
from rules.phone_numbers import masked
from store.database.statements import changed
from store.models import Callback, Ticket
from store.tickets.rows import add, locked, number_to_ring, opened_by

CALLER = "caller"  # the actor of what is told by key


def read(session: Session, call_sid: str, number: str, now: datetime) -> None:
    """The caller hears the number (E.164): who hangs up now confirms the own one, and no other."""
    found = _ticket(session, call_sid)
    if found is None:
        return
    check = check_of(number, found.caller_number)
    sure = number if check is NumberCheck.CONFIRMED else None
    _keep(session, found, sure, check, "number_read", now)


def refused(session: Session, call_sid: str, now: datetime) -> None:
    """The caller said that it is not right: it is not rung, where another is known."""
    found = _ticket(session, call_sid)
    if found is not None:
        _keep(session, found, None, NumberCheck.REFUSED, "number_refused", now)


def keyed(session: Session, call_sid: str, number: str, now: datetime) -> None:
    """The caller keyed the number (E.164, checked), and it is rung from now on."""
    found = _ticket(session, call_sid)
    if found is not None:
        _keep(session, found, number, NumberCheck.CONFIRMED, "number_keyed", now)


def _ticket(session: Session, call_sid: str) -> Ticket | None:
    """The request that the call opened, held; None where a person has set the number by now."""
    opened = opened_by(session, call_sid)
    row = locked(session, opened.id) if opened is not None else None
    return None if row is None or "callback_number" in (row.by_hand or ()) else row


def _keep(
    session: Session,
    row: Ticket,
    sure: str | None,
    check: NumberCheck,
    event: str,
    now: datetime,
) -> None:
    row.confirmed_number, row.number_check, row.updated_at = sure, check.value, now
    ring = number_to_ring(row)
    changed(session, Callback.id, Callback.ticket_id == row.id, number=ring)
    add(session, row.id, actor=CALLER, event=event, note=masked(ring), now=now)
