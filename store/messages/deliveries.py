"""Deliveries: what became of each message to a customer, sent again where it did not arrive."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from rules.customer_messages import MessageChannel, Receiver, masked_receiver
from rules.deliveries import CANCELLED, NEVER_DELIVERED, NO_USE, Message
from rules.errors import MoveRefused, NotFound
from rules.tickets.ticket import number_of
from store.database.statements import changed
from store.messages import outbox
from store.messages.to_customers import sent_of
from store.models import Outbox, Ticket
from store.models.states import OutboxKind, OutboxState
from store.tickets import rows

TOLD_FOR = timedelta(
    days=14
)  # what did not arrive is shown for so long, unless somebody sees to it
NO_WAY = "there is no number or address to send it to"
LEFT = "only what has not left yet is cancelled"
NOT_FAILED = "only what did not arrive is sent again, and once"
Reach = Callable[[Session, Ticket], Receiver | None]


def of_tickets(session: Session, ticket_ids: Iterable[int]) -> dict[int, list[Message]]:
    """What was sent about each of them, oldest first."""
    found: dict[int, list[Message]] = defaultdict(list)
    wanted = Outbox.ticket_id.in_(list(ticket_ids))
    for row in session.scalars(select(Outbox).where(wanted).order_by(Outbox.id)):
        found[row.ticket_id or 0].append(message_of(row))
    return found


def not_arrived(session: Session, now: datetime) -> list[Message]:
    """What did not arrive lately and nobody saw to, the newest first."""
    statement = select(Outbox).where(need_person(), Outbox.created_at > now - TOLD_FOR)
    return [message_of(row) for row in session.scalars(statement.order_by(Outbox.id.desc()))]


def need_person() -> ColumnElement[bool]:
    """The same as `Message.needs_person`, of messages about requests."""
    failed = (Outbox.state == OutboxState.FAILED) & func.coalesce(Outbox.last_error, "").not_in(
        NO_USE
    )
    never = (Outbox.state == OutboxState.SENT) & Outbox.delivery.in_(NEVER_DELIVERED)
    return Outbox.ticket_id.is_not(None) & Outbox.settled_at.is_(None) & (failed | never)


def send_again(
    session: Session, message_id: int, reach: Reach, *, by: str, now: datetime
) -> Receiver:
    """The same words once more, to whom they reach now; who that is.

    Raises NotFound, and MoveRefused for what arrived, was sent again, is of no use any more, or can
    reach nobody.
    """
    row, message = _locked(session, message_id)
    if not message.may_go_again or not row.body:
        raise MoveRefused(NOT_FAILED)
    ticket = session.get_one(Ticket, row.ticket_id)
    receiver = _receiver(session, row, ticket, reach)
    outbox.put(
        session,
        kind=OutboxKind(receiver.channel),
        to=receiver.to,
        body=_body_for(receiver, row, ticket),
        key=f"{message.about}:again:{row.id}",
        now=now,
        ticket_id=ticket.id,
    )
    _settle(session, row, "message_again", by, now)
    return receiver


def settle(session: Session, message_id: int, *, by: str, now: datetime) -> None:
    """Somebody told the customer in another way; raises NotFound, and MoveRefused for what arrived."""
    row, message = _locked(session, message_id)
    if not message.needs_person:
        raise MoveRefused(NOT_FAILED)
    _settle(session, row, "message_settled", by, now)


def cancel(session: Session, message_id: int, *, by: str, now: datetime) -> None:
    """Let it not leave; raises NotFound, and MoveRefused for what left, or is leaving."""
    row, message = _locked(session, message_id)
    still = (Outbox.id == row.id, Outbox.state == OutboxState.WAITING)
    here = (Outbox.handed_at.is_(None), Outbox.lease_token.is_(None))
    values = {"state": OutboxState.FAILED, "last_error": CANCELLED}
    if changed(session, Outbox.id, *still, *here, **values) != 1:
        raise MoveRefused(LEFT)
    note = message.about
    rows.add(session, row.ticket_id or 0, actor=by, event="message_cancelled", now=now, note=note)


def message_of(row: Outbox) -> Message:
    """The message, its receiver masked."""
    return Message(
        id=row.id,
        ticket_id=row.ticket_id,
        about=row.key.partition(":")[0],
        kind=row.kind.value,
        to=masked_receiver(row.to),
        sent=sent_of(row),
        created_at=row.created_at,
        at=row.delivery_at or row.sent_at or row.created_at,
        next_at=row.next_at,
        is_settled=row.settled_at is not None,
    )


def _locked(session: Session, message_id: int) -> tuple[Outbox, Message]:
    wanted = select(Outbox).where(Outbox.id == message_id, Outbox.ticket_id.is_not(None))
    row = session.scalars(
        wanted.with_for_update(), execution_options={"populate_existing": True}
    ).first()
    if row is None:
        raise NotFound(f"there is no message {message_id} about a request")
    return row, message_of(row)


def _receiver(session: Session, row: Outbox, ticket: Ticket, reach: Reach) -> Receiver:
    """Whom it reaches now: the customer's number may have been corrected meanwhile."""
    if message_of(row).about == "account_manager":
        return Receiver(MessageChannel.EMAIL, row.to)
    found = reach(session, ticket)
    if found is None or (found.channel is MessageChannel.SMS and row.kind is OutboxKind.EMAIL):
        found = Receiver(MessageChannel.EMAIL, row.to) if row.kind is OutboxKind.EMAIL else None
    if found is None:
        raise MoveRefused(NO_WAY)
    return found


def _body_for(receiver: Receiver, row: Outbox, ticket: Ticket) -> dict[str, str | None]:
    body = dict(row.body)
    if receiver.channel is MessageChannel.EMAIL and "subject" not in body:
        body["subject"] = f"Assistenza Leotron, richiesta {number_of(ticket.id)}"
    return body


def _settle(session: Session, row: Outbox, event: str, by: str, now: datetime) -> None:
    row.settled_at, row.settled_by = now, by
    rows.add(session, row.ticket_id or 0, actor=by, event=event, now=now)
    session.flush()
