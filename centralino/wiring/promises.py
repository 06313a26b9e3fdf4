"""What promises callers a time, tells them of it, and says who pays, as configured."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from centralino.config.settings import Settings
from centralino.wiring.message_channels import telling_of
from messages import templates
from rules.language.spoken import language_or_default, written_promise
from store.callbacks.promises import Promises, Tell
from store.intake.payer import Payer
from store.messages.to_customers import tell_customer
from store.models import Ticket


def promises_of(settings: Settings) -> Promises:
    """One for each process: it remembers for an hour what the past weeks teach."""
    return Promises(
        hours=settings.hours(),
        policy=settings.promise_policy(),
        back_after=timedelta(minutes=settings.callbacks.wait_minutes[0]),
        tell=teller_of(settings),
    )


def teller_of(settings: Settings) -> Tell | None:
    """Tells customers their number and when we call; None where nothing is sent."""
    telling = telling_of(settings)
    if not telling.ways:
        return None
    words, timezone = templates.load(), settings.service.timezone

    def tell(session: Session, ticket: Ticket, promised: datetime, now: datetime) -> None:
        language = language_or_default(ticket.language)
        when = written_promise(promised, now, language, timezone)
        text = words.of("ticket_opened", language, {"number": str(ticket.id), "when": when})
        tell_customer(
            session,
            ticket,
            text,
            key=f"ticket_opened:{ticket.id}",
            now=now,
            telling=telling,
            until=promised,
        )

    return tell


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
