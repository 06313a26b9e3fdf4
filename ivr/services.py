"""What the caller's edge is handed: the ledger, the clock, the rules as configured, the sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from ivr.flows import Line
from ivr.playback_links import Links
from ivr.prompts import Prompts, Voices
from ivr.signature import Trust
from rules.entitlement import Terms
from rules.hours.schedule import Hours
from store.callbacks.promises import Promises
from store.recording_files import Place


@dataclass(frozen=True)
class Services:
    """What the caller's edge needs; centralino builds it once."""

    sessions: sessionmaker[Session]
    now: Callable[[], datetime]
    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    lines: Mapping[str, Line]  # our numbers, and which line each is
    trust: Trust
    prompts_now: Callable[[], Prompts]  # asked each time, as the hours are
    voices: Voices
    links: Links
    terms: Terms
    promises: Promises
    recordings: Place  # the folder of the callers' messages
    sounds: Path  # the folder of our own sound files
    max_seconds: int  # longest message
    keep_days: int
    also: frozenset[str] = frozenset()  # our public numbers that are sent on to the lines (E.164)
    # Whether a technician may sign in from the number, instead of leaving a message.
    is_staff: Callable[[str], bool] = lambda _number: False
    # Told when something of a call could not be kept: Twilio is to be asked what we missed.
    missed: Callable[[], object] = lambda: None

    @property
    def prompts(self) -> Prompts:
        """The sentences that count now."""
        return self.prompts_now()

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()

    @property
    def ours(self) -> frozenset[str]:
        """Every number of ours, which no caller has."""
        return self.also | self.lines.keys()
