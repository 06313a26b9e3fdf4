"""Requests in another helpdesk as leased work: which are to be told, what they were told, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from rules.tickets.ticket import LIVE
from store.database.statements import NO_LEASE, changed, free_at, is_new, lease_first
from store.models import HelpdeskTicket, Ticket, TicketHistory
from store.tickets.rows import is_rehearsed

AT_ONCE = 200
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
LONGEST_ASKED = timedelta(hours=4)


@dataclass(frozen=True)
class Claim:
    """A request that one process tells; the token proves it."""

    ticket_id: int
    token: str
    remote_id: str | None
    told: Mapping[str, str]
    until: int  # the last entry of its history, as it was claimed
    attempts: int  # this one included

    @property
    def is_again(self) -> bool:
        """Whether it was tried before, and may have been done."""
        return self.attempts > 1


def note(session: Session, now: datetime) -> int:
    """Take up what is open, and whatever came since the first was; how many are new."""
    first = session.scalar(select(func.min(HelpdeskTicket.created_at)))
    is_known = exists().where(HelpdeskTicket.ticket_id == Ticket.id)
    came = [Ticket.state.in_(LIVE)]
    if first is not None:
        came.append(Ticket.created_at >= first)
    wanted = (
        select(Ticket.id)
        .where(or_(*came), ~is_known, ~is_rehearsed())
        .order_by(Ticket.id)
        .limit(AT_ONCE)
    )
    return sum(
        is_new(
            session,
            HelpdeskTicket,
            ticket_id=ticket_id,
            told_until=0,
            created_at=now,
            next_at=now,
            attempts=0,
            given_up=False,
        )
        for ticket_id in session.scalars(wanted).all()
    )


def claim(session: Session, now: datetime, lease: timedelta) -> Claim | None:
    """Take what has something to tell and has been due longest."""
    newest = (
        select(func.max(TicketHistory.id))
        .where(TicketHistory.ticket_id == HelpdeskTicket.ticket_id)
        .scalar_subquery()
    )
    happened = newest > HelpdeskTicket.told_until
    due = (HelpdeskTicket.next_at <= now, free_at(HelpdeskTicket, now))
    oldest = select(HelpdeskTicket.ticket_id).where(*due, happened)
    oldest = oldest.order_by(HelpdeskTicket.next_at, HelpdeskTicket.ticket_id)
    row = lease_first(session, HelpdeskTicket.ticket_id, oldest, due, now + lease)
    if row is None:
        return None
    of_it = select(func.max(TicketHistory.id)).where(TicketHistory.ticket_id == row.ticket_id)
    until = session.scalar(of_it) or 0
    return Claim(row.ticket_id, row.lease_token, row.remote_id, row.told or {}, until, row.attempts)


def found(session: Session, claim: Claim, remote_id: str, number: str) -> None:
    """The other helpdesk has it under this number."""
    values = {"remote_id": remote_id, "remote_number": number}
    changed(session, HelpdeskTicket.ticket_id, *_ours(claim), **values)


def done(session: Session, claim: Claim, told: Mapping[str, str], now: datetime) -> None:
    """It knows what stood there when it was claimed."""
    values: dict[str, Any] = {"told": dict(told), "told_until": claim.until, "told_at": now}
    fresh = {"attempts": 0, "next_at": now, "failed_at": None, "failure": None, "given_up": False}
    changed(session, HelpdeskTicket.ticket_id, *_ours(claim), **values, **fresh, **NO_LEASE)


def failed(
    session: Session,
    claim: Claim,
    *,
    reason: str,
    for_good: bool,
    asked: float | None,
    now: datetime,
) -> None:
    """Not told: once more later, or not before it changes or somebody asks."""
    wait = WAITS[min(claim.attempts - 1, len(WAITS) - 1)]
    told = min(timedelta(seconds=asked or 0), LONGEST_ASKED)
    values: dict[str, Any] = {"failed_at": now, "failure": reason[:200], "given_up": for_good}
    values["next_at"] = now + max(wait, told)
    if for_good:
        values["told_until"] = claim.until
    changed(session, HelpdeskTicket.ticket_id, *_ours(claim), **values, **NO_LEASE)


def again(session: Session, now: datetime) -> int:
    """Tell all at once that failed; how many."""
    failing = HelpdeskTicket.failed_at.is_not(None)
    fresh = {"next_at": now, "told_until": 0, "given_up": False}
    return changed(session, HelpdeskTicket.ticket_id, failing, **fresh)


def listed(session: Session, limit: int, *, failing: bool = False) -> list[HelpdeskTicket]:
    """The newest first; those alone that fail, if so asked."""
    statement = select(HelpdeskTicket).order_by(HelpdeskTicket.ticket_id.desc()).limit(limit)
    if failing:
        statement = statement.where(HelpdeskTicket.failed_at.is_not(None))
    return list(session.scalars(statement))


def as_json(row: HelpdeskTicket) -> dict[str, Any]:
    """For programs; instants in UTC."""
    return {
        "ticket": row.ticket_id,
        "remote_id": row.remote_id,
        "remote_number": row.remote_number,
        "told_at": row.told_at.isoformat() if row.told_at else None,
        "failed_at": row.failed_at.isoformat() if row.failed_at else None,
        "failure": row.failure,
        "given_up": row.given_up,
    }


def _ours(claim: Claim) -> tuple[Any, Any]:
    return HelpdeskTicket.ticket_id == claim.ticket_id, HelpdeskTicket.lease_token == claim.token
