"""Exchange: what all parts of one carrier share; account, clock, books."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.state.account import AccountState
from simulator.state.agenda import Agenda
from simulator.state.clock import Clock
from simulator.state.debugger import Alert, Debugger
from simulator.state.faults import Faults
from simulator.state.journal import CallEntry, Journal, RecordingEntry
from simulator.state.numbers import Number
from simulator.state.quirks import Quirks
from simulator.state.sids import Sids
from simulator.state.subscriber import Subscriber
from simulator.state.text_message import MessageEntry
from simulator.wire.http_request import Wire
from simulator.wire.params import Profile

API_VERSION = "2010-04-01"
PUBLIC_API = "https://api.twilio.com"


class TwimlRefused(AssertionError):
    """TwiML that Twilio would not take as it stands; strict calls fail with it."""


@dataclass
class Exchange:
    account_sid: str
    auth_token: str
    numbers: dict[str, Number]
    clock: Clock
    wire: Wire
    faults: Faults
    quirks: Quirks
    profile: Profile
    strict: bool
    seed: int
    folder: Path
    recording_delay: float
    status_delay: float
    calls_per_second: float
    api_keys: Mapping[str, str]
    sids: Sids
    temporary: TemporaryDirectory[str] | None = None  # lives as long as the calls do
    # What happens in the world while a call pauses; played time passes at once without it.
    while_pausing: Callable[[str], object] = str
    account: AccountState = field(default_factory=AccountState)
    agenda: Agenda = field(default_factory=Agenda)
    journal: Journal = field(default_factory=Journal)
    debugger: Debugger = field(default_factory=Debugger)
    entries: dict[str, CallEntry] = field(default_factory=dict)  # of the journal, by call SID
    legs: dict[str, object] = field(default_factory=dict)  # what performs each call
    recordings: dict[str, RecordingEntry] = field(default_factory=dict)
    sms_errors: dict[str, int] = field(default_factory=dict)  # numbers that no SMS reaches
    messages: dict[str, MessageEntry] = field(default_factory=dict)
    subscribers: dict[str, Subscriber] = field(default_factory=dict)
    next_call_at: datetime | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def alert(
        self, code: int, message: str, at: datetime, *, call_sid: str = "", url: str = ""
    ) -> Alert:
        """Writes a line into the debugger and, where it concerns a call, into that call."""
        alert = Alert(code, message, at, call_sid, url)
        self.debugger.add(alert)
        entry = self.entries.get(call_sid)
        if entry is not None and code:
            entry.errors.append(str(alert))
            entry.note(at, "error", str(alert))
        return alert

    def api_uri(self, resource: str) -> str:
        """The path of a resource of the account, as REST replies name it."""
        return f"/{API_VERSION}/Accounts/{self.account_sid}/{resource}"
