"""Job: reconciliation with Twilio; what it has and we have not becomes a ticket.

A callback may never arrive, and all of them are lost while we are down. Looking twice at the same
calls changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.calls.call_status import FINAL
from rules.calls.caller import is_sent_on, number_of_caller
from rules.errors import PermanentFailure
from rules.hours.schedule import Hours, explain
from scheduler.faults import Faults
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
    @property
    def forwarded_from(self) -> str: ...


class SeenRecording(Protocol):
    """A recording as Twilio knows it."""

    @property
    def sid(self) -> str: ...
    @property
    def call_sid(self) -> str | None: ...
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

    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    lines: Mapping[str, str]  # number to line
    also: frozenset[str] = frozenset()  # our public numbers that are sent on to them (E.164)
    first_look: timedelta = timedelta(days=7)  # after a start: we may have been down for long
    overlap: timedelta = timedelta(hours=24)  # a recording may be days younger than its call
    not_yet: timedelta = timedelta(hours=1)  # Twilio may list a recording before it shows its call
    longest_look: timedelta = timedelta(days=30)  # while something cannot be taken in

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()


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
        self._others: set[str] = set()  # recordings of whose calls we know that they are not ours

    def look(self) -> int:
        """Take in what is missing; how many calls and recordings that was.

        Each is taken in by itself, and whatever Twilio lists is looked at. Raises TemporaryFailure
        in the end where something could not be, which is then looked at again.
        """
        at, faults = self.now(), Faults()
        since = self._since(at)
        seen = {call.sid: call for call in faults.read(self.twilio.calls_since, since)}
        made = sorted(faults.read(self.twilio.recordings_since, since), key=_made_at)
        found = 0
        # Recordings first, so that their calls are filed as messages and not as missed.
        for recording in made:
            found += faults.take(recording.sid, partial(self._take_recording, recording, seen, at))
        for call in seen.values():
            found += faults.take(call.sid, partial(self._take_call, call, at))
        self._others &= {recording.sid for recording in made}
        faults.tell()
        self._looked_at = at
        return found

    def _since(self, at: datetime) -> datetime:
        settings = self.settings
        if self._looked_at is None:
            return at - settings.first_look
        return max(self._looked_at - settings.overlap, at - settings.longest_look)

    def _take_recording(
        self, recording: SeenRecording, seen: Mapping[str, SeenCall], at: datetime
    ) -> bool:
        if recording.status != "completed" or recording.call_sid is None:
            return False
        if recording.sid in self._others or self._is_known(recording):
            return False
        try:
            call = seen.get(recording.call_sid) or self.twilio.call(recording.call_sid)
        except PermanentFailure as error:  # to ask again would tell no more
            log.error("call not found at Twilio", call_sid=recording.call_sid, error=str(error))
            self._others.add(recording.sid)
            return False
        if call is None or not self._is_ours(call):
            if call is not None or recording.created_at < at - self.settings.not_yet:
                self._others.add(recording.sid)
            return False
        with self.sessions.begin() as session:
            row = self._begin(session, call)
            _announce(session, recording, call.sid, min(recording.created_at, at))
            voicemail.bring_back(session, row.sid, at)
            open_ticket(session, row, self.settings.hours, at)
        log.warning("recording taken in", call_sid=call.sid, recording_sid=recording.sid)
        return True

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
            from_number=number_of_caller(
                call.from_raw,
                to=call.to,
                via=[call.forwarded_from],
                ours=self.settings.also | self.settings.lines.keys(),
            ),
            from_raw=call.from_raw,
            to_number=call.to,
            line=self.settings.lines.get(call.to),
            flow=explain(call.started_at, self.settings.hours).flow,
            now=call.started_at,
            forwarded=is_sent_on(call.from_raw, to=call.to, via=[call.forwarded_from]),
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


def _announce(session: Session, recording: SeenRecording, call_sid: str, at: datetime) -> None:
    if recording.duration_s == 0:
        recordings.absent(session, sid=recording.sid, call_sid=call_sid, now=at)
        return
    recordings.announce(
        session, sid=recording.sid, call_sid=call_sid, duration_s=recording.duration_s, now=at
    )
