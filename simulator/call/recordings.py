"""The life of a recording: in progress, processing, completed or absent, and who is told of it.

Twilio docs: TwiML Voice: <Record>; Recordings resource. The media is 404 until `completed`, which
may come after the end of the call or before it; its callback carries neither From nor To.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.call.leg import Leg
from simulator.delivery.callbacks import PROCESSING, rfc_2822, schedule
from simulator.delivery.webhook import Hook
from simulator.sound import Sound
from simulator.state.exchange import PUBLIC_API, Exchange
from simulator.state.journal import RecordingEntry
from simulator.wire.params import Form

TOO_SHORT, SILENT = 16101, 16102


@dataclass(frozen=True)
class Subscription:
    """Who is told of a recording, and of which of its states."""

    url: str
    method: str
    events: frozenset[str]


def begin(leg: Leg, subscription: Subscription | None) -> RecordingEntry:
    """A recording in progress; it becomes one of the account's when it is kept."""
    kept = RecordingEntry(leg.exchange.sids.new("RE"), leg.sid, leg.at, 0, "in-progress")
    _tell(leg.exchange, subscription, kept, leg.at)
    return kept


def keep(leg: Leg, kept: RecordingEntry, sound: Sound, subscription: Subscription | None) -> None:
    """Stores the sound, and plans the moment from which it can be fetched."""
    kept.seconds = round(sound.seconds, 3)
    kept.duration = round(sound.seconds)
    kept.status = "processing"
    kept.path = leg.exchange.folder / f"{kept.sid}.wav"
    sound.write(kept.path)
    _plan(leg, kept, _becoming(leg.exchange, kept, subscription, "completed"))


def discard(
    leg: Leg, kept: RecordingEntry, seconds: float, subscription: Subscription | None
) -> None:
    """Stores nothing, and tells those who asked to hear of absent recordings."""
    kept.error_code = SILENT if seconds >= 1 else TOO_SHORT
    _plan(leg, kept, _becoming(leg.exchange, kept, subscription, "absent"))


def public_url(exchange: Exchange, sid: str) -> str:
    """The address that Twilio tells: on its own host, without an extension."""
    return PUBLIC_API + exchange.api_uri(f"Recordings/{sid}")


def _plan(leg: Leg, kept: RecordingEntry, become: Callable[[datetime], None]) -> None:
    exchange = leg.exchange
    with exchange.lock:
        leg.entry.recordings.append(kept)
        exchange.recordings[kept.sid] = kept
    due = leg.at + timedelta(seconds=exchange.recording_delay)
    exchange.agenda.add(due, become, call_sid=leg.sid, kind=PROCESSING)


def _becoming(
    exchange: Exchange, kept: RecordingEntry, subscription: Subscription | None, status: str
) -> Callable[[datetime], None]:
    def become(at: datetime) -> None:
        kept.status = status
        kept.updated_at = at
        _tell(exchange, subscription, kept, at)

    return become


def _tell(
    exchange: Exchange, subscription: Subscription | None, kept: RecordingEntry, at: datetime
) -> None:
    if subscription is None or kept.status not in subscription.events:
        return
    form = _form(exchange, kept)
    hook = Hook("recording", subscription.url, subscription.method, form, kept.call_sid)
    schedule(exchange, hook, at)


def _form(exchange: Exchange, kept: RecordingEntry) -> Form:
    form = [
        ("AccountSid", exchange.account_sid),
        ("CallSid", kept.call_sid),
        ("ErrorCode", str(kept.error_code or 0)),
        ("RecordingChannels", str(kept.channels)),
        ("RecordingSid", kept.sid),
        ("RecordingSource", kept.source),
        ("RecordingStartTime", rfc_2822(kept.started_at)),
        ("RecordingStatus", kept.status),
        ("RecordingUrl", public_url(exchange, kept.sid)),
    ]
    if kept.status == "completed":
        form.append(("RecordingDuration", str(kept.duration)))
    if exchange.quirks.recording_track:
        form.append(("RecordingTrack", "both"))
    return (*form, *exchange.profile.unknown)
