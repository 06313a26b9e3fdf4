"""What the routes of technicians' calls are handed: ledger, clock, sentences, what may be rung."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session, sessionmaker

from ivr.flows.context import Line
from ivr.playback_links import Links
from ivr.prompts import Prompts, Voices
from ivr.signature import Trust
from rules.callbacks.callback import Policy as CallbackPolicy
from rules.callbacks.outbound_call import Policy
from rules.hours.schedule import Hours


@dataclass(frozen=True)
class PuttingOff:
    """What follows from a customer's key who cannot talk now."""

    hours: Hours
    gaps: CallbackPolicy
    vat_percent: Decimal


@dataclass(frozen=True)
class TechnicianServices:
    """What these routes need; centralino builds it once."""

    sessions: sessionmaker[Session]
    now: Callable[[], datetime]
    trust: Trust
    prompts_now: Callable[[], Prompts]  # asked each time, as the hours are
    voices: Voices
    lines: Mapping[str, Line]  # our numbers
    policy: Policy
    timezone: str
    putting_off: PuttingOff | None = None  # None where customers are connected at once

    @property
    def prompts(self) -> Prompts:
        """The sentences that count now."""
        return self.prompts_now()


@dataclass(frozen=True)
class DialInServices:
    """What these routes need; centralino builds it once."""

    technician: TechnicianServices
    links: Links
    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    gaps: CallbackPolicy
    vat_percent: Decimal
    lease: timedelta = timedelta(minutes=15)  # of a case that is being heard

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()
