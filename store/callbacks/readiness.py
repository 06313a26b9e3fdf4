"""Readiness: a technician who says that they sit by the telephone, for one customer who is rung first.

Nobody is to pick up, wait, and find no technician. So it lasts a few minutes, and is taken by the call
that uses it, in the transaction that asks for that call: of two calls one is refused.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rules.errors import MoveRefused
from store.database.statements import changed
from store.models import User
from store.staff import accounts

READY_FOR = timedelta(minutes=5)
NOT_READY = "the technician did not say that they are ready, or too long ago"


def say_ready(session: Session, name: str, now: datetime) -> datetime:
    """The technician sits by the telephone; until when that counts. Raises NotFound."""
    user = accounts.named(session, name)
    user.ready_until = now + READY_FOR
    session.flush()
    return user.ready_until


def ready_until(session: Session, name: str, now: datetime) -> datetime | None:
    """Until when the technician is ready; None where they are not."""
    user = accounts.find(session, name)
    until = user.ready_until if user is not None else None
    return until if until is not None and until > now else None


def take(session: Session, name: str, now: datetime) -> None:
    """Use it up for a call; raises MoveRefused where it ran out, or another call took it."""
    theirs = (User.id == accounts.named(session, name).id, User.ready_until > now)
    if changed(session, User.id, *theirs, ready_until=None) != 1:
        raise MoveRefused(NOT_READY)
