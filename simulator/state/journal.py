"""Journal: what each caller heard, pressed and said; what was recorded, asked and answered.

Nothing in it comes from the desk's own account, so that whatever the desk lost shows here.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class HeardEntry:
    """A sentence, a file or a beep, as the caller heard it."""

    text: str
    language: str
    voice: str
    at: datetime
    kind: str = "say"  # say, play, or error for Twilio's own apology
    url: str = ""
    seconds: float = 0.0


@dataclass
class RecordingEntry:
    """One recording, with what was truly said into it."""

    sid: str
    call_sid: str
    started_at: datetime
    duration: int  # whole seconds, as Twilio says them
    status: str = "processing"  # in-progress, processing, completed, absent, deleted
    path: Path | None = None
    seconds: float = 0.0
    spoken: list[str] = field(default_factory=list)  # the files spoken into it
    ended_by: str = ""  # a key, hangup, silence or length
    channels: int = 1
    source: str = "RecordVerb"
    error_code: int | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True)
class AttemptEntry:
    """One HTTP exchange: a status, or the error for want of one."""

    url: str
    status: int | None
    error: str
    seconds: float


@dataclass
class WebhookEntry:
    """One logical request, whatever it took to deliver it."""

    kind: str
    call_sid: str
    url: str
    method: str
    form: tuple[tuple[str, str], ...]
    token: str
    at: datetime
    attempts: list[AttemptEntry] = field(default_factory=list)
    outcome: str = ""  # delivered, failed, dropped
    body: str = ""

    @property
    def status(self) -> int | None:
        return self.attempts[-1].status if self.attempts else None

    def value(self, name: str) -> str | None:
        """The value of a parameter, None where it was not sent."""
        return dict(self.form).get(name)


@dataclass(frozen=True)
class TraceLine:
    """A line of the call's story, to be read by people."""

    at: datetime
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S} {self.what} {self.text}".rstrip()


@dataclass
class CallEntry:
    """One call as the carrier knows it."""

    call_sid: str
    from_number: str
    to_number: str
    direction: str
    started_at: datetime
    parent_call_sid: str = ""
    status: str = "queued"
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    duration: int = 0
    heard: list[HeardEntry] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    lost_keys: list[str] = field(default_factory=list)  # pressed when nobody listened
    recordings: list[RecordingEntry] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)  # acts of a script that found no occasion
    trace: list[TraceLine] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """What was said to the caller, in order."""
        return [heard.text for heard in self.heard]

    @property
    def seconds_spoken(self) -> float:
        return sum(recording.seconds for recording in self.recordings)

    def note(self, at: datetime, what: str, text: str = "") -> None:
        self.trace.append(TraceLine(at, what, text))

    def story(self) -> str:
        """The call from its first ring on, one line for each thing."""
        head = f"call {self.call_sid} from {self.from_number} to {self.to_number}: {self.status}"
        return "\n".join([head, *(f"  {line}" for line in self.trace)])


class Journal:
    """All calls, webhooks and messages, oldest first."""

    def __init__(self) -> None:
        self.calls: list[CallEntry] = []
        self.webhooks: list[WebhookEntry] = []

    def __iter__(self) -> Iterator[CallEntry]:
        return iter(list(self.calls))

    @property
    def recordings(self) -> list[RecordingEntry]:
        return [recording for call in self for recording in call.recordings]

    def find(self, call_sid: str) -> CallEntry:
        return next(call for call in self if call.call_sid == call_sid)

    def sent(self, kind: str = "", call_sid: str = "") -> list[WebhookEntry]:
        """The webhooks of a kind, of a call, or of both."""
        return [
            hook
            for hook in list(self.webhooks)
            if kind in {"", hook.kind} and call_sid in {"", hook.call_sid}
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "calls": [asdict(call) for call in self],
            "webhooks": [asdict(hook) for hook in list(self.webhooks)],
        }

    def write(self, path: Path) -> None:
        """Keeps the journal as one JSON document."""
        path.write_text(json.dumps(self.as_json(), default=str, ensure_ascii=False, indent=1))
