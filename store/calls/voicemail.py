"""The voicemail of calls and tickets: their recordings with the transcripts, and which one counts.

`rules.calls.recording` decides; what is read here are the candidates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from rules.calls import recording as rule
from rules.calls.recording import EMPTY, Recorded, RecordingState
from store.database.statements import NO_LEASE, changed
from store.models import Addition, Call, Recording, Ticket, Transcript


@dataclass(frozen=True)
class Voicemail:
    """A recording with its transcript, once it was read."""

    recording: Recording
    transcript: Transcript | None

    @property
    def text(self) -> str | None:
        """What was said: as a person corrected it, else as it was recognised."""
        found = self.transcript
        return (found.corrected or found.text) if found else None

    @property
    def recorded(self) -> Recorded:
        """What the rule must know of it."""
        row, read = self.recording, self.transcript
        return Recorded(
            sid=row.sid,
            state=row.state,
            announced_at=row.announced_at,
            duration_s=row.duration_s,
            has_audio=row.path is not None,
            has_text=bool(self.text),
            no_speech=read is not None and read.no_speech,
        )


def by_call(session: Session, call_sids: Iterable[str]) -> Mapping[str, list[Voicemail]]:
    """All that was recorded in the calls, as it is now, the oldest first."""
    found: dict[str, list[Voicemail]] = defaultdict(list)
    wanted = list(call_sids)
    if not wanted:
        return found
    statement = (
        select(Recording, Transcript)
        .outerjoin(Transcript, Transcript.recording_sid == Recording.sid)
        .where(Recording.call_sid.in_(wanted))
        .order_by(Recording.announced_at, Recording.sid)
        .execution_options(populate_existing=True)
    )
    for recording, transcript in session.execute(statement):
        found[recording.call_sid].append(Voicemail(recording, transcript))
    return found


def of_ticket(session: Session, ticket: Ticket) -> list[list[Voicemail]]:
    """All that was recorded about the ticket, call by call, the call that opened it first."""
    calls = calls_of(session, [ticket])[ticket.id]
    found = by_call(session, calls)
    return [found.get(sid, []) for sid in calls]


def calls_of(session: Session, tickets: Sequence[Ticket]) -> Mapping[int, list[str]]:
    """The calls about each ticket, the one that opened it first."""
    found = {row.id: [row.call_sid] if row.call_sid else [] for row in tickets}
    if found:
        later = select(Addition).where(Addition.ticket_id.in_(found))
        for row in session.scalars(later.order_by(Addition.at, Addition.call_sid)):
            found[row.ticket_id].append(row.call_sid)
    return found


def that_counts(left: Iterable[Voicemail]) -> Voicemail | None:
    """The message of a call, by all that was recorded in it."""
    return that_counts_of_several([list(left)])


def that_counts_of_several(calls: Sequence[Sequence[Voicemail]]) -> Voicemail | None:
    """The message of a ticket, by all that was recorded in each of its calls."""
    known = {one.recording.sid: one for left in calls for one in left}
    counted = rule.that_counts_of_several([[one.recorded for one in left] for left in calls])
    return known[counted.sid] if counted is not None else None


def counts(session: Session, sid: str) -> bool:
    """Whether the recording is the message of its call."""
    row = session.get(Recording, sid)
    counted = that_counts(by_call(session, [row.call_sid])[row.call_sid]) if row else None
    return counted is not None and counted.recording.sid == sid


def has_message(session: Session, call_sid: str) -> bool:
    """Whether the call left a message, whatever became of its audio."""
    return rule.has_message(one.recorded for one in by_call(session, [call_sid])[call_sid])


def left_in_call() -> ColumnElement[bool]:
    """The same in SQL, of a statement's calls: something was recorded that is not empty."""
    return exists().where(Recording.call_sid == Call.sid, Recording.state.not_in(EMPTY))


def bring_back(session: Session, call_sid: str, now: datetime) -> bool:
    """Let a message that the caller replaced be work again, where it counts after all."""
    counted = that_counts(by_call(session, [call_sid])[call_sid])
    if counted is None or not counted.recorded.is_replaced:
        return False
    row = counted.recording
    state = RecordingState.STORED if row.path else RecordingState.ANNOUNCED
    values = {"state": state, "next_at": now, "attempts": 0, **NO_LEASE}
    changed(session, Recording.sid, Recording.sid == row.sid, **values)
    return True
