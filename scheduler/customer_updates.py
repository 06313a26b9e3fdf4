"""Job: queues customer updates, the messages on what became of a request (missed call, quote, price)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.customer_messages import CustomerMessage
from scheduler.faults import Faults
from store import reading
from store.messages.caps import Channels
from store.messages.pending_updates import Compose, PendingUpdate, pending_updates, still_holds
from store.messages.to_customers import queue_customer_message, receiver_of
from store.models import Ticket

log = structlog.get_logger()

# A technician may still take it back; what is a day old is no news.
SETTLES = timedelta(seconds=70)
STALE = timedelta(days=1)


def queue_updates(
    sessions: sessionmaker[Session], now: Callable[[], datetime], channels: Channels, say: Compose
) -> int:
    """Leave words on whatever happened and was not told yet; how many messages those are."""
    at, faults = now(), Faults()
    with reading(sessions) as session:
        happened = pending_updates(session, at - STALE, at)
        facts = [one for one in happened if one.at <= at - SETTLES or not one.may_be_undone]
        # What cannot be told now is looked at again for a day: without a lock on the ledger.
        tellable = [
            fact
            for fact in facts
            if faults.take(fact.key, partial(_is_tellable, session, fact, at, channels, say))
        ]

    def tell(fact: PendingUpdate) -> int:
        with sessions.begin() as session:
            return _tell(session, fact, at, channels, say)

    told = sum(faults.take(fact.key, partial(tell, fact)) for fact in tellable)
    faults.tell()
    return told


def _message(
    session: Session, fact: PendingUpdate, now: datetime, channels: Channels, say: Compose
) -> tuple[Ticket, CustomerMessage] | None:
    """Whom to tell what; None where nobody can be told, or there is nothing to say."""
    ticket = still_holds(session, fact)
    if ticket is None or receiver_of(session, ticket, channels, now) is None:
        return None
    words = say(session, ticket, fact)
    if words is None:
        return None
    # What opens the request waits for a number that somebody has confirmed.
    waits = words.opens_page and not receiver_of(session, ticket, channels, now, opens_page=True)
    return None if waits else (ticket, words)


def _is_tellable(
    session: Session, fact: PendingUpdate, now: datetime, channels: Channels, say: Compose
) -> bool:
    return _message(session, fact, now, channels, say) is not None


def _tell(
    session: Session, fact: PendingUpdate, now: datetime, channels: Channels, say: Compose
) -> bool:
    message = _message(session, fact, now, channels, say)
    if message is None:
        return False
    ticket, words = message
    until = fact.of_use_until(ticket)
    receiver = queue_customer_message(
        session,
        ticket,
        words,
        key=fact.key,
        now=now,
        channels=channels,
        until=until,
        happened_at=fact.at,
    )
    return receiver is not None
