"""Status callbacks of Twilio: a recording is ready or absent, a text arrived, a call is over.

Each may come twice, late, or before what it follows from; whatever the order, a call that ended
has exactly one ticket.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ivr.turn import is_forwarded, on_the_way, sid, whole_number
from rules.calls.call_status import FINAL
from rules.calls.caller import number_of_caller
from rules.hours.schedule import Hours, explain
from rules.tickets.ticket import SERVICE, Kind
from store.callbacks import attempts, queue
from store.calls import call_log, late_webhooks, recordings, voicemail
from store.intake.filing import file_call
from store.models import Call
from store.staff import accounts
from store.tickets import lifecycle

# Twilio docs: Recordings resource, "status".
UNDER_WAY = frozenset({"in-progress", "paused", "stopped", "processing"})
LOST = frozenset({"failed", "deleted"})  # there was sound, and there is none to be fetched


@dataclass(frozen=True)
class RecordingStatusCallback:
    """A recording is `completed` (there to be fetched), `absent`, or was given up by Twilio."""

    call_sid: str
    sid: str
    status: str
    seconds: int | None

    @property
    def holds_nothing(self) -> bool:
        """Whether there is no message to listen to."""
        return self.status == "absent" or (self.status == "completed" and self.seconds == 0)

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "RecordingStatusCallback":
        """Read from what was posted; BadInput when it is none of Twilio's."""
        return cls(
            call_sid=sid(form, "CallSid", "CA"),
            sid=sid(form, "RecordingSid", "RE"),
            status=form.get("RecordingStatus", "completed"),
            seconds=whole_number(form.get("RecordingDuration")),
        )


@dataclass(frozen=True)
class MessageStatusCallback:
    """How far a text message of ours has come."""

    sid: str
    status: str
    code: str | None = None  # of Twilio's error, where it did not arrive

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "MessageStatusCallback":
        """Read from what was posted; BadInput when it is none of Twilio's."""
        code = whole_number(form.get("ErrorCode"))
        return cls(
            sid=sid(form, "MessageSid", "SM"),
            status=form.get("MessageStatus", ""),
            code=str(code) if code else None,
        )


@dataclass(frozen=True)
class CallStatusCallback:
    """How far a call has come; its status says whether it is over."""

    call_sid: str
    account_sid: str
    direction: str
    from_raw: str
    to: str
    status: str
    seconds: int | None
    forwarded: bool = False  # another line sent it on
    via: tuple[str, ...] = ()  # numbers that sent the call on to us

    @property
    def is_last(self) -> bool:
        """Whether the call is over."""
        return self.status in FINAL

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "CallStatusCallback":
        """Read from what was posted; BadInput when it is none of Twilio's."""
        return cls(
            call_sid=sid(form, "CallSid", "CA"),
            account_sid=form.get("AccountSid", ""),
            direction=form.get("Direction", "inbound"),
            from_raw=form.get("From", ""),
            to=form.get("To", ""),
            status=form.get("CallStatus", ""),
            seconds=whole_number(form.get("CallDuration")),
            forwarded=is_forwarded(form),
            via=on_the_way(form),
        )


def take_recording(
    session: Session, posted: RecordingStatusCallback, hours: Hours, now: datetime
) -> None:
    """Keep what Twilio posted of the recording, and see that its call has a ticket."""
    if posted.status in UNDER_WAY:
        return
    call = call_log.stub(session, posted.call_sid, now)
    when = explain(call.started_at, hours)
    if posted.holds_nothing:
        recordings.absent(session, sid=posted.sid, call_sid=call.sid, now=now)
        voicemail.bring_back(session, call.sid, now)
        file_call(session, call, Kind.MISSED, when, now)
        return
    recordings.announce(
        session, sid=posted.sid, call_sid=call.sid, duration_s=posted.seconds, now=now
    )
    if posted.status in LOST:
        file_call(session, call, Kind.MESSAGE, when, now)  # somebody spoke, and is to be rung
        recordings.lost(session, posted.sid, error=f"Twilio: {posted.status}", now=now)
        return
    late_webhooks.audio_is_ready(session, posted.sid, now)
    file_call(session, call, Kind.MESSAGE, when, now)


def take_call(
    session: Session,
    posted: CallStatusCallback,
    hours: Hours,
    lines: Mapping[str, str],
    now: datetime,
    ours: Collection[str] = (),
) -> None:
    """Keep how far the call has come; one that is over and left nothing is rung back."""
    if posted.direction != "inbound":
        return
    call = _call(session, posted, hours, lines, now, ours)
    call_log.finish(session, call.sid, status=posted.status, duration_s=posted.seconds, now=now)
    if call.direction == call_log.STAFF:
        attempts.leg_told(session, call.sid, posted.status, now)
        if posted.is_last:
            _let_go(session, call, now)
        return
    ticket = lifecycle.of_call(session, call.sid)
    if posted.is_last and (ticket is None or ticket.caller_number is None):
        file_call(session, call, Kind.MISSED, explain(call.started_at, hours), now)


def _call(
    session: Session,
    posted: CallStatusCallback,
    hours: Hours,
    lines: Mapping[str, str],
    now: datetime,
    ours: Collection[str],
) -> Call:
    """The call's row; one that we never heard of is begun now, from what was posted of it."""
    known = call_log.find(session, posted.call_sid)
    if known is not None and known.account_sid is not None:
        return known
    began = now - timedelta(seconds=posted.seconds or 0)
    number = number_of_caller(posted.from_raw, to=posted.to, via=posted.via, ours={*ours, *lines})
    begun = call_log.begin(
        session,
        sid=posted.call_sid,
        account_sid=posted.account_sid,
        from_number=number,
        from_raw=posted.from_raw,
        to_number=posted.to,
        line=lines.get(posted.to),
        flow=explain(began, hours).flow,
        now=began,
        forwarded=posted.forwarded,
    )
    # A technician who hung up when asked for the PIN left nothing behind, and wants no call.
    if known is None and number is not None and accounts.by_phone(session, number) is not None:
        call_log.set_direction(session, begun.sid, call_log.STAFF)
        session.refresh(begun)
    return begun


def _let_go(session: Session, call: Call, now: datetime) -> None:
    """The case that was being read to a technician who hung up: the next one may have it."""
    callback = queue.find(session, call.callback_id) if call.callback_id else None
    if callback is None or callback.lease_token is None:
        return
    attempt = attempts.newest(session, callback.id)
    if attempt is None or attempt.claim_token != callback.lease_token:
        by = callback.claimed_by or SERVICE
        queue.release(session, callback.id, callback.lease_token, now=now, by=by)
