"""Ticket filters: which tickets a list shows, in SQL; one rule for pages and programs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks import callback as callbacks
from rules.tickets.ticket import Channel, State
from store.customers import account_managers
from store.messages import deliveries
from store.models import Call, Callback, Outbox, Ticket
from store.tickets import owners
from store.tickets.rows import is_of, is_rehearsed
from store.views import everywhere


@dataclass(frozen=True)
class Wanted:
    """Which tickets a list shows; None leaves a question open."""

    states: Sequence[State] = ()
    urgency: str | None = None
    category: str | None = None
    channel: Channel | None = None
    cover: str | None = None
    by_account_manager: bool = False  # those alone that one answers
    holder: str | None = None
    callback: callbacks.State | None = None
    quarantined: bool = False  # those alone that were put aside as a nuisance
    not_arrived: bool = False  # those alone of which a message did not arrive
    owned_by: str | None = None  # "Le mie" of a technician
    nobodys: bool = False  # "Senza padrone"
    customer_id: int | None = None
    hint_id: int | None = None  # the customer whose number called, where nobody knows for sure
    call_sid: str | None = None  # that the call opened or is about
    since: datetime | None = None  # that came then or later
    until: datetime | None = None  # that came before then
    text: str | None = None  # in the number, what was said or written, names and numbers
    before: int | None = None  # the id at which the page before ended
    after: int | None = None  # the same of a list with the oldest first


def conditions(session: Session, wanted: Wanted) -> Iterable[Any]:
    """What holds of each, of statements that join a ticket with its callback and call."""
    if wanted.states:
        yield Ticket.state.in_(wanted.states)
    for column, value in (
        (Ticket.urgency, wanted.urgency),
        (Ticket.category, wanted.category),
        (Ticket.channel, wanted.channel),
        (Ticket.cover, wanted.cover),
        (Ticket.customer_id, wanted.customer_id),
        (Callback.state, wanted.callback),
        (Callback.claimed_by, wanted.holder),
    ):
        if value is not None:
            yield column == value
    if wanted.owned_by is not None:
        yield owners.are_of(wanted.owned_by)
    if wanted.nobodys:
        yield owners.are_nobodys()
    if wanted.quarantined:
        yield Ticket.quarantined_at.is_not(None)
    if wanted.not_arrived:
        yield Ticket.id.in_(select(Outbox.ticket_id).where(deliveries.need_person()))
    if wanted.by_account_manager:
        yield account_managers.answer()
    if wanted.hint_id is not None:
        yield Ticket.customer_id.is_(None) & (Call.customer_hint_id == wanted.hint_id)
    if wanted.before is not None:
        yield Ticket.id < wanted.before
    if wanted.after is not None:
        yield Ticket.id > wanted.after
    if wanted.text:
        yield everywhere.tickets(session, wanted.text)
    yield from _came(wanted)


def _came(wanted: Wanted) -> Iterable[Any]:
    """By which call, and when."""
    yield is_of(wanted.call_sid) if wanted.call_sid is not None else ~is_rehearsed()
    if wanted.since is not None:
        yield Ticket.created_at >= wanted.since
    if wanted.until is not None:
        yield Ticket.created_at < wanted.until
