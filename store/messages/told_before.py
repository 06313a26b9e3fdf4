"""What customers may have been told before this ledger knew of it.

A copy of the database that was restored has forgotten what was sent after it was made; and calls of
which we saw no step were taken in from Twilio's list, perhaps by a ledger that lost them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from store.database.statements import NO_LEASE, changed
from store.messages.pending_updates import CustomerUpdate
from store.models import Call, Outbox, RestoredCopy, Ticket, Turn
from store.models.states import OutboxState

SKEW = timedelta(minutes=5)  # between Twilio's clock and ours, at most
SAME_DAY = timedelta(days=1)  # two calls of a day may have been one request to the ledger before


@dataclass(frozen=True)
class Doubt:
    """It may have been told; `since` says from when on a text of its kind stands for it."""

    since: datetime
    may_mail: bool  # nobody can look up an e-mail: whether it is sent all the same


def doubt(
    session: Session, ticket: Ticket, about: str, happened_at: datetime, now: datetime
) -> Doubt | None:
    """Whether a message about the ticket may have been sent before; None where it surely was not.

    `about` is the kind of the message, `happened_at` when that came about of which it tells.
    """
    began = happened_at
    is_opening = about == CustomerUpdate.OPENED
    if is_opening:
        call = session.get(Call, ticket.call_sid) if ticket.call_sid else None
        began = call.started_at if call else ticket.created_at
    restored_at = session.scalar(select(func.max(RestoredCopy.at)))
    if restored_at is not None and began <= restored_at:
        return Doubt(began - (SAME_DAY if is_opening else SKEW), may_mail=False)
    if is_opening and ticket.call_sid and not _was_seen(session, ticket.call_sid):
        return Doubt(min(began, now) - SAME_DAY, may_mail=True)
    return None


def _was_seen(session: Session, call_sid: str) -> bool:
    """Whether Twilio asked us at any step of the call."""
    return bool(session.scalar(select(exists().where(Turn.call_sid == call_sid))))


def copy_was_restored(session: Session, now: datetime) -> None:
    """What the copy holds as still to be sent may have been sent: it is looked up first."""
    session.add(RestoredCopy(at=now))
    waiting = Outbox.state == OutboxState.WAITING
    perhaps = {"state": OutboxState.UNKNOWN, "next_at": now, "attempts": 0, **NO_LEASE}
    changed(session, Outbox.id, waiting, **perhaps)
