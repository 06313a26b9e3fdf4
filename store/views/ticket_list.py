"""Ticket list: filters, pagination, and what a row shows, in a few statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks import callback as callbacks
from rules.callbacks.outcomes import Outcome
from rules.callbacks.promise_state import Promised
from rules.entitlement.weekend_gate import WeekendGate
from rules.tickets import arrival
from rules.tickets.identity import Identity, cover_is_sure
from rules.tickets.owner import Owner, Whose
from rules.tickets.ticket import LIVE, Channel, Kind, Origin, State, number_of
from store.callbacks.queue import to_be_taken
from store.calls import voicemail
from store.calls.voicemail import Voicemail
from store.customers import identity
from store.messages import deliveries
from store.models import Attempt, Call, Callback, Ticket
from store.tickets import owners, promise_facts, weekend
from store.views import everywhere, ticket_signs
from store.views.ticket_filters import Wanted, conditions
from store.views.ticket_signs import Signs

__all__ = ["Entry", "Wanted", "entries_of", "in_hand", "newest", "oldest", "tickets"]


@dataclass(frozen=True)
class Entry(Promised):
    """One ticket with its callback, in a line or two."""

    id: int
    state: State
    kind: Kind
    channel: Channel
    origin: Origin | None  # how it came, where a technician wrote it
    merged_into: int | None  # the request that it is part of now
    subject: str | None
    urgency: str
    category: str
    line: str | None
    identity: Identity  # who asks, and how sure that is
    number_to_ring: str | None
    cover: str | None
    cover_is_sure: bool  # and not only if the customer is who we think
    words: str | None  # what was said or written
    flagged: bool  # the text holds what the recogniser invented
    has_audio: bool
    text_is_coming: bool
    not_arrived: bool  # a message to the customer, and nobody saw to it
    created_at: datetime
    in_charge_at: datetime
    callback_id: int | None
    callback_state: callbacks.State | None
    attempts: int
    weekend: WeekendGate | None  # whether they are helped at the week-end, where it matters
    holder: str | None
    lease_until: datetime | None
    handed_to: str | None  # the colleague who is to go on with it
    handed_by: str | None  # and who handed it on, with what words
    handed_note: str | None
    files: int  # that came with it
    has_news: bool  # the customer added something that whoever has it in hand has not seen
    owner: Owner  # whose it is
    owned_since: datetime | None
    back_at: datetime | None
    is_idle: bool  # in progress, and for too long nobody worked on it

    @property
    def number(self) -> str:
        return number_of(self.id)

    @property
    def weekend_doubt(self) -> str | None:
        """What is to be verified of help at the week-end: "da verificare: abbonato?"."""
        return self.weekend.label if self.weekend else None

    @property
    def is_to_be_rung(self) -> bool:
        """Whether somebody is still to call, so that a promise matters."""
        return self.state in LIVE and self.callback_state in callbacks.LIVE

    @property
    def has_in_hand(self) -> str | None:
        """Who has the request in hand: whoever holds its callback, or took it on."""
        return self.owner.name if self.owner.whose is not Whose.QUEUE else None

    @property
    def came(self) -> str | None:
        """How it came, where nobody called: "ha scritto dal modulo"."""
        if not arrival.is_written(self.channel):
            return None
        return arrival.came(self.channel, self.origin).lower()

    @property
    def who(self) -> str | None:
        """Who asks, and in the same words how sure that is."""
        return self.identity.words


def entries_of(session: Session, ticket_ids: Iterable[int]) -> dict[int, Entry]:
    """The entries by their ticket's id; whoever is not there is left out."""
    wanted = list(ticket_ids)
    if not wanted:
        return {}
    return {entry.id: entry for entry in _read(session, _rows().where(Ticket.id.in_(wanted)))}


def newest(session: Session, wanted: Wanted, limit: int) -> list[Entry]:
    """The tickets that fit, newest first; but the one whose number was typed before all."""
    first = everywhere.number_of(wanted.text or "")  # which was asked for by its number
    order = [Ticket.id.desc()] if first is None else [(Ticket.id == first).desc(), Ticket.id.desc()]
    statement = _rows().order_by(*order).limit(limit)
    if first is not None and wanted.before is not None:
        statement = statement.where(Ticket.id != first)
    for condition in conditions(session, wanted):
        statement = statement.where(condition)
    return _read(session, statement)


def oldest(session: Session, wanted: Wanted, limit: int) -> list[Entry]:
    """The same with the oldest first: of what waits, for whoever works it off."""
    statement = _rows().order_by(Ticket.id).limit(limit)
    for condition in conditions(session, wanted):
        statement = statement.where(condition)
    return _read(session, statement)


def tickets(
    session: Session, wanted: Wanted, limit: int, *, shown_to: int | None = None
) -> list[Ticket]:
    """The tickets themselves that fit, newest first, for other programs.

    With a customer in `shown_to` those alone that their own programs may read.
    """
    statement = _joined(select(Ticket)).order_by(Ticket.id.desc()).limit(limit)
    if shown_to is not None:
        statement = statement.where(identity.shown_to(shown_to))
    for condition in conditions(session, wanted):
        statement = statement.where(condition)
    return list(session.scalars(statement))


def _rows() -> Any:
    return _joined(select(Ticket, Callback, Call.line))


def _joined(statement: Any) -> Any:
    return statement.outerjoin(Callback, Callback.ticket_id == Ticket.id).outerjoin(
        Call, Call.sid == Ticket.call_sid
    )


def _read(session: Session, statement: Any) -> list[Entry]:
    rows = session.execute(statement).all()
    said = _said(session, [row[0] for row in rows])
    known = identity.of_tickets(session, [row[0].id for row in rows])
    sent = deliveries.of_tickets(session, [row[0].id for row in rows])
    handed = _handed(session, [row[1].id for row in rows if row[1] and row[1].handed_to])
    promises = promise_facts.of_tickets(session, [row[0].id for row in rows if row[1]])
    signs = ticket_signs.of_tickets(session, [row[0].id for row in rows])
    return [
        _entry(
            *(ticket, callback, line, known[ticket.id].identity),
            said.get(ticket.id),
            any(one.needs_person for one in sent.get(ticket.id, ())),
            handed,
            promises.get(ticket.id, promise_facts.NOTHING),
            signs.get(ticket.id, ticket_signs.NONE),
        )
        for ticket, callback, line in rows
    ]


def _said(session: Session, tickets: Sequence[Ticket]) -> dict[int, Voicemail | None]:
    """The recording that counts of each ticket, with its text."""
    calls = voicemail.calls_of(session, tickets)
    left = voicemail.by_call(session, {sid for sids in calls.values() for sid in sids})
    return {
        ticket_id: voicemail.that_counts_of_several([left.get(sid, []) for sid in sids])
        for ticket_id, sids in calls.items()
    }


def _handed(session: Session, callback_ids: list[int]) -> dict[int, Attempt]:
    """By which attempt each of them was handed on."""
    if not callback_ids:
        return {}
    handed = Attempt.outcome == Outcome.HANDED_ON
    statement = select(Attempt).where(Attempt.callback_id.in_(callback_ids), handed)
    return {row.callback_id: row for row in session.scalars(statement.order_by(Attempt.id))}


def _entry(
    ticket: Ticket,
    callback: Callback | None,
    line: str | None,
    who: Identity,
    said: Voicemail | None,
    not_arrived: bool,
    handed: dict[int, Attempt],
    promised: Promised,
    signs: Signs,
) -> Entry:
    transcript = said.transcript if said else None
    attempt = handed.get(callback.id) if callback else None
    held = callback is not None and callback.state is callbacks.State.CLAIMED
    return Entry(
        id=ticket.id,
        state=ticket.state,
        kind=ticket.kind,
        channel=ticket.channel,
        origin=Origin(ticket.origin) if ticket.origin else None,
        merged_into=ticket.merged_into,
        subject=ticket.subject,
        urgency=ticket.urgency,
        category=ticket.category,
        line=line,
        identity=who,
        number_to_ring=callback.number if callback else ticket.caller_number,
        cover=ticket.cover,
        cover_is_sure=cover_is_sure(
            ticket.cover, who.certainty, by_person="cover" in (ticket.by_hand or ())
        ),
        words=ticket.message or (said.text if said else None),
        flagged=bool(transcript and transcript.flagged),
        has_audio=said is not None and said.recorded.has_audio,
        text_is_coming=said is not None and said.recorded.text_is_coming,
        not_arrived=not_arrived,
        created_at=ticket.created_at,
        in_charge_at=ticket.in_charge_at,
        **vars(promised),
        callback_id=callback.id if callback else None,
        callback_state=callback.state if callback else None,
        attempts=callback.attempts if callback else 0,
        weekend=weekend.gate_of(ticket),
        holder=callback.claimed_by if callback and held else None,
        lease_until=callback.lease_until if callback and held else None,
        handed_to=callback.handed_to if callback else None,
        handed_by=attempt.technician if attempt else None,
        handed_note=attempt.note if attempt else None,
        **vars(signs),
        owner=(owner := owners.of(ticket, callback)),
        owned_since=ticket.owned_since,
        back_at=ticket.back_at,
        is_idle=owner.waits_for_work and ticket.idle_told_at is not None,
    )


def in_hand(session: Session, now: datetime) -> list[int]:
    """The tickets whose callback somebody holds, by when they took them, the oldest first."""
    held = (Callback.state == callbacks.State.CLAIMED) & ~to_be_taken(now)
    statement = select(Callback.ticket_id).where(held).order_by(Callback.lease_until, Callback.id)
    return list(session.scalars(statement))
