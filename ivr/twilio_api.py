"""Twilio's REST API: recordings, messages, calls placed and seen; the only use of its client.

Errors come out sorted: TemporaryFailure is worth another try, PermanentFailure needs a person.
"""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import requests
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from ivr.call_legs import Legs
from ivr.twilio_errors import check_answer, sorted_errors, sorted_refusals, status_of
from ivr.twilio_http import Credentials, Pair, RotatingClient
from ivr.twilio_seen import (
    Placed,
    SeenCall,
    SeenRecording,
    listed,
    placed,
    seconds,
    seen_call,
    seen_recording,
)
from rules.errors import ListCutShort, NotThere, PermanentFailure, TemporaryFailure

if TYPE_CHECKING:
    from twilio.rest.api.v2010.account.message import MessageContext
    from twilio.rest.api.v2010.account.recording import RecordingContext

Seen = TypeVar("Seen")
TWILIO = "https://api.twilio.com"
SID = re.compile(r"(RE|SM|MM)[0-9a-fA-F]{32}\Z", re.ASCII)  # as Twilio names what it keeps
CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}\Z", re.ASCII)
CHUNK = 64 * 1024
MOST_LISTED = 200  # messages or calls to one number; the newest come first
NOT_TOLD = {"failed", "undelivered", "canceled"}
LEG_EVENTS = ("initiated", "ringing", "answered", "completed")


@dataclass(frozen=True)
class Fetched:
    """What came: so many bytes, of this type."""

    bytes: int
    content_type: str


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


class TwilioApi:
    """The account's REST side, at Twilio or wherever `api_base_url` says."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str | None = None,
        api_base_url: str | None = None,
        *,
        credentials: tuple[Pair, ...] = (),
        timeout: float = 10,
        longest: float = 60,
        most_bytes: int = 50_000_000,
    ) -> None:
        """Ask with the account's token, or with whichever of the credentials Twilio takes."""
        self.base = (api_base_url or TWILIO).rstrip("/")
        self._account = f"{self.base}/2010-04-01/Accounts/{account_sid}"
        self.timeout = timeout  # of one answer, in seconds
        self.longest = longest  # of one download, in seconds
        self.most_bytes = most_bytes
        self._credentials = Credentials(*credentials or ((account_sid, str(auth_token)),))
        # An environment of its own: TWILIO_EDGE and TWILIO_REGION would rewrite the address.
        self._client = Client(
            *self._credentials.current,
            account_sid,
            http_client=RotatingClient(self._credentials, timeout),
            environment={"TWILIO_ACCOUNT_SID": account_sid},
        )
        self._client.api.base_url = self.base

    def fetch_recording(self, sid: str, target: BinaryIO) -> Fetched:
        """Write the recording's WAV to TARGET; its length is what Twilio said, or this raises."""
        if not SID.match(sid):
            raise PermanentFailure(f"expected a recording's SID, found {sid!r}")
        # From the SID alone: an address that came in a webhook may lead anywhere.
        url = f"{self._account}/Recordings/{sid}.wav"
        with sorted_errors(), self._open(url) as response:
            check_answer(response)
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
        """The call as Twilio knows it; None when it has none, or not yet, or has not dialled it."""
        if not CALL_SID.match(sid):  # another product's, which has no calls
            return None
        try:
            return seen_call(self._get(f"{self._account}/Calls/{sid}.json", {}))
        except NotThere:
            return None

    def calls_since(self, instant: datetime) -> list[SeenCall]:
        """Calls that began at or after the instant, oldest first; ListCutShort with part of them."""
        asked = {"StartTime>": _date(instant), "PageSize": MOST_LISTED}
        url = f"{self._account}/Calls.json"
        return _since(
            lambda: listed(self._get, url, "calls", asked, seen_call),
            lambda call: call.started_at,
            instant,
        )

    def recordings_since(self, instant: datetime) -> list[SeenRecording]:
        """Recordings made at or after the instant, oldest first; ListCutShort with part of them."""
        asked = {"DateCreated>": _date(instant), "PageSize": MOST_LISTED}
        url = f"{self._account}/Recordings.json"
        return _since(
            lambda: listed(
                self._get, url, "recordings", asked, partial(seen_recording, undated=instant)
            ),
            lambda recording: recording.created_at,
            instant,
        )

    def send_sms(self, to: str, sender: str, text: str, callback: str | None) -> str:
        """Hand over a text message; its SID. UnsureFailure when Twilio may have taken it."""
        told = {"status_callback": callback} if callback else {}
        with sorted_refusals():
            message = self._client.messages.create(to=to, from_=sender, body=text, **told)
        return str(message.sid)

    def texts_told(self, to: str, since: datetime) -> Mapping[str, str]:
        """The words, by SID, of the texts that went out to the number since then, and did not fail."""
        page = {"limit": MOST_LISTED, "page_size": MOST_LISTED}
        with sorted_errors():
            sent = self._client.messages.list(to=to, date_sent_after=since.astimezone(UTC), **page)
        return {str(one.sid): one.body or "" for one in sent if str(one.status) not in NOT_TOLD}

    def sms_sent(self, to: str, text: str, since: datetime) -> Mapping[str, str]:
        """The status, by SID, of what was sent to the number with this text since then."""
        asked = {"To": to, "PageSize": MOST_LISTED}
        # By when it was made: a message that is still queued has no date of sending. A trial
        # account's text begins with words of Twilio's.
        return {
            one.sid: one.status
            for one in self._newest("Messages", asked)
            if one.made_at and one.made_at >= since.replace(microsecond=0)
            if one.body.strip().endswith(text.strip())
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
        asked = {"To": to, "PageSize": MOST_LISTED}
        return {
            one.sid: one.status
            for one in self._newest("Calls", asked)
            if one.direction == "outbound-api"
            and one.made_at
            and one.made_at >= since.replace(microsecond=0)
        }

    def _newest(self, kind: str, asked: Mapping[str, object]) -> list[Placed]:
        """The first page of what we placed or sent; the newest come first."""
        url = f"{self._account}/{kind}.json"
        return listed(self._get, url, kind.lower(), asked, placed, pages=1)

    def legs(self, sid: str) -> Legs:
        """How the call and the one that it had placed stand, as Twilio knows them."""
        with sorted_errors():
            status = str(self._client.calls(sid).fetch().status)
            children = self._client.calls.list(parent_call_sid=sid, limit=1)
            if not children:
                return Legs(status)
            child = children[0]
            return Legs(status, str(child.sid), str(child.status), seconds(child.duration))

    def _get(self, url: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The JSON object at an address, or at a path that Twilio named."""
        whole = url if url.startswith(self.base) else f"{self.base}{url}"
        with sorted_errors():
            answer = self._client.request("GET", whole, params=dict(asked))
            check_answer(answer)
            found = json.loads(answer.text)
        if not isinstance(found, dict):
            raise TemporaryFailure("Twilio's answer could not be read: it is no object")
        return found

    def _open(self, url: str) -> requests.Response:
        # requests drops the credentials when a redirect leads to another host.
        plain = {"Accept-Encoding": "identity"}
        return self._credentials.attempt(
            lambda pair: requests.get(
                url, auth=pair, headers=plain, stream=True, timeout=self.timeout
            ),
            lambda answer: answer.status_code,
        )

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


def _date(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _since(
    read: Callable[[], list[Seen]], at: Callable[[Seen], datetime], instant: datetime
) -> list[Seen]:
    """What is not older than the instant, oldest first, also of a list that was cut short."""

    def chosen(seen: Sequence[Seen]) -> list[Seen]:
        return sorted((one for one in seen if at(one) >= instant), key=at)

    try:
        return chosen(read())
    except ListCutShort as error:
        raise ListCutShort(str(error), chosen(error.came)) from error
