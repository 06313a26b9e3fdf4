"""What promises callers a time and says who pays, as configured."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from centralino.settings import Settings
from store.cover import Payer
from store.models import Ticket
from store.promises import Promises


def promises_of(settings: Settings) -> Promises:
    """One for each process: it remembers for an hour what the past weeks teach."""
    return Promises(
        hours=settings.hours(),
        policy=settings.promise_policy(),
        back_after=timedelta(minutes=settings.callbacks.wait_minutes[0]),
    )


def payer_of(settings: Settings) -> Payer:
    """Says who pays for a ticket."""
    return Payer(settings.hours(), settings.terms())


def settler_of(settings: Settings) -> Callable[[Session, Ticket, datetime], None]:
    """Says both of a ticket that was written, in the transaction that opens it."""
    promises, payer = promises_of(settings), payer_of(settings)

    def settle(session: Session, ticket: Ticket, now: datetime) -> None:
        session.flush()
        payer.decide(session, ticket)
        promises.make(session, ticket, now)

    return settle
