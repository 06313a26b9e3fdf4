"""On-call alerts as the queue shows them: who could be reached, and whom nothing could reach."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.rota.alert_words import alert_words
from rules.tickets.ticket import Urgency
from store.models import Alert, AlertStep, Outbox, Ticket, User
from store.models.states import OutboxState
from store.tickets import weekend

LOST = ("undelivered", "failed", "canceled")  # what Twilio says of a text that reached nobody


@dataclass(frozen=True)
class Shown:
    """An alert that goes on."""

    ticket_id: int
    from_at: datetime
    last: str | None  # who was alerted last, of those whom something could reach
    last_at: datetime | None
    taken_by: str | None
    alone_at: datetime | None
    words: str  # who asks for what
    unreachable: tuple[str, ...] = ()  # on call, and neither a text nor a call could reach them
    supervisors: tuple[str, ...] = ()  # who could be told that nobody is left


def shown(session: Session, now: datetime) -> list[Shown]:
    """The alerts that go on, the oldest first."""
    rows = session.scalars(
        select(Alert).where(Alert.ended_at.is_(None), Alert.from_at <= now).order_by(Alert.id)
    )
    return [_shown(session, row) for row in rows]


def _shown(session: Session, row: Alert) -> Shown:
    steps = (
        select(AlertStep, User.name)
        .join(User, User.id == AlertStep.user_id)
        .where(AlertStep.alert_id == row.id, AlertStep.at >= row.from_at)
        .order_by(AlertStep.number)
    )
    tried = [(one, name, is_reached(session, one)) for one, name in session.execute(steps)]
    reached = [(name, one.at) for one, name, is_reached in tried if is_reached]
    known = {name for name, _ in reached}
    last, last_at = reached[-1] if reached else (None, None)
    return Shown(
        *(row.ticket_id, row.from_at, last, last_at, row.taken_by, row.alone_at),
        words=words_of(session, row.ticket_id),
        unreachable=tuple(dict.fromkeys(name for _, name, _ in tried if name not in known)),
        supervisors=_supervisors(session, row),
    )


def words_of(session: Session, ticket_id: int) -> str:
    """Who asks for what, as whoever is on call is told it."""
    ticket = session.get_one(Ticket, ticket_id)
    is_blocked = ticket.urgency == Urgency.BLOCKING
    return alert_words(weekend.gate_of(ticket), is_blocked=is_blocked)


def alone_key(row: Alert) -> str:
    """What the keys of the texts to supervisors begin with, once for each week-end; their id follows."""
    return f"alert_alone:{row.id}:{row.from_at:%Y%m%d}:"


def is_reached(session: Session, step: AlertStep) -> bool:
    """Whether a call could be placed, or a text sent, and neither came back as impossible."""
    if step.phone is not None and step.reason is None and step.status != "failed":
        return True
    text = session.scalar(select(Outbox).where(Outbox.key == f"alert:{step.id}"))
    return text is not None and _may_have_come(text)


def _supervisors(session: Session, row: Alert) -> tuple[str, ...]:
    prefix = alone_key(row)
    texts = session.scalars(select(Outbox).where(Outbox.key.like(f"{prefix}%")))
    ids = [int(text.key.removeprefix(prefix)) for text in texts if _may_have_come(text)]
    names = select(User.name).where(User.id.in_(ids)).order_by(User.name)
    return tuple(session.scalars(names))


def _may_have_come(text: Outbox) -> bool:
    return text.state is not OutboxState.FAILED and text.delivery not in LOST
