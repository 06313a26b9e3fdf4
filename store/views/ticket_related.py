"""What belongs to tickets, read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.callbacks.promise_state import Promised
from store.models import (
    Addition,
    Agreement,
    Call,
    Callback,
    Customer,
    Recording,
    Ticket,
    Transcript,
)
from store.models.states import RecordingState
from store.tickets import promise_facts


@dataclass(frozen=True)
class Around:
    """Later calls and callbacks by ticket, recordings by call, transcripts by recording."""

    additions: dict[int, list[Addition]]
    recordings: dict[str, Recording]  # that count: the newest that the caller did not replace
    transcripts: dict[str, Transcript]
    callbacks: dict[int, Callback]
    agreements: list[Agreement]
    promises: dict[int, Promised]  # of whoever is still to be rung
    kept: tuple[object, ...]  # read so that nobody asks for each of them again

    def transcript(self, recording: Recording | None) -> Transcript | None:
        """What was said in it, once it was read."""
        return self.transcripts.get(recording.sid) if recording is not None else None

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
        recordings = _recordings(session, [*calls, *later])
        sids = [recording.sid for recording in recordings.values()]
        said = select(Transcript).where(Transcript.recording_sid.in_(sids))
        rung = select(Callback).where(Callback.ticket_id.in_(ids))
        return cls(
            additions,
            recordings,
            {row.recording_sid: row for row in session.scalars(said)} if sids else {},
            {row.ticket_id: row for row in session.scalars(rung)} if ids else {},
            _agreements(session, ids, calls),
            promise_facts.live_ones(session, ids),
            _customers(session, tickets, calls) if len(ids) > 1 else (),
        )


def _additions(session: Session, ids: list[int]) -> dict[int, list[Addition]]:
    found: dict[int, list[Addition]] = defaultdict(list)
    if not ids:
        return found
    statement = select(Addition).where(Addition.ticket_id.in_(ids))
    for row in session.scalars(statement.order_by(Addition.at, Addition.call_sid)):
        found[row.ticket_id].append(row)
    return found


def _recordings(session: Session, calls: list[str]) -> dict[str, Recording]:
    if not calls:
        return {}
    statement = (
        select(Recording)
        .where(Recording.call_sid.in_(calls), Recording.state != RecordingState.SUPERSEDED)
        .order_by(Recording.announced_at, Recording.sid)
    )
    return {row.call_sid: row for row in session.scalars(statement)}


def _agreements(session: Session, ids: list[int], calls: list[str]) -> list[Agreement]:
    about = or_(Agreement.ticket_id.in_(ids), Agreement.call_sid.in_(calls))
    return list(session.scalars(select(Agreement).where(about).order_by(Agreement.id)))


def _customers(session: Session, tickets: Sequence[Ticket], calls: list[str]) -> tuple[object, ...]:
    """Calls and customers: the session answers for them by itself from now on."""
    kept = list(session.scalars(select(Call).where(Call.sid.in_(calls))))
    known = {ticket.customer_id for ticket in tickets} | {call.customer_hint_id for call in kept}
    customers = session.scalars(select(Customer).where(Customer.id.in_(known - {None})))
    return (*kept, *customers)
