"""Twilio's REST API: recordings, messages, calls placed and seen; the only use of its client.

Errors come out sorted: TemporaryFailure is worth another try, PermanentFailure needs a person.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ivr.twilio_errors import check_status, sorted_errors, sorted_refusals, status_of
from rules.errors import PermanentFailure, TemporaryFailure

if TYPE_CHECKING:
    from twilio.rest.api.v2010.account.call import CallInstance
    from twilio.rest.api.v2010.account.message import MessageContext
    from twilio.rest.api.v2010.account.recording import RecordingContext, RecordingInstance

TWILIO = "https://api.twilio.com"
SID = re.compile(r"(RE|SM|MM)[0-9a-fA-F]{32}\Z", re.ASCII)  # as Twilio names what it keeps
CHUNK = 64 * 1024
MOST_LISTED = 200  # messages or calls to one number; the newest come first
LEG_EVENTS = ("initiated", "ringing", "answered", "completed")


@dataclass(frozen=True)
class Fetched:
    """What came: so many bytes, of this type."""

    bytes: int
    content_type: str


@dataclass(frozen=True)
class SeenCall:
    """A call as Twilio knows it."""

    sid: str
    account_sid: str
    from_raw: str
    to: str
    direction: str
    status: str
    started_at: datetime
    duration_s: int | None


@dataclass(frozen=True)
class SeenRecording:
    """A recording as Twilio knows it."""

    sid: str
    call_sid: str
    status: str
    created_at: datetime
    duration_s: int | None


@dataclass(frozen=True)
class CallOrder:
    """A call to be placed: who is rung, what they see, and where Twilio asks and tells."""

    to: str
    caller_id: str
    url: str
    status_url: str
    fallback_url: str
    ring_s: int
    longest_s: int


@dataclass(frozen=True)
class Legs:
    """A call that we placed, and the one that it placed, if any."""

    status: str
    other_sid: str | None = None
    other_status: str | None = None
    other_seconds: int | None = None


class TwilioApi:
    """The account's REST side, at Twilio or wherever `api_base_url` says."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        api_base_url: str | None = None,
        *,
        timeout: float = 10,
        longest: float = 60,
        most_bytes: int = 50_000_000,
    ) -> None:
        self.base = (api_base_url or TWILIO).rstrip("/")
        self.account_sid = account_sid
        self.timeout = timeout  # of one answer, in seconds
        self.longest = longest  # of one download, in seconds
        self.most_bytes = most_bytes
        self._auth = (account_sid, auth_token)
        # An environment of its own: TWILIO_EDGE and TWILIO_REGION would rewrite the address.
        self._client = Client(
            *self._auth,
            http_client=TwilioHttpClient(timeout=timeout),
            environment={"TWILIO_ACCOUNT_SID": account_sid},
        )
        self._client.api.base_url = self.base

    def fetch_recording(self, sid: str, target: BinaryIO) -> Fetched:
        """Write the recording's WAV to TARGET; its length is what Twilio said, or this raises."""
        if not SID.match(sid):
            raise PermanentFailure(f"expected a recording's SID, found {sid!r}")
        # From the SID alone: an address that came in a webhook may lead anywhere.
        url = f"{self.base}/2010-04-01/Accounts/{self.account_sid}/Recordings/{sid}.wav"
        with sorted_errors(), self._open(url) as response:
            check_status(response.status_code)
            return self._save(response, target)

    def delete_recording(self, sid: str) -> None:
        """Delete Twilio's copy; one that is not there, or not any more, is deleted."""
        if SID.match(sid):  # else Twilio never gave it this name
            _delete(self._client.recordings(sid))

    def delete_message(self, sid: str) -> None:
        """Delete Twilio's record of a text, its words with it; one that is not there is deleted."""
        if SID.match(sid):
            _delete(self._client.messages(sid))

    def call(self, sid: str) -> SeenCall | None:
        """The call as Twilio knows it; None when it has not been dialled."""
        with sorted_errors():
            return _seen_call(self._client.calls(sid).fetch())

    def calls_since(self, instant: datetime) -> list[SeenCall]:
        """Calls that began at or after the instant, oldest first."""
        with sorted_errors():
            listed = self._client.calls.list(
                start_time_after=instant.astimezone(UTC), page_size=200
            )
        seen = [call for call in map(_seen_call, listed) if call and call.started_at >= instant]
        return sorted(seen, key=lambda call: call.started_at)

    def recordings_since(self, instant: datetime) -> list[SeenRecording]:
        """Recordings made at or after the instant, oldest first."""
        with sorted_errors():
            listed = self._client.recordings.list(
                date_created_after=instant.astimezone(UTC), page_size=200
            )
        seen = [_seen_recording(recording) for recording in listed]
        return sorted(
            (recording for recording in seen if recording.created_at >= instant),
            key=lambda recording: recording.created_at,
        )

    def send_sms(self, to: str, sender: str, text: str, callback: str | None) -> str:
        """Hand over a text message; its SID. UnsureFailure when Twilio may have taken it."""
        told = {"status_callback": callback} if callback else {}
        with sorted_refusals():
            message = self._client.messages.create(to=to, from_=sender, body=text, **told)
        return str(message.sid)

    def sms_sent(self, to: str, text: str, since: datetime) -> Mapping[str, str]:
        """The status, by SID, of what was sent to the number with this text since then."""
        with sorted_errors():
            listed = self._client.messages.list(to=to, limit=MOST_LISTED, page_size=MOST_LISTED)
        # By when it was made: a message that is still queued has no date of sending. A trial
        # account's text begins with words of Twilio's.
        return {
            str(one.sid): str(one.status)
            for one in listed
            if one.date_created and _utc(one.date_created) >= since.replace(microsecond=0)
            if (one.body or "").strip().endswith(text.strip())
        }

    def sms_status(self, sid: str) -> tuple[str, str | None] | None:
        """How far a text came, and the error's code; None when Twilio has none under this SID."""
        with sorted_errors():
            try:
                seen = self._client.messages(sid).fetch()
                return str(seen.status), str(seen.error_code) if seen.error_code else None
            except TwilioException as error:
                if status_of(error) != 404:
                    raise
                return None

    def place_call(self, order: CallOrder) -> str:
        """Have a telephone rung; the call's SID. UnsureFailure when Twilio may have taken it."""
        with sorted_refusals():
            call = self._client.calls.create(
                to=order.to,
                from_=order.caller_id,
                url=order.url,
                fallback_url=order.fallback_url,
                status_callback=order.status_url,
                status_callback_event=list(LEG_EVENTS),
                timeout=order.ring_s,
                time_limit=order.longest_s,
            )
            return str(call.sid)

    def end_call(self, sid: str) -> None:
        """End the call, and the one that it placed; PermanentFailure where it is over already."""
        with sorted_errors():
            # Twilio docs, Call resource: "completed" ends a call also while it rings.
            self._client.calls(sid).update(status="completed")

    def calls_placed(self, to: str, since: datetime) -> Mapping[str, str]:
        """The status, by SID, of the calls that we had placed to the number since then."""
        with sorted_errors():
            listed = self._client.calls.list(to=to, limit=MOST_LISTED, page_size=MOST_LISTED)
            return {
                str(one.sid): str(one.status)
                for one in listed
                if one.direction == "outbound-api"
                and one.date_created
                and _utc(one.date_created) >= since.replace(microsecond=0)
            }

    def legs(self, sid: str) -> Legs:
        """How the call and the one that it had placed stand, as Twilio knows them."""
        with sorted_errors():
            status = str(self._client.calls(sid).fetch().status)
            children = self._client.calls.list(parent_call_sid=sid, limit=1)
            if not children:
                return Legs(status)
            child = children[0]
            return Legs(status, str(child.sid), str(child.status), _seconds(child.duration))

    def _open(self, url: str) -> requests.Response:
        # requests drops the credentials when a redirect leads to another host.
        plain = {"Accept-Encoding": "identity"}
        return requests.get(url, auth=self._auth, headers=plain, stream=True, timeout=self.timeout)

    def _save(self, response: requests.Response, target: BinaryIO) -> Fetched:
        content_type = response.headers.get("Content-Type", "")
        if not content_type.startswith("audio/"):
            raise TemporaryFailure(f"expected audio, found {content_type or 'no type'}")
        began, size = time.monotonic(), 0
        # As it comes: iter_content() would wait for a whole chunk, however slowly it trickles in.
        while chunk := response.raw.read1(CHUNK):
            size += target.write(chunk)
            if size > self.most_bytes:
                raise PermanentFailure(f"expected at most {self.most_bytes} bytes, found more")
            if time.monotonic() - began > self.longest:
                raise TemporaryFailure(f"only {size} bytes came in {self.longest:.0f} s")
        announced = response.headers.get("Content-Length")
        if announced is not None and int(announced) != size:
            raise TemporaryFailure(f"expected {announced} bytes, found {size}")
        return Fetched(size, content_type)


def _delete(context: "RecordingContext | MessageContext") -> None:
    with sorted_errors():
        try:
            context.delete()
        except TwilioException as error:
            if status_of(error) != 404:
                raise


def _seen_call(call: "CallInstance") -> SeenCall | None:
    if call.start_time is None:
        return None
    return SeenCall(
        sid=call.sid,
        account_sid=call.account_sid,
        from_raw=call._from or "",
        to=call.to or "",
        direction=call.direction or "",
        status=str(call.status),
        started_at=_utc(call.start_time),
        duration_s=_seconds(call.duration),
    )


def _seen_recording(recording: "RecordingInstance") -> SeenRecording:
    return SeenRecording(
        sid=recording.sid,
        call_sid=recording.call_sid,
        status=str(recording.status),
        created_at=_utc(recording.date_created),
        duration_s=_seconds(recording.duration),
    )


def _utc(instant: datetime) -> datetime:
    """The instant, aware: the client reads Twilio's dates as UTC but does not always say so."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _seconds(text: str | None) -> int | None:
    return int(text) if text else None
