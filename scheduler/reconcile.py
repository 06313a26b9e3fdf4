"""Job: reconciliation with Twilio; what it has and we have not becomes a ticket.

A callback may never arrive, and all of them are lost while we are down. Looking twice at the same
calls changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.calls.call_status import FINAL
from rules.errors import PermanentFailure
from rules.hours.schedule import Hours, explain
from rules.phone_numbers import caller_number
from scheduler.sweep import open_ticket
from store import reading
from store.calls import call_log, recordings, voicemail
from store.models import Call
from store.tickets import lifecycle

log = structlog.get_logger()


class SeenCall(Protocol):
    """A call as Twilio knows it."""

    @property
    def sid(self) -> str: ...
    @property
    def account_sid(self) -> str: ...
    @property
    def from_raw(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def duration_s(self) -> int | None: ...


class SeenRecording(Protocol):
    """A recording as Twilio knows it."""

    @property
    def sid(self) -> str: ...
    @property
    def call_sid(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def duration_s(self) -> int | None: ...


class Twilio(Protocol):
    """The questions that we ask; the real one and the tests' own answer them."""

    def call(self, sid: str) -> SeenCall | None: ...
    def calls_since(self, instant: datetime) -> Sequence[SeenCall]: ...
    def recordings_since(self, instant: datetime) -> Sequence[SeenRecording]: ...


@dataclass(frozen=True)
class Looking:
    """Which numbers are ours, and how far back we look."""

    hours: Hours
    lines: Mapping[str, str]  # number to line
    first_look: timedelta = timedelta(days=7)  # after a start: we may have been down for long
    overlap: timedelta = timedelta(hours=24)  # a recording may be days younger than its call


class Reconciler:
    """Compares Twilio's lists with the ledger; remembers when it last did so without a fault."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        twilio: Twilio,
        now: Callable[[], datetime],
        settings: Looking,
    ) -> None:
        self.sessions = sessions
        self.twilio = twilio
        self.now = now
        self.settings = settings
        self._looked_at: datetime | None = None

    def look(self) -> int:
        """Take in what is missing; how many calls and recordings that was."""
        at = self.now()
        back = self.settings.overlap if self._looked_at else self.settings.first_look
        since = (self._looked_at or at) - back
        seen = {call.sid: call for call in self.twilio.calls_since(since)}
        found = 0
        # Recordings first, so that their calls are filed as messages and not as missed.
        for recording in sorted(self.twilio.recordings_since(since), key=_made_at):
            found += self._take_recording(recording, seen, at)
        for call in seen.values():
            found += self._take_call(call, at)
        self._looked_at = at
        return found

    def _take_recording(
        self, recording: SeenRecording, seen: Mapping[str, SeenCall], at: datetime
    ) -> bool:
        if recording.status != "completed" or self._is_known(recording):
            return False
        call = seen.get(recording.call_sid) or self._ask(recording.call_sid)
        if call is None or not self._is_ours(call):
            return False
        with self.sessions.begin() as session:
            row = self._begin(session, call)
            _announce(session, recording, min(recording.created_at, at))
            voicemail.bring_back(session, row.sid, at)
            open_ticket(session, row, self.settings.hours, at)
        log.warning("recording taken in", call_sid=call.sid, recording_sid=recording.sid)
        return True

    def _ask(self, sid: str) -> SeenCall | None:
        try:
            return self.twilio.call(sid)
        except PermanentFailure as error:  # the others must not wait for this one
            log.error("call not found at Twilio", call_sid=sid, error=str(error))
            return None

    def _take_call(self, call: SeenCall, at: datetime) -> bool:
        if call.status not in FINAL or not self._is_ours(call) or self._is_settled(call):
            return False
        with self.sessions.begin() as session:
            row = self._begin(session, call)
            ended_at = call.started_at + timedelta(seconds=call.duration_s or 0)
            call_log.finish(
                session, call.sid, status=call.status, duration_s=call.duration_s, now=ended_at
            )
            open_ticket(session, row, self.settings.hours, at)
        log.warning("call taken in", call_sid=call.sid)
        return True

    def _begin(self, session: Session, call: SeenCall) -> Call:
        return call_log.begin(
            session,
            sid=call.sid,
            account_sid=call.account_sid,
            from_number=caller_number(call.from_raw),
            from_raw=call.from_raw,
            to_number=call.to,
            line=self.settings.lines.get(call.to),
            flow=explain(call.started_at, self.settings.hours).flow,
            now=call.started_at,
            forwarded=call.from_raw in {call.to, *self.settings.lines},
        )

    def _is_ours(self, call: SeenCall) -> bool:
        """Somebody called one of our numbers; the account may own others."""
        return call.direction == "inbound" and call.to in self.settings.lines

    def _is_known(self, recording: SeenRecording) -> bool:
        with reading(self.sessions) as session:
            return recordings.find(session, recording.sid) is not None

    def _is_settled(self, call: SeenCall) -> bool:
        with reading(self.sessions) as session:
            row = call_log.find(session, call.sid)
            if row is None or row.finished_at is None:
                return False
            is_staff, is_erased = row.direction == call_log.STAFF, row.erased_at is not None
            return is_staff or is_erased or lifecycle.of_call(session, call.sid) is not None


def _made_at(recording: SeenRecording) -> datetime:
    return recording.created_at


def _announce(session: Session, recording: SeenRecording, at: datetime) -> None:
    if recording.duration_s == 0:
        recordings.absent(session, sid=recording.sid, call_sid=recording.call_sid, now=at)
        return
    recordings.announce(
        session,
        sid=recording.sid,
        call_sid=recording.call_sid,
        duration_s=recording.duration_s,
        now=at,
    )
