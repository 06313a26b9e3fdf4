"""Caps on messages to customers: of one number or address, of all together, and of what forms cause.

Each text costs money, and whoever feigns numbers earns by it. A request is taken in all the same.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.customer_messages import ITALY, MessageChannel, Quiet, Receiver, Untold
from rules.tickets.ticket import Channel
from store.models import Outbox, Ticket
from store.models.states import OutboxKind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Most:
    """How many messages of one kind go out, at most."""

    a_day_each: int = 5  # to one number or address
    an_hour: int = 60  # to all
    a_day: int = 300

    @property
    def in_all(self) -> tuple[tuple[timedelta, int], ...]:
        """To all, by span."""
        return (HOUR, self.an_hour), (DAY, self.a_day)


@dataclass(frozen=True)
class Channels:
    """By which ways customers are told at all, when no SMS goes out, and how many do."""

    enabled: frozenset[MessageChannel]
    quiet: Quiet
    texts: Most = Most()
    mails: Most = field(default_factory=lambda: Most(20, 120, 600))
    countries: frozenset[str] = ITALY  # to which texts are sent
    ours: frozenset[str] = frozenset()  # our own numbers (E.164), which are no customer's

    def most(self, channel: MessageChannel) -> Most:
        return self.texts if channel is MessageChannel.SMS else self.mails


def untold(
    session: Session, ticket: Ticket, receiver: Receiver, channels: Channels, now: datetime
) -> Untold | None:
    """Why the receiver gets nothing more now about the ticket; None where they do.

    Forms have half of what goes out in all: nobody proves a number there, and callers are told still.
    """
    kind, most = OutboxKind(receiver.channel), channels.most(receiver.channel)
    of_kind = select(func.count()).select_from(Outbox).where(Outbox.kind == kind)
    to_one = of_kind.where(Outbox.to == receiver.to, Outbox.created_at > now - DAY)
    if (session.scalar(to_one) or 0) >= most.a_day_each:
        return Untold.OFTEN
    to_all = of_kind.where(Outbox.ticket_id.is_not(None))
    by_form = to_all.join(Ticket, Ticket.id == Outbox.ticket_id).where(
        Ticket.channel == Channel.WEB
    )
    for span, limit in most.in_all:
        since = Outbox.created_at > now - span
        if (session.scalar(to_all.where(since)) or 0) >= limit:
            return Untold.CROWDED
        is_written = ticket.channel is Channel.WEB
        if is_written and (session.scalar(by_form.where(since)) or 0) >= max(1, limit // 2):
            return Untold.CROWDED
    return None
