"""What all parts of one carrier share: its account, its clock, its books."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from simulator.agenda import Agenda
from simulator.clock import Clock
from simulator.debugger import Alert, Debugger
from simulator.faults import Faults
from simulator.journal import Journal, RecordingEntry
from simulator.numbers import Number
from simulator.params import Profile
from simulator.quirks import Quirks
from simulator.sids import Sids
from simulator.wire import Wire

if TYPE_CHECKING:
    from simulator.leg import Leg
    from simulator.messages import MessageEntry
    from simulator.subscriber import Subscriber

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
    agenda: Agenda = field(default_factory=Agenda)
    journal: Journal = field(default_factory=Journal)
    debugger: Debugger = field(default_factory=Debugger)
    legs: "dict[str, Leg]" = field(default_factory=dict)
    recordings: dict[str, RecordingEntry] = field(default_factory=dict)
    sms_errors: dict[str, int] = field(default_factory=dict)  # numbers that no SMS reaches
    messages: "dict[str, MessageEntry]" = field(default_factory=dict)
    subscribers: "dict[str, Subscriber]" = field(default_factory=dict)
    next_call_at: datetime | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def alert(
        self, code: int, message: str, at: datetime, *, call_sid: str = "", url: str = ""
    ) -> Alert:
        """Writes a line into the debugger and, where it concerns a call, into that call."""
        alert = Alert(code, message, at, call_sid, url)
        self.debugger.add(alert)
        leg = self.legs.get(call_sid)
        if leg is not None and code:
            leg.entry.errors.append(str(alert))
            leg.entry.note(at, "error", str(alert))
        return alert

    def api_uri(self, resource: str) -> str:
        """The path of a resource of the account, as REST replies name it."""
        return f"/{API_VERSION}/Accounts/{self.account_sid}/{resource}"
