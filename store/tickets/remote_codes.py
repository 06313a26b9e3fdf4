"""Codes for remote support, beside the request that they belong to, for as long as they are of use."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.tickets.remote_code import LASTS, is_of_use
from rules.tickets.ticket import LIVE
from store.database.statements import changed
from store.models import Ticket
from store.tickets.number_checks import CALLER
from store.tickets.rows import add, locked, locked_of_call

GONE = {"remote_code": None, "remote_code_at": None}


def give(session: Session, call_sid: str, code: str, now: datetime) -> None:
    """The caller keyed the code: it stands beside the request that the call is about."""
    row = locked_of_call(session, call_sid)
    if row is None or row.state not in LIVE:
        return
    row.remote_code, row.remote_code_at, row.updated_at = code, now, now
    add(session, row.id, actor=CALLER, event="remote_code", now=now)


def of(ticket: Ticket, now: datetime) -> str | None:
    """The code, while it may still let somebody in."""
    if ticket.remote_code is None or ticket.remote_code_at is None:
        return None
    return ticket.remote_code if is_of_use(ticket.remote_code_at, now) else None


def used(session: Session, ticket_id: int, *, by: str, now: datetime) -> bool:
    """A technician has used it, and it is gone; False where there is none."""
    row = locked(session, ticket_id)
    if row is None or row.remote_code is None:
        return False
    row.remote_code = row.remote_code_at = None
    add(session, row.id, actor=by, event="remote_code_used", now=now)
    return True


def forget_old(session: Session, now: datetime) -> int:
    """Delete those that are of no use any more; how many."""
    old = (Ticket.remote_code.is_not(None), Ticket.remote_code_at < now - LASTS)
    return changed(session, Ticket.id, *old, **GONE)
