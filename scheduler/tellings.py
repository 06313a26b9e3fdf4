"""Tells customers what became of their request: a call in vain, a cancellation, a quote, a price."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session, sessionmaker

from desk.notices import Words
from store import reading
from store.models import Ticket
from store.notices import Telling, tell_customer
from store.untold import About, Untold, still_holds, untold

log = structlog.get_logger()

# A technician may still take it back; what is a day old is no news.
SETTLES = timedelta(seconds=70)
STALE = timedelta(days=1)
# For how long words about a call are of use.
OF_USE = {About.MISSED: timedelta(hours=12), About.GAVE_UP: timedelta(hours=24)}

# The words on a fact, or None where there is nothing to say: no work to be paid for, say.
Say = Callable[[Session, Ticket, Untold], Words | None]


def tell_facts(
    sessions: sessionmaker[Session], now: Callable[[], datetime], telling: Telling, say: Say
) -> int:
    """Leave words on whatever happened and was not told yet; how many messages those are."""
    at = now()
    with reading(sessions) as session:
        facts = untold(session, at - STALE, at - SETTLES)
    told = 0
    for fact in facts:
        with sessions.begin() as session:
            told += _tell(session, fact, at, telling, say)
    return told


def _tell(session: Session, fact: Untold, now: datetime, telling: Telling, say: Say) -> bool:
    ticket = still_holds(session, fact)
    words = say(session, ticket, fact) if ticket is not None else None
    if ticket is None or words is None:
        return False
    use = OF_USE.get(fact.about)
    until = fact.at + use if use else None
    receiver = tell_customer(
        session, ticket, words, key=fact.key, now=now, telling=telling, until=until
    )
    return receiver is not None
