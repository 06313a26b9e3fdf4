"""Notices about requests in progress: what their owners, or supervisors, are told of."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.staff.notifications import Event, Happening
from rules.tickets.owner import Whose
from rules.tickets.ticket import LIVE
from store.models import Notification, NotificationChannel, Ticket, TicketHistory, User
from store.tickets import owners


def happenings(session: Session, now: datetime, since: timedelta) -> list[Happening]:
    """What the history says of requests that no callback drives on: whoever owns one is told."""
    names = {
        "owner_given": Event.HANDED_ON,
        "idle": Event.IDLE,
        **dict.fromkeys(("added_to", "customer_added", "asked_again"), Event.RANG_BACK),
    }
    lately = (TicketHistory.event.in_(names), TicketHistory.at > now - since)
    statement = (
        select(TicketHistory, Ticket)
        .join(Ticket, Ticket.id == TicketHistory.ticket_id)
        .where(Ticket.state.in_(LIVE), *lately)
        .order_by(TicketHistory.id)
    )
    found = []
    for row, ticket in session.execute(statement).all():
        event, owner = names[row.event], owners.of_ticket(session, ticket)
        is_theirs = owner.name is not None and (
            event is not Event.HANDED_ON or owner.name == row.note
        )
        if owner.waits_for_work and (event is Event.IDLE or is_theirs):
            found.append(Happening(event, f"{event}:{row.id}", row.ticket_id, owner.name))
    return [*found, *_put_off(session, now, since)]


def _put_off(session: Session, now: datetime, since: timedelta) -> list[Happening]:
    """What somebody comes back to now."""
    due = (Ticket.back_at <= now, Ticket.back_at > now - since, Ticket.state.in_(LIVE))
    found = []
    for ticket in session.scalars(select(Ticket).where(*due).order_by(Ticket.id)).all():
        owner = owners.of_ticket(session, ticket)
        if owner.whose is Whose.OWNED and ticket.back_at is not None:
            key = f"come_back:{ticket.id}:{ticket.back_at:%Y%m%d%H%M}"
            found.append(Happening(Event.COME_BACK, key, ticket.id, owner.name))
    return found


def is_moot(session: Session, row: Notification) -> bool | None:
    """Whether a notice about such a request tells nothing new; None of any other."""
    ticket = session.get_one(Ticket, row.ticket_id)
    owner = owners.of_ticket(session, ticket)
    if not owner.waits_for_work:
        return None
    if row.event == Event.IDLE:
        return ticket.idle_told_at is None
    reader = session.get_one(User, session.get_one(NotificationChannel, row.way_id).user_id)
    theirs = {Event.HANDED_ON, Event.RANG_BACK}
    if ticket.back_at is not None and ticket.back_at <= row.created_at:
        theirs.add(Event.COME_BACK)
    return row.event not in theirs or not owner.is_of(reader.name)
