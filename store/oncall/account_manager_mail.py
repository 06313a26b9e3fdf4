"""Messages to account managers: each commercial request told once, by e-mail."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.entitlement import account_manager
from rules.entitlement.account_manager import AccountManager
from rules.phone_numbers import display
from rules.tickets.arrival import came
from rules.tickets.ticket import LIVE, Origin, number_of
from store.calls import voicemail
from store.customers import account_managers, identity
from store.messages import outbox
from store.models import Outbox, Ticket
from store.models.states import OutboxKind
from store.tickets.rows import number_to_ring


def untold(session: Session, since: datetime, until: datetime) -> list[Ticket]:
    """Live requests that an account manager answers, as they have stood since that time."""
    settled = (Ticket.updated_at > since, Ticket.updated_at <= until)
    live = Ticket.state.in_(LIVE)
    statement = select(Ticket).where(live, account_managers.answer(), *settled)
    return list(session.scalars(statement.order_by(Ticket.id)))


def tell(
    session: Session,
    ticket: Ticket,
    default: AccountManager,
    link: Callable[[int], str],
    now: datetime,
) -> bool:
    """Leave the e-mail to be sent, once for each address; False where there is none, or it was."""
    manager = account_managers.of_ticket(session, ticket, default)
    if manager.email is None:
        return False
    who = hashlib.sha256(manager.email.casefold().encode()).hexdigest()[:12]
    key = f"account_manager:{ticket.id}:{who}"
    if session.scalar(select(Outbox.id).where(Outbox.key == key)) is not None:
        return False
    subject, text = account_manager.mail(
        number_of(ticket.id),
        f"{came(ticket.channel, Origin(ticket.origin) if ticket.origin else None)}.",
        identity.of_ticket(session, ticket).identity.words,
        display(number) if (number := number_to_ring(ticket)) else None,
        ticket.message or _heard(session, ticket) or ticket.subject or "",
        link(ticket.id),
    )
    return outbox.put(
        session,
        kind=OutboxKind.EMAIL,
        to=manager.email,
        body={"subject": subject, "text": text, "until": None},
        key=key,
        now=now,
        ticket_id=ticket.id,
    )


def _heard(session: Session, ticket: Ticket) -> str | None:
    said = voicemail.that_counts_of_several(voicemail.of_ticket(session, ticket))
    return said.text if said else None
