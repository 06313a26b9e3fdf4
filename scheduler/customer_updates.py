"""Tells customers what became of their request: a call in vain, a cancellation, a quote, a price."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.customer_messages import Words
from store import reading
from store.messages.pending_updates import Say, Untold, still_holds, untold
from store.messages.to_customers import Telling, receiver_of, tell_customer
from store.models import Ticket

log = structlog.get_logger()

# A technician may still take it back; what is a day old is no news.
SETTLES = timedelta(seconds=70)
STALE = timedelta(days=1)


def tell_facts(
    sessions: sessionmaker[Session], now: Callable[[], datetime], telling: Telling, say: Say
) -> int:
    """Leave words on whatever happened and was not told yet; how many messages those are."""
    at = now()
    with reading(sessions) as session:
        facts = untold(session, at - STALE, at - SETTLES)
        # What cannot be told now is looked at again for a day: without a lock on the ledger.
        tellable = [fact for fact in facts if _message(session, fact, at, telling, say)]
    told = 0
    for fact in tellable:
        with sessions.begin() as session:
            told += _tell(session, fact, at, telling, say)
    return told


def _message(
    session: Session, fact: Untold, now: datetime, telling: Telling, say: Say
) -> tuple[Ticket, Words] | None:
    """Whom to tell what; None where nobody can be told, or there is nothing to say."""
    ticket = still_holds(session, fact)
    if ticket is None or receiver_of(session, ticket, telling, now) is None:
        return None
    words = say(session, ticket, fact)
    return (ticket, words) if words else None


def _tell(session: Session, fact: Untold, now: datetime, telling: Telling, say: Say) -> bool:
    message = _message(session, fact, now, telling, say)
    if message is None:
        return False
    ticket, words = message
    until = fact.of_use_until(ticket)
    receiver = tell_customer(
        session, ticket, words, key=fact.key, now=now, telling=telling, until=until
    )
    return receiver is not None
