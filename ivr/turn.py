"""Turn: one webhook of a call as a frozen value; what Twilio says, what our own address remembers.

Twilio keeps nothing for us between two webhooks, so what the caller has chosen travels in the
query of each address that we hand out: `l` language, `n` try number, `f` flow, `j` 1 when J-System
was claimed, `a` what the call is about, `q` the request that a hidden caller proved to be theirs,
`p` 1 when the price was told, `t` when times to be rung at were offered (seconds since 1970), `r` the
recording that is already kept. Twilio signs the address, so
it can be trusted.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from rules.calls.call_status import FINAL, is_status
from rules.calls.caller import is_sent_on, number_of_caller
from rules.errors import BadInput
from rules.hours.schedule import Flow
from rules.language.spoken import language_or_default
from rules.phone_numbers import caller_number
from rules.tickets.repeat_calls import ANOTHER

FALLBACK = "fallback"  # the step that Twilio asks in the place of one that it could not get
TOLD = "told"  # of a request that stands, and answered nothing

DIGITS = re.compile(r"[0-9A-D*#]{1,32}|hangup", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
REQUEST = re.compile(r"[0-9]{1,9}", re.ASCII)
ABOUT = re.compile(rf"{TOLD}|{ANOTHER}|[0-9]{{1,9}}", re.ASCII)
SECONDS = re.compile(r"[0-9]{1,10}", re.ASCII)
TOKEN = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
STEP_PATH = re.compile(r"/voice/([a-z]{1,16})\Z", re.ASCII)
LONGEST_ADDRESS = 255  # no From or To is longer than a SIP address


class Parameters(Protocol):
    """Names with all their values, as werkzeug's MultiDict has them."""

    def lists(self) -> Iterable[tuple[str, list[str]]]:
        """Each name once, with every value that came under it."""


class Headers(Protocol):
    """Header values by name, as werkzeug's Headers or a dict have them."""

    def get(self, key: str, /) -> str | None:
        """The value, or None."""


@dataclass(frozen=True)
class Turn:
    """What one webhook of a call tells us."""

    call_sid: str
    account_sid: str
    from_number: str | None  # E.164; None when withheld, not a number, or not the caller's
    from_raw: str
    to_number: str
    status: str  # one of Twilio's, "" when it said another thing
    step: str
    at: datetime
    key: str  # the same when Twilio repeats this very request
    digits: str = ""  # "hangup" when the caller hung up while recording
    recording_sid: str | None = None
    recording_seconds: int | None = None
    error_code: str | None = None  # why Twilio asks the fallback
    failed_step: str | None = None  # and in place of which step
    language: str = "it"
    attempt: int = 0
    flow: Flow | None = None  # decided by the first webhook of the call, None there
    j_system: bool = False
    about: str | None = None  # TOLD of a request that stands, its id, or ANOTHER
    named: str | None = None  # the id of the request that a hidden caller proved to be theirs
    price_told: bool = False
    forwarded: bool = False  # another line sent the call on: From may not be the caller's
    offered_at: datetime | None = None  # when the times were that a key chooses from
    kept_sid: str | None = None  # the message that stands while the caller records another

    @property
    def hung_up(self) -> bool:
        """Whether nobody hears the answer to this webhook any more."""
        return self.digits == "hangup" or self.status in FINAL

    def is_forwarded_by(self, lines: Collection[str]) -> bool:
        """Whether its number may not be the caller's: another line, or one of ours, sent it on."""
        return self.forwarded or self.from_number in lines

    @property
    def is_adding(self) -> bool:
        """Whether the caller chose to add to a request that stands."""
        return self.about not in {None, TOLD, ANOTHER}

    @property
    def remembered(self) -> dict[str, str]:
        """What each address that we hand out carries to the next webhook, beside the try number."""
        state = {"l": self.language, "j": str(int(self.j_system))}
        if self.flow:
            state["f"] = self.flow.value
        if self.about:
            state["a"] = self.about
        if self.named:
            state["q"] = self.named
        if self.price_told:
            state["p"] = "1"
        if self.offered_at:
            state["t"] = str(int(self.offered_at.timestamp()))
        if self.kept_sid:
            state["r"] = self.kept_sid
        return state

    @property
    def has_message(self) -> bool:
        """Whether this webhook brings a recording with something in it, as far as Twilio knows."""
        return self.recording_sid is not None and self.recording_seconds != 0

    @classmethod
    def from_request(
        cls,
        step: str,
        form: Parameters,
        query: Parameters,
        headers: Headers,
        now: datetime,
        ours: Collection[str] | None = None,
    ) -> "Turn":
        """Read a webhook; BadInput for a name given twice and for a SID that is missing or is none.

        `ours` are our own numbers (E.164), which no caller has; None asks not whose From is.

        Whatever else is odd becomes a default: a caller must not suffer from it.
        """
        said, state = single_values(form), single_values(query)
        failed_step = None
        # The fallback's address at Twilio knows nothing of the call. Twilio may go on telling of a
        # fault at later steps, whose own addresses know better.
        if step == FALLBACK and "ErrorUrl" in said and "n" not in state:
            failed_step, state = _failed(said["ErrorUrl"])
        from_raw = said.get("From", "")[:LONGEST_ADDRESS]
        status = said.get("CallStatus", "")
        return cls(
            call_sid=sid(said, "CallSid", "CA"),
            account_sid=sid(said, "AccountSid", "AC"),
            from_number=_number(said, from_raw, ours),
            from_raw=from_raw,
            to_number=said.get("To", "")[:LONGEST_ADDRESS],
            forwarded=is_forwarded(said),
            status=status if is_status(status) else "",
            step=step,
            at=now,
            key=_key(step, said, state, headers.get("I-Twilio-Idempotency-Token")),
            digits=_matching(DIGITS, said.get("Digits")) or "",
            recording_sid=_recording_sid(said),
            recording_seconds=whole_number(said.get("RecordingDuration")),
            error_code=_matching(NUMBER, said.get("ErrorCode")),
            failed_step=failed_step,
            language=language_or_default(state.get("l")),
            attempt=whole_number(state.get("n")) or 0,
            flow=_flow(state.get("f")),
            j_system=state.get("j") == "1",
            about=_matching(ABOUT, state.get("a")),
            named=_matching(REQUEST, state.get("q")),
            price_told=state.get("p") == "1",
            offered_at=_instant(state.get("t")),
            kept_sid=state["r"] if is_sid(state.get("r", ""), "RE") else None,
        )

    @classmethod
    def of_nobody(
        cls, step: str, said: Mapping[str, str], state: Mapping[str, str], now: datetime
    ) -> "Turn":
        """What can be answered to a request of which nothing is believed: whether a message was left."""
        came = said.get("RecordingSid") or said.get("RecordingUrl")
        return cls(
            *("", "", None, "", "", ""),
            step=step,
            at=now,
            key="",
            digits="hangup" if said.get("Digits") == "hangup" else "",
            recording_sid="?" if came else None,
            language=language_or_default(state.get("l")),
            attempt=whole_number(state.get("n")) or 0,
        )


def is_forwarded(said: Mapping[str, str]) -> bool:
    """Whether the call did not come straight from the number that it shows."""
    return is_sent_on(said.get("From", ""), to=said.get("To", ""), via=on_the_way(said))


def _instant(seconds: str | None) -> datetime | None:
    found = _matching(SECONDS, seconds)
    return datetime.fromtimestamp(int(found), UTC) if found else None


def _number(said: Mapping[str, str], from_raw: str, ours: Collection[str] | None) -> str | None:
    if ours is None:
        return caller_number(from_raw)
    return number_of_caller(from_raw, to=said.get("To", ""), via=on_the_way(said), ours=ours)


def on_the_way(said: Mapping[str, str]) -> tuple[str, str]:
    """The numbers that sent the call on to us; "" for none."""
    return said.get("ForwardedFrom", ""), said.get("CalledVia", "")


def single_values(parameters: Parameters) -> dict[str, str]:
    """Names and values, when no name came twice: of two values one would be a forgery's."""
    values = {}
    for name, given in parameters.lists():
        if len(given) != 1:
            raise BadInput(f"{name[:40]!r}: expected one value, found {len(given)}")
        values[name] = given[0]
    return values


def sid(values: Mapping[str, str], name: str, prefix: str) -> str:
    """The SID under that name; BadInput when it is missing or has another shape."""
    value = values.get(name, "")
    if not is_sid(value, prefix):
        raise BadInput(f"{name}: expected {prefix} and 32 hexadecimal digits, found {value[:40]!r}")
    return value


def is_sid(value: str, prefix: str) -> bool:
    """Whether it has the shape of Twilio's identifiers of that kind."""
    return re.fullmatch(prefix + "[0-9a-fA-F]{32}", value) is not None


def whole_number(text: str | None) -> int | None:
    """The number that Twilio wrote, None for anything else."""
    found = _matching(NUMBER, text)
    return None if found is None else int(found)


def _recording_sid(said: Mapping[str, str]) -> str | None:
    """Of the recording that came; its page lists the address alone, which ends with the SID."""
    if said.get("RecordingSid"):
        return sid(said, "RecordingSid", "RE")
    last = said.get("RecordingUrl", "").rpartition("/")[2]
    return last if is_sid(last, "RE") else None


def _matching(pattern: re.Pattern[str], text: str | None) -> str | None:
    return text if text is not None and pattern.fullmatch(text) else None


def _flow(text: str | None) -> Flow | None:
    return Flow(text) if text in list(Flow) else None


def _failed(url: str) -> tuple[str | None, dict[str, str]]:
    """Which step it was that Twilio could not get, and what its address remembered."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None, {}
    step = STEP_PATH.search(parts.path)
    return (step.group(1) if step else None), dict(parse_qsl(parts.query))


def _key(step: str, said: Mapping[str, str], state: Mapping[str, str], token: str | None) -> str:
    """Equal for every delivery of one request.

    Twilio repeats the token with each retry. Whatever comes without one is told apart by what it
    says.
    """
    call = said.get("CallSid", "")
    if _matching(TOKEN, token):
        return f"{call}:{step}:{token}"
    told = ("Digits", "RecordingSid", "RecordingDuration", "ErrorCode", "CallStatus")
    parts = [said.get(name, "") for name in told] + [f"{k}={state[k]}" for k in sorted(state)]
    return f"{call}:{step}:{hashlib.sha256(_bytes(chr(0).join(parts))).hexdigest()[:32]}"


def _bytes(text: str) -> bytes:
    """Also of a text that no encoding has, as half of a surrogate pair."""
    return text.encode(errors="surrogatepass")
