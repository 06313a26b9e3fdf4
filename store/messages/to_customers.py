"""Customer messages: addressed and put into the outbox, at most so many a day to one number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules import customer_messages, deliveries
from rules.customer_messages import CustomerMessage, Drop, MessageChannel, Quiet, Receiver
from rules.tickets.ticket import SERVICE, Kind
from store.customers import directory
from store.messages import outbox
from store.models import Callback, Outbox, Ticket, Turn
from store.models.states import OutboxKind, OutboxState
from store.tickets import rows

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Channels:
    """By which ways customers are told at all, and when no SMS goes out."""

    enabled: frozenset[MessageChannel]
    quiet: Quiet
    most_a_day: int = 5  # texts to one number: whoever feigns another's number is not paid for


def queue_customer_message(
    session: Session,
    ticket: Ticket,
    words: CustomerMessage,
    *,
    key: str,
    now: datetime,
    channels: Channels,
    until: datetime | None = None,
) -> Receiver | None:
    """Leave the words to be sent, once per key; who will get them, None for nobody.

    By SMS, or else by e-mail. `until` says how long they are of use; too late, they are not sent.
    """
    receiver = receiver_of(session, ticket, channels, now)
    if receiver is None:
        return None
    decision = customer_messages.when(receiver.channel, now, channels.quiet, until)
    if isinstance(decision, Drop):
        return None
    new = outbox.put(
        session,
        kind=OutboxKind(receiver.channel),
        to=receiver.to,
        body=_body(receiver.channel, words, until),
        key=key,
        now=now,
        at=decision.at,
        ticket_id=ticket.id,
    )
    return receiver if new else None


def can_be_told(
    session: Session, ticket: Ticket, channels: Channels, now: datetime, before: datetime
) -> bool:
    """Whether a message of now would reach the customer before the instant."""
    receiver = receiver_of(session, ticket, channels, now)
    if receiver is None:
        return False
    decision = customer_messages.when(receiver.channel, now, channels.quiet, before)
    return not isinstance(decision, Drop)


def receiver_of(
    session: Session, ticket: Ticket, channels: Channels, now: datetime
) -> Receiver | None:
    """How the ticket's customer can be told now; by e-mail, where the number had enough texts."""
    receivers = customer_messages.receivers(*_known(session, ticket), channels.enabled)
    most = channels.most_a_day
    return next((one for one in receivers if not _had_enough(session, one, most, now)), None)


def _known(session: Session, ticket: Ticket) -> tuple[tuple[str | None, ...], str | None]:
    """The numbers of whoever opened the ticket, the one to be called first, and an address."""
    to_call = session.scalar(select(Callback.number).where(Callback.ticket_id == ticket.id))
    own = ticket.caller_number if _spoke(session, ticket) else None
    if to_call == ticket.caller_number:
        to_call = own
    return (to_call, own), ticket.email or directory.registered_email(session, ticket)


def _spoke(session: Session, ticket: Ticket) -> bool:
    """Whether somebody was there: a number that rang and left nothing may be anybody's."""
    if ticket.kind is not Kind.MISSED or ticket.call_sid is None:
        return True
    keyed = (Turn.call_sid == ticket.call_sid, Turn.digits.not_in(("", "hangup")))
    return session.scalar(select(Turn.id).where(*keyed).limit(1)) is not None


def _had_enough(session: Session, receiver: Receiver, most: int, now: datetime) -> bool:
    if receiver.channel is not MessageChannel.SMS:
        return False
    today = (Outbox.to == receiver.to, Outbox.kind == OutboxKind.SMS, Outbox.created_at > now - DAY)
    count = session.scalar(select(func.count()).select_from(Outbox).where(*today)) or 0
    return count >= most


def _body(
    way: MessageChannel, words: CustomerMessage, until: datetime | None
) -> Mapping[str, str | None]:
    end = until.isoformat() if until else None
    if way is MessageChannel.SMS:
        return {"text": words.sms, "until": end}
    return {"subject": words.subject, "text": words.body, "until": end}


# How far a message has come. What Twilio tells may come twice and out of order: only a later state
# replaces an earlier one. https://www.twilio.com/docs/messaging/guides/outbound-message-status
_FAR = {"accepted": 0, "scheduled": 0, "queued": 1, "sending": 2, "sent": 3}
_FAR |= {"delivered": 4, "undelivered": 4, "failed": 4, "canceled": 4, "read": 5}
_ON_ITS_WAY = [status for status, far in _FAR.items() if far < _FAR["delivered"]]
SILENT_FOR = timedelta(minutes=10)  # Twilio tells of most texts within seconds
ASKED_FOR = timedelta(hours=4)  # some networks never tell more than that they took it


def delivered(
    session: Session, provider_sid: str, status: str, now: datetime, code: str | None = None
) -> bool:
    """Keep how far a message has come; False when that is no news, or none of our messages.

    `code` is the provider's, of why it did not arrive: the request's history tells that.
    """
    ours = select(Outbox).where(Outbox.provider_sid == provider_sid).with_for_update()
    row = session.scalars(ours).first()
    if row is None or status not in _FAR or _FAR[status] <= _FAR.get(row.delivery or "", -1):
        return False
    row.delivery, row.delivery_at, row.delivery_error = status, now, code
    if row.ticket_id is not None and deliveries.is_never(status):
        note = f"{row.kind}: undelivered{f', error {code}' if code else ''}"
        rows.add(session, row.ticket_id, actor=SERVICE, event="message_failed", note=note, now=now)
    return True


def silent(session: Session, now: datetime, limit: int = 100) -> list[str]:
    """The SIDs of texts of which we should have heard more by now, the longest silent first."""
    told = func.coalesce(Outbox.delivery_at, Outbox.sent_at)
    statement = (
        select(Outbox.provider_sid)
        .where(
            Outbox.kind == OutboxKind.SMS,
            Outbox.state == OutboxState.SENT,
            Outbox.next_at > now - ASKED_FOR - DAY,  # when it was due: by the index, few of all
            Outbox.provider_sid.is_not(None),
            Outbox.sent_at > now - ASKED_FOR,
            told <= now - SILENT_FOR,
            Outbox.delivery.is_(None) | Outbox.delivery.in_(_ON_ITS_WAY),
        )
        .order_by(told, Outbox.id)
        .limit(limit)
    )
    return [sid for sid in session.scalars(statement) if sid]


def sent_of(row: Outbox) -> deliveries.Sent:
    """What is known of it."""
    return deliveries.Sent(row.state.value, row.delivery, row.delivery_error, row.last_error)


def sent_json(row: Outbox) -> dict[str, Any]:
    """One message for lists: what became of it, its receiver masked, nothing of its words."""
    return {
        "id": row.id,
        "kind": row.kind.value,
        "to": customer_messages.masked_receiver(row.to),
        "ticket": row.ticket_id,
        "about": row.key.partition(":")[0],
        "state": row.state.value,
        "created_at": row.created_at.isoformat(),
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        "delivery": row.delivery,
        "delivery_at": row.delivery_at.isoformat() if row.delivery_at else None,
        "arrived": deliveries.delivery_of(sent_of(row)).value,
        "reason": deliveries.reason_of(sent_of(row)),
        "attempts": row.attempts,
        "error": row.last_error,
    }


def listed(
    session: Session, *, ticket_id: int | None = None, limit: int = 100
) -> Collection[Outbox]:
    """The newest messages first, of one ticket or of all."""
    statement = select(Outbox).order_by(Outbox.id.desc()).limit(limit)
    if ticket_id is not None:
        statement = statement.where(Outbox.ticket_id == ticket_id)
    return session.scalars(statement).all()
