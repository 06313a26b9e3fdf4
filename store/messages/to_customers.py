"""Customer messages: addressed and put into the outbox, at most so many a day to one number."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules import customer_messages, deliveries
from rules.customer_messages import CustomerMessage, Drop, MessageChannel, Receiver, Untold
from rules.tickets.ticket import SERVICE, Kind
from store.customers import directory, identity
from store.messages import caps, outbox, told_before
from store.messages.caps import DAY, Channels
from store.models import Callback, Outbox, Ticket, TicketHistory, Turn
from store.models.states import OutboxKind, OutboxState
from store.tickets import lifecycle, rows
from store.tickets.confirmed_numbers import is_confirmed

UNTOLD = "not_told"  # the event in a ticket's history, with the reason as its note


def queue_customer_message(
    session: Session,
    ticket: Ticket,
    words: CustomerMessage,
    *,
    key: str,
    now: datetime,
    channels: Channels,
    until: datetime | None = None,
    happened_at: datetime | None = None,
) -> Receiver | None:
    """Leave the words to be sent, once per key; who will get them, None for nobody.

    By SMS, or else by e-mail. `until` says how long they are of use; too late, they are not sent.
    What happened before this ledger knew of it may have been told: a text is looked up first.
    """
    receiver = receiver_of(session, ticket, channels, now, opens_page=words.opens_page)
    if receiver is None:
        _note_untold(session, ticket, channels, now, opens_page=words.opens_page)
        return None
    decision = customer_messages.when(receiver.channel, now, channels.quiet, until)
    about = key.partition(":")[0]
    doubt = told_before.doubt(session, ticket, about, happened_at or now, now)
    is_text = receiver.channel is MessageChannel.SMS
    if isinstance(decision, Drop) or (doubt and not is_text and not doubt.may_mail):
        return None
    since = doubt.since if doubt and is_text else None
    new = outbox.put(
        session,
        kind=OutboxKind(receiver.channel),
        to=receiver.to,
        body=_body(receiver.channel, words, until, since),
        perhaps_sent=since is not None,
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
    session: Session,
    ticket: Ticket,
    channels: Channels,
    now: datetime,
    *,
    opens_page: bool = False,
) -> Receiver | None:
    """How the ticket's customer can be told now; by e-mail, where the number had enough texts.

    What opens the request's page goes to no number that was only heard.
    """
    known = _receivers(session, ticket, channels, opens_page=opens_page)
    return next(
        (one for one in known if caps.untold(session, ticket, one, channels, now) is None), None
    )


def _receivers(
    session: Session, ticket: Ticket, channels: Channels, *, opens_page: bool
) -> tuple[Receiver, ...]:
    numbers, email = _theirs(session, ticket, channels, opens_page=opens_page)
    return customer_messages.receivers(numbers, email, channels.enabled, channels.countries)


def _theirs(
    session: Session, ticket: Ticket, channels: Channels, *, opens_page: bool
) -> tuple[tuple[str | None, ...], str | None]:
    """The numbers, of which none is one of our lines, and the address."""
    numbers, email = _who_may_open(session, ticket) if opens_page else _known(session, ticket)
    return tuple(None if number in channels.ours else number for number in numbers), email


def _note_untold(
    session: Session, ticket: Ticket, channels: Channels, now: datetime, *, opens_page: bool
) -> None:
    """Let people see that somebody who could be told was not, and why."""
    found = _receivers(session, ticket, channels, opens_page=opens_page)
    reasons = [caps.untold(session, ticket, one, channels, now) for one in found]
    numbers, _ = _theirs(session, ticket, channels, opens_page=opens_page)
    if MessageChannel.SMS in channels.enabled and any(
        one and customer_messages.can_take_sms(one) for one in numbers
    ):
        reasons.append(Untold.ABROAD)
    why = next(filter(None, reasons), None)
    if why is not None:
        lifecycle.add(session, ticket.id, actor=SERVICE, event=UNTOLD, note=why, now=now)


def untold(session: Session, ticket_id: int) -> Untold | None:
    """Why the customer was not told, where nothing ever went out to them; None where it did."""
    told = select(Outbox.id).where(Outbox.ticket_id == ticket_id).limit(1)
    noted = (TicketHistory.ticket_id == ticket_id, TicketHistory.event == UNTOLD)
    newest = select(TicketHistory.note).where(*noted).order_by(TicketHistory.id.desc()).limit(1)
    why = session.scalar(newest)
    return Untold(why) if why and session.scalar(told) is None else None


def may_open_page(session: Session, ticket: Ticket) -> bool:
    """Whether whoever is told first, at a number or an address, may get the link to the request."""
    return _who_may_open(session, ticket) == _known(session, ticket)


def _who_may_open(session: Session, ticket: Ticket) -> tuple[tuple[str | None, ...], str | None]:
    """Of the numbers those that are confirmed, and no address of a customer whom a code alone names."""
    numbers, email = _known(session, ticket)
    confirmed = tuple(
        one if one and is_confirmed(session, ticket, one) else None for one in numbers
    )
    is_theirs = email is None or email == ticket.email or identity.shows(session, ticket)
    return confirmed, email if is_theirs else None


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


def _body(
    way: MessageChannel,
    words: CustomerMessage,
    until: datetime | None,
    told_since: datetime | None,
) -> Mapping[str, str | None]:
    end = until.isoformat() if until else None
    if way is MessageChannel.SMS:
        looked_up = {"told_since": told_since.isoformat()} if told_since else {}
        return {"text": words.sms, "until": end, **looked_up}
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
