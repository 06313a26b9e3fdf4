"""Job: tells account managers of commercial requests, whatever door made them so."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from rules.entitlement.account_manager import AccountManager
from store.oncall import account_manager_mail

# A technician may still say that it is something else; what is a day old is no news.
SETTLES = timedelta(seconds=70)
STALE = timedelta(days=1)


def tell(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    default: AccountManager,
    link: Callable[[int], str],
) -> int:
    """Leave an e-mail on each that was not told yet; how many."""
    at = now()
    with sessions.begin() as session:
        tickets = account_manager_mail.untold(session, at - STALE, at - SETTLES)
        return sum(
            account_manager_mail.tell(session, ticket, default, link, at) for ticket in tickets
        )
