"""What belongs to tickets (recordings, callbacks, customers), read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.callbacks.promise_state import Promised
from rules.deliveries import Message
from store.calls import voicemail
from store.calls.voicemail import Voicemail
from store.customers import identity
from store.customers.identity import Known
from store.messages import deliveries
from store.models import (
    Addition,
    Agreement,
    Attachment,
    Callback,
    Ticket,
    Transcript,
)
from store.tickets import attachments, promise_facts


@dataclass(frozen=True)
class Around:
    """Later calls and callbacks by ticket, what was recorded by call."""

    additions: dict[int, list[Addition]]
    recorded: Mapping[str, list[Voicemail]]
    callbacks: dict[int, Callback]
    agreements: list[Agreement]
    promises: dict[int, Promised]  # of whoever is still to be rung
    known: Mapping[int, Known]  # who each ticket is of
    files: Mapping[int, Sequence[Attachment]]
    messages: Mapping[int, list[Message]]  # what was sent about it

    def message(self, ticket: Ticket) -> Voicemail | None:
        """The recording that counts, of all calls about the ticket."""
        first = (ticket.call_sid,) if ticket.call_sid is not None else ()
        later = (row.call_sid for row in self.additions.get(ticket.id, ()))
        return voicemail.that_counts_of_several(
            [self.recorded.get(sid, []) for sid in (*first, *later)]
        )

    def message_of_call(self, call_sid: str) -> Voicemail | None:
        """The recording that counts, of one call."""
        return voicemail.that_counts(self.recorded.get(call_sid, ()))

    def transcript_of_first_call(self, ticket: Ticket) -> Transcript | None:
        """The text that the ticket's facts were found in."""
        said = self.message_of_call(ticket.call_sid) if ticket.call_sid is not None else None
        return said.transcript if said is not None else None

    def agreed(self, ticket: Ticket) -> list[Agreement]:
        """What was answered about it, oldest first: by click, and in the call that opened it."""
        return [
            row
            for row in self.agreements
            if row.ticket_id == ticket.id
            or (row.call_sid is not None and row.call_sid == ticket.call_sid)
        ]

    @classmethod
    def of(cls, session: Session, tickets: Sequence[Ticket]) -> Around:
        """All of it, in a statement a table."""
        ids = [ticket.id for ticket in tickets]
        additions = _additions(session, ids)
        later = [row.call_sid for rows in additions.values() for row in rows]
        calls = [ticket.call_sid for ticket in tickets if ticket.call_sid is not None]
        rung = select(Callback).where(Callback.ticket_id.in_(ids))
        return cls(
            additions,
            voicemail.by_call(session, [*calls, *later]),
            {row.ticket_id: row for row in session.scalars(rung)} if ids else {},
            _agreements(session, ids, calls),
            promise_facts.live_ones(session, ids),
            identity.of_tickets(session, ids),
            attachments.of_tickets(session, ids),
            deliveries.of_tickets(session, ids),
        )


def _additions(session: Session, ids: list[int]) -> dict[int, list[Addition]]:
    found: dict[int, list[Addition]] = defaultdict(list)
    if not ids:
        return found
    statement = select(Addition).where(Addition.ticket_id.in_(ids))
    for row in session.scalars(statement.order_by(Addition.at, Addition.call_sid)):
        found[row.ticket_id].append(row)
    return found


def _agreements(session: Session, ids: list[int], calls: list[str]) -> list[Agreement]:
    about = or_(Agreement.ticket_id.in_(ids), Agreement.call_sid.in_(calls))
    return list(session.scalars(select(Agreement).where(about).order_by(Agreement.id)))
